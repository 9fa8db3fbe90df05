import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTranslator, type Locale, type Messages, type Translate, type Values } from '#platform/i18n'

const folder = join(import.meta.dirname, '../../i18n')

const maxListed = 20

type Catalogue = { messages: Messages; translate: Translate }
type Area = 'errors' | 'reference'

const catalogues = new Map<string, Catalogue>()

function catalogueOf(locale: Locale, area: Area): Catalogue {
  const name = join(locale, `${area}.json`)
  let catalogue = catalogues.get(name)
  if (!catalogue) {
    const messages = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Messages
    catalogue = { messages, translate: createTranslator(locale, messages) }
    catalogues.set(name, catalogue)
  }
  return catalogue
}

export function translatorOf(locale: Locale, area: Area): Translate {
  return catalogueOf(locale, area).translate
}

/** The sentence for `errors.<reason>`, or `fallback` when nobody wrote one or a value it needs is missing. */
export function describeReason(
  locale: Locale,
  reason: string,
  values: Record<string, unknown>,
  fallback: string,
): string {
  const { messages, translate } = catalogueOf(locale, 'errors')
  if (!Object.hasOwn(messages, `errors.${reason}`)) return fallback
  try {
    return translate(`errors.${reason}`, plainValues(values))
  } catch {
    return fallback
  }
}

function plainValues(values: Record<string, unknown>): Values {
  const plain: Values = {}
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string' || typeof value === 'number') plain[name] = value
    if (Array.isArray(value)) plain[name] = value.slice(0, maxListed).map(String).join(', ')
  }
  return plain
}
