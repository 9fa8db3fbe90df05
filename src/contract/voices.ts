import type { Voice } from './brand.ts'

/** The languages that address people in more than one way. */
export const voiceLocales = ['hu', 'ru', 'fa', 'pl'] as const

type VoiceLocale = (typeof voiceLocales)[number]

/** How a language addresses people in this voice; English has one way alone. Messages take it as `voice` and decide. */
export const toneIn = (voice: Voice, locale: VoiceLocale | 'en'): Voice['hu'] =>
  locale === 'en' ? 'formal' : voice[locale]
