import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTranslator, type Locale, locales, type Messages, type Translate, type Values } from '#platform/i18n'

const folder = join(import.meta.dirname, '../../i18n')

type Catalogue = { messages: Messages; translate: Translate }

const catalogues: Record<string, Catalogue> = Object.fromEntries(locales.map((locale) => [locale, read(locale)]))

function read(locale: Locale): Catalogue {
  const messages = JSON.parse(readFileSync(join(folder, locale, 'errors.json'), 'utf8')) as Messages
  return { messages, translate: createTranslator(locale, messages) }
}

/** The sentence for `errors.<reason>`, or `fallback` when nobody wrote one or a value it needs is missing. */
export function describeReason(
  locale: Locale,
  reason: string,
  values: Record<string, unknown>,
  fallback: string,
): string {
  const catalogue = catalogues[locale]
  if (!catalogue || !Object.hasOwn(catalogue.messages, `errors.${reason}`)) return fallback
  try {
    return catalogue.translate(`errors.${reason}`, plainValues(values))
  } catch {
    return fallback
  }
}

function plainValues(values: Record<string, unknown>): Values {
  const plain: Values = {}
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string' || typeof value === 'number') plain[name] = value
  }
  return plain
}
