import type { MessageTemplate, MessageVariant } from '#contract/messaging'
import { translatorFor } from '#i18n'
import type { Contact } from '#modules/customers'
import { isLocale, type Locale } from '#platform/i18n'
import { sha256 } from '#platform/ids'
import { composeMjml, type Look } from './compose-mjml.ts'
import type { Filled } from './fill.ts'
import { compileMjml, fillMessage } from './renderer.ts'

export type Person = Pick<Contact, 'name' | 'email' | 'phone' | 'traits'>

export type Rendering = {
  variants: MessageTemplate['variants']
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

/** One person's message in their language, else the shop's, else any there is. Throws template_broken. */
export async function renderMessage(asked: Rendering): Promise<Filled & { locale: Locale }> {
  const { locale, variant } = pickVariant(asked.variants, asked.wanted)
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
  return { ...filled, html: seen, locale }
}

function pickVariant(
  variants: MessageTemplate['variants'],
  wanted: (string | null | undefined)[],
): { locale: Locale; variant: MessageVariant } {
  for (const one of [...wanted, 'en', ...Object.keys(variants)]) {
    const language = one?.toLowerCase().split(/[-_]/)[0] ?? ''
    const variant = isLocale(language) ? variants[language] : undefined
    if (isLocale(language) && variant) return { locale: language, variant }
  }
  throw new Error('a template without a language')
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
