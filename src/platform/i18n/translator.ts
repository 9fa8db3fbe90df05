import { IntlMessageFormat } from 'intl-messageformat'
import { localDigits } from './digits.ts'
import { intlLocale, numberFormat } from './format.ts'
import { type Locale, localeDirection } from './locales.ts'

export type Messages = Record<string, string>
export type Values = Record<string, string | number | Date | null | undefined>
export type Translate = (key: string, values?: Values) => string

/**
 * A function that turns a key into the sentence of this language. A missing key shows itself, so that nobody overlooks it. What every
 * sentence may ask for is given once, as `standing`.
 */
export function createTranslator(locale: Locale, messages: Messages, standing: Values = {}): Translate {
  const compiled = new Map<string, IntlMessageFormat>()
  return (key, given) => {
    const text = messages[key]
    if (text === undefined) return key
    let message = compiled.get(key)
    if (!message) {
      message = new IntlMessageFormat(text, intlLocale(locale), undefined, {
        ignoreTag: true,
        formatters: formattersOf(locale),
      })
      if (localeDirection(locale) === 'rtl') markPlaces(message.getAst())
      compiled.set(key, message)
    }
    const values = { ...standing, ...given }
    return String(message.format(localeDirection(locale) === 'rtl' ? withPlaces(values, locale) : values))
  }
}

const pluralRules = new Map<string, Intl.PluralRules>()

// Making rules takes longer than the sentence they are asked for.
function keptPluralRules(...given: ConstructorParameters<typeof Intl.PluralRules>): Intl.PluralRules {
  const key = JSON.stringify(given)
  const rules = pluralRules.get(key) ?? new Intl.PluralRules(...given)
  pluralRules.set(key, rules)
  return rules
}

// Numbers in a sentence are grouped as those in tables are.
const formattersOf = (locale: Locale) => ({
  getNumberFormat: (_: unknown, options: Intl.NumberFormatOptions = {}) => numberFormat(locale, options),
  getDateTimeFormat: (...given: ConstructorParameters<typeof Intl.DateTimeFormat>) => new Intl.DateTimeFormat(...given),
  getPluralRules: keptPluralRules,
})

type Element = ReturnType<IntlMessageFormat['getAst']>[number]
// What simply stands in a sentence is told apart from what a plural or a choice asks for by this ending of its name.
const placed = '\u0000'

function markPlaces(elements: Element[]): void {
  for (const element of elements) {
    // 1 is a plain {name}; a plural and a choice hold sentences of their own.
    if (element.type === 1) element.value += placed
    if ('options' in element) for (const { value } of Object.values(element.options)) markPlaces(value)
  }
}

/** Numbers in the reader's digits; Latin words closed off, so that quotation marks and stops beside them stay where they belong. */
function withPlaces(values: Values, locale: Locale): Values {
  const plain = Object.entries(values).map(([name, value]): [string, Values[string]] => {
    if (typeof value === 'number') return [name + placed, localDigits(String(value), locale)]
    const isForeign = typeof value === 'string' && /[A-Za-z]/.test(value) && !/[\u2066-\u2069\n]/.test(value)
    return [name + placed, isForeign ? `\u2068${value}\u2069` : value]
  })
  return { ...values, ...Object.fromEntries(plain) }
}
