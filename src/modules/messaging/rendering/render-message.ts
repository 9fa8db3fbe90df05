import { hasWords } from '#contract/message-channels'
import type { MessageChannel, MessageTemplate, MessageVariant } from '#contract/messaging'
import { countSms } from '#contract/sms-segments'
import { translatorFor } from '#i18n'
import type { Contact } from '#modules/customers'
import { DomainError } from '#platform/errors'
import { isLocale, type Locale } from '#platform/i18n'
import { sha256 } from '#platform/ids'
import { composeMjml, type Look } from './compose-mjml.ts'
import type { Filled } from './fill.ts'
import { compileMjml, fillMessage, fillTexts } from './renderer.ts'

export type Person = Pick<Contact, 'name' | 'email' | 'phone' | 'traits'>

export type Rendering = {
  variants: MessageTemplate['variants']
  channel: MessageChannel
  /** in the order of preference */
  wanted: (string | null | undefined)[]
  look: Look
  person: Person
  data: Record<string, unknown>
  isPromotional: boolean
  unsubscribeUrl: string
  preferencesUrl: string
  trackAs: string | null
  /** address of a picture that tells of opening; null for none */
  pixel: string | null
}

const compiled = new Map<string, Promise<string>>()
const keptCompiled = 200

/** `html` is an e-mail's alone; `text` is what every other channel shows, and an e-mail without pictures. */
export type Rendered = Omit<Filled, 'html'> & {
  html: string | null
  locale: Locale
  push: { title: string; text: string; url: string; locale: string } | null
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
  const push =
    asked.channel === 'push'
      ? { title: first, text: second, url: webAddress(third || asked.look.website), locale }
      : null
  const text = push ? push.text : first
  const subject = push ? push.title : text.slice(0, 80)
  const segments = asked.channel === 'sms' ? countSms(text).segments : null
  return { locale, subject, html: null, text, links: [], badLinks: [], push, segments }
}

const webAddress = (text: string | null): string => (text && URL.canParse(text) && /^https?:/i.test(text) ? text : '')

async function renderEmail(asked: Rendering, locale: Locale, variant: MessageVariant): Promise<Rendered> {
  const t = translatorFor(locale, 'messaging')
  const mjml = composeMjml(variant, { locale, look: asked.look, t, isPromotional: asked.isPromotional })
  const html = await compileOnce(mjml)
  const filled = await fillMessage({
    subject: variant.subject,
    html,
    scope: scopeOf(asked, locale),
    ownLinks: [asked.unsubscribeUrl, asked.preferencesUrl],
    trackAs: asked.trackAs,
  })
  const seen = asked.pixel
    ? filled.html.replace(
        /<\/body>/i,
        `<img src="${asked.pixel}" width="1" height="1" alt="" style="display:block;border:0"></body>`,
      )
    : filled.html
  return { ...filled, html: seen, locale, push: null, segments: null }
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
  throw new DomainError('invalid', 'template_broken', 'The template has no words for this channel.', {
    problem: channel,
  })
}

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

function scopeOf({ person, look, data, unsubscribeUrl, preferencesUrl }: Rendering, locale: Locale) {
  const { name, email, phone, traits } = person
  return {
    customer: { ...traits, name, email, phone },
    brand: { name: look.name, website: look.website, address: look.address },
    data,
    locale,
    unsubscribe_url: unsubscribeUrl,
    preferences_url: preferencesUrl,
  }
}
