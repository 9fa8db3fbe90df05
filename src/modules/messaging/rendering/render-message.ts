import type { MessageVariant } from '#contract/message-blocks'
import { hasWords } from '#contract/message-channels'
import type { MessageTemplate } from '#contract/message-templates'
import type { MessageChannel } from '#contract/messaging'
import { countSms } from '#contract/sms-segments'
import { translatorFor } from '#i18n'
import type { Contact } from '#modules/customers'
import { DomainError, isDomainError } from '#platform/errors'
import { isLocale, type Locale } from '#platform/i18n'
import { sha256 } from '#platform/ids'
import type { Note } from '../channels/channel.ts'
import { type Slots, shownSlots } from '../slots/slots.ts'
import { composeMjml, type Look } from './compose-mjml.ts'
import type { Filled } from './fill.ts'
import { compileMjml, fillLetters, fillTexts } from './renderer.ts'
import { type ShortLinks, shortenLinks } from './shorten-links.ts'

export type Person = Pick<Contact, 'name' | 'email' | 'phone' | 'traits'>

export type Rendering = {
  variants: MessageTemplate['variants']
  channel: MessageChannel
  /** in the order of preference */
  wanted: (string | null | undefined)[]
  look: Look
  person: Person
  data: Record<string, unknown>
  /** what its blocks need beyond that; none without it */
  slots?: Slots | undefined
  isPromotional: boolean
  unsubscribeUrl: string
  preferencesUrl: string
  trackAs: string | null
  /** address of a picture that tells of opening; null for none */
  pixel: string | null
  /** of a text message; as they are without it */
  shortLinks?: ShortLinks | null
}

const compiled = new Map<string, Promise<string>>()
const keptCompiled = 200

/** What an e-mail was filled in from, and what differs from it, in base64. */
export type KeptLetter = { formId: string; form: string; packed: string }

/** `html` is an e-mail's alone; `text` is what every other channel shows, and an e-mail without pictures. */
export type Rendered = Omit<Filled, 'html' | 'packed'> & {
  html: string | null
  kept: KeptLetter | null
  locale: Locale
  push: Note | null
  segments: number | null
}

/** One person's message for one channel in their language, else the shop's, else any there is. Throws template_broken. */
export async function renderMessage(asked: Rendering): Promise<Rendered> {
  const { locale, variant } = pickVariant(asked.variants, asked.channel, asked.wanted)
  if (asked.channel === 'email') return await renderEmail(asked, locale, variant)
  const note = variant.push
  const words = asked.channel === 'push' ? [note?.title, note?.text, note?.url] : [variant[asked.channel]]
  const [first = '', second = '', third = ''] = await fillTexts(
    words.map((one) => one ?? ''),
    scopeOf(asked, locale),
  )
  const push = asked.channel === 'push' ? noteOf(asked, locale, [first, second, third]) : null
  const { text, links } = push
    ? { text: push.text, links: push.countedUrl ? [push.url] : [] }
    : shortenLinks(first, asked.channel === 'sms' ? (asked.shortLinks ?? null) : null)
  const subject = push ? push.title : text.slice(0, 80)
  const segments = asked.channel === 'sms' ? countSms(text).segments : null
  return { locale, subject, html: null, kept: null, text, links, badLinks: [], push, segments }
}

function noteOf({ look, trackAs }: Rendering, locale: Locale, [title = '', text = '', link = '']: string[]): Note {
  const url = webAddress(link || look.website)
  return { title, text, url, locale, ...(trackAs !== null && url ? { countedUrl: `${trackAs}/0` } : {}) }
}

const webAddress = (text: string | null): string => (text && URL.canParse(text) && /^https?:/i.test(text) ? text : '')

async function renderEmail(asked: Rendering, locale: Locale, variant: MessageVariant): Promise<Rendered> {
  const [one] = await writeEmails([asked], locale, variant)
  if (!one || one instanceof DomainError) throw one ?? broken('email')
  return one
}

/**
 * E-mails to many people, those of one language and template written together. Instead of one that cannot be written there is the
 * reason. Throws template_broken when there are no words for one of them.
 */
export async function renderEmails(asked: Rendering[]): Promise<(Rendered | DomainError)[]> {
  const groups = new Map<string, { locale: Locale; variant: MessageVariant; places: number[] }>()
  const numbers = new Map<MessageVariant, number>()
  for (const [place, one] of asked.entries()) {
    const { locale, variant } = pickVariant(one.variants, 'email', one.wanted)
    const number = numbers.get(variant) ?? numbers.size
    numbers.set(variant, number)
    const key = `${number} ${locale} ${one.isPromotional}`
    const group = groups.get(key) ?? { locale, variant, places: [] }
    group.places.push(place)
    groups.set(key, group)
  }
  const rendered: (Rendered | DomainError)[] = []
  for (const { locale, variant, places } of groups.values()) {
    const those = places.flatMap((place) => asked[place] ?? [])
    const written = await writeEmails(those, locale, variant).catch((error: unknown) => {
      if (!isDomainError(error)) throw error
      return those.map(() => error)
    })
    for (const [i, place] of places.entries()) rendered[place] = written[i] ?? broken('email')
  }
  return rendered
}

/** All of them from one variant and with one look. */
async function writeEmails(
  asked: Rendering[],
  locale: Locale,
  variant: MessageVariant,
): Promise<(Rendered | DomainError)[]> {
  const [first] = asked
  if (!first) return []
  const t = translatorFor(locale, 'messaging')
  const mjml = composeMjml(variant, { locale, look: first.look, t, isPromotional: first.isPromotional })
  const html = await compileOnce(mjml)
  const letters = asked.map((one) => ({
    scope: scopeOf(one, locale),
    ownLinks: [one.unsubscribeUrl, one.preferencesUrl],
    trackAs: one.trackAs,
    pixel: one.pixel,
  }))
  const filled = await fillLetters({ subject: variant.subject, html }, letters)
  const formId = sha256(html).toString('base64')
  return filled.map((one) => {
    if (one instanceof DomainError) return one
    const { packed, ...letter } = one
    return { ...letter, kept: { formId, form: html, packed }, locale, push: null, segments: null }
  })
}

function pickVariant(
  variants: MessageTemplate['variants'],
  channel: MessageChannel,
  wanted: (string | null | undefined)[],
): { locale: Locale; variant: MessageVariant } {
  for (const one of [...wanted, 'en', ...Object.keys(variants)]) {
    const language = one?.toLowerCase().split(/[-_]/)[0] ?? ''
    const variant = isLocale(language) ? variants[language] : undefined
    if (isLocale(language) && variant && hasWords(variant, channel)) return { locale: language, variant }
  }
  throw broken(channel)
}

const broken = (problem: string): DomainError =>
  new DomainError('invalid', 'template_broken', 'The template has no words for this channel.', { problem })

function compileOnce(mjml: string): Promise<string> {
  const key = sha256(mjml).toString('base64')
  const found = compiled.get(key)
  if (found) return found
  const made = compileMjml(mjml)
  if (compiled.size >= keptCompiled) compiled.delete(compiled.keys().next().value ?? '')
  compiled.set(key, made)
  made.catch(() => compiled.delete(key))
  return made
}

function scopeOf({ person, look, data, slots, unsubscribeUrl, preferencesUrl }: Rendering, locale: Locale) {
  const { name, email, phone, traits } = person
  return {
    customer: { ...traits, name, email, phone },
    brand: { name: look.name, website: look.website, address: look.address },
    data,
    ...(slots ? shownSlots(slots, locale) : {}),
    locale,
    unsubscribe_url: unsubscribeUrl,
    preferences_url: preferencesUrl,
  }
}
