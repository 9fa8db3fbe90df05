import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTranslator, type Locale, type Messages, reasonValues, type Translate } from '#platform/i18n'

const folder = join(import.meta.dirname, '../../i18n')

type Catalogue = { messages: Messages; translate: Translate }
type Area = 'errors' | 'import_reasons' | 'reference'

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

const reasonAreas = ['errors', 'import_reasons'] as const

/** The sentence for a reason, or `fallback` when nobody wrote one or a value it needs is missing. */
export function describeReason(
  locale: Locale,
  reason: string,
  details: Record<string, unknown>,
  fallback: string,
): string {
  const area = reasonAreas.find((name) => Object.hasOwn(catalogueOf(locale, name).messages, `${name}.${reason}`))
  if (area === undefined) return fallback
  const values = reasonValues(details, (other) => describeReason(locale, other, {}, other))
  try {
    return catalogueOf(locale, area).translate(`${area}.${reason}`, values)
  } catch {
    return fallback
  }
}
