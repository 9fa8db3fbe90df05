import { IntlMessageFormat } from 'intl-messageformat'
import { intlLocale } from './format.ts'
import type { Locale } from './locales.ts'

export type Messages = Record<string, string>
export type Values = Record<string, string | number | Date | null | undefined>
export type Translate = (key: string, values?: Values) => string

/** A function that turns a key into the sentence of this language. A missing key shows itself, so that nobody overlooks it. */
export function createTranslator(locale: Locale, messages: Messages): Translate {
  const compiled = new Map<string, IntlMessageFormat>()
  return (key, values) => {
    const text = messages[key]
    if (text === undefined) return key
    let message = compiled.get(key)
    if (!message) {
      message = new IntlMessageFormat(text, intlLocale(locale), undefined, { ignoreTag: true })
      compiled.set(key, message)
    }
    return String(message.format(values ?? {}))
  }
}
