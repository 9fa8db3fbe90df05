import type { I18n } from '../../i18n/use-i18n.ts'

type Words = Pick<I18n, 't' | 'number' | 'day' | 'list'>

const isId = /^[0-9a-f]{8}-[0-9a-f]{4}-/
const isInstant = /^\d{4}-\d\d-\d\dT/

/** What an entry tells besides its target; an id of what has no name tells a person nothing. */
export function factsOf(i18n: Words, detail: Record<string, unknown>, names: Record<string, string>): string[] {
  return Object.entries(detail).flatMap(([name, value]) =>
    typeof value === 'string' && isId.test(value) && names[value] === undefined
      ? []
      : [detailWords(i18n, name, value, names)],
  )
}

/** One fact of an entry as people read it; names of fields, ids without a name and what has no word stay as they are. */
export function detailWords(
  { t, number, day, list }: Words,
  name: string,
  value: unknown,
  names: Record<string, string> = {},
): string {
  const wordOf = (key: string, otherwise: string): string => {
    const word = t(key)
    return word === key ? otherwise : word
  }
  const shown = (one: unknown): string => {
    if (typeof one === 'number') return number(one)
    if (one === null || (Array.isArray(one) && one.length === 0))
      return wordOf(`audit.none.${name}`, one === null ? t('audit.value.null') : '–')
    if (Array.isArray(one))
      return list(one.map((item) => (typeof item === 'string' && !isId.test(item) ? item : shown(item))))
    if (typeof one === 'string' && isId.test(one)) return names[one] ?? one.slice(-8)
    if (typeof one === 'string' && isInstant.test(one)) return day(one, 'time')
    if (typeof one === 'object' && one !== null) return JSON.stringify(one)
    return wordOf(`audit.value.${one}`, String(one))
  }
  return `${wordOf(`audit.detail.${name}`, name)}: ${shown(value)}`
}
