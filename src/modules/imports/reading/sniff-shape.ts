import { isBlank } from './blank.ts'
import { currencyOf } from './currency-words.ts'
import { parseDate, parseTime } from './parse-dates.ts'
import { parseDecimal } from './parse-numbers.ts'
import type { ColumnShape } from './types.ts'

/** What one cell looks like, by itself. */
export function shapeOf(raw: string): ColumnShape {
  const text = raw.trim()
  if (isBlank(text)) return 'empty'
  if (/^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]{2,}$/.test(text)) return 'email'
  const hasDigit = /\p{Nd}/u.test(text)
  if (!hasDigit) return text.length <= 3 && currencyOf(text) && /^([A-Z]{3}|\p{Sc})$/u.test(text) ? 'currency' : 'text'
  if (parseTime(text) && /:/.test(text)) return 'time'
  if (isDate(text)) return 'date'
  if (/^(\+|00)[\d\s().-]{8,18}$/.test(text)) return 'phone'
  if (parseDecimal(text, { decimal: '.' }) || parseDecimal(text, { decimal: ',' })) return 'number'
  return /\s/.test(text) ? 'text' : 'code'
}

const isDate = (text: string): boolean => {
  if (/^\d+([.,]\d+)?$/.test(text)) return /^(19|20|1[34])\d{6}$/.test(text) && !!readAny(text)
  return !!readAny(text)
}

const readAny = (text: string) =>
  parseDate(text, { kind: 'calendar', order: 'dmy', calendar: 'gregorian' }) ??
  parseDate(text, { kind: 'calendar', order: 'mdy', calendar: 'gregorian' }) ??
  parseDate(text, { kind: 'calendar', order: 'ymd', calendar: 'persian' })

/** What most of a column's filled cells look like; the mixed are text, or code when they hold no spaces. */
export function columnShape(values: string[]): ColumnShape {
  const counts = new Map<ColumnShape, number>()
  let filled = 0
  for (const value of values) {
    const shape = shapeOf(value)
    if (shape === 'empty') continue
    filled++
    counts.set(shape, (counts.get(shape) ?? 0) + 1)
  }
  if (filled === 0) return 'empty'
  const [best, count] = [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? ['text', 0]
  if (count >= filled * 0.8) return best
  const coded = (counts.get('code') ?? 0) + (counts.get('number') ?? 0)
  return coded >= filled * 0.8 ? 'code' : 'text'
}
