import { latinDigits } from './digits.ts'
import { monthOf } from './month-names.ts'
import type { DateFormat, LocalTime } from './types.ts'

export type DateReading = Pick<DateFormat, 'kind' | 'order' | 'calendar'>

const firstYear = 1970
const lastYear = 2100
const two = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'))
const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const numeric = /^(\d{1,4})\s*[-/.\s]\s*(\d{1,2})\s*[-/.\s]\s*(\d{1,4})(?!\d)\.?(.*)$/
const compact = /^(\d{4})(\d{2})(\d{2})(?:[T\s_-]?(\d{2}):?(\d{2})(?::?(\d{2}))?(Z?))?$/
const dayNamed =
  /^(\d{1,2})(?:st|nd|rd|th|er)?[\s.\-/]*(?:de\s+|of\s+)?(\p{L}+)[\s.,\-/]*(?:del?\s+)?(\d{2}(?:\d{2})?)(?!\d)\.?(.*)$/u
const monthNamed = /^(\p{L}+)\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+(\d{4}|\d{2})(?!\d)(.*)$/u
const yearNamed = /^(\d{4})[\s.\-/]+(\p{L}+)[\s.\-/]+(\d{1,2})(?!\d)\.?(.*)$/u
/** `Jan 05 10:15:30 CET 2024`, as Java and Unix write it. */
const yearLast = /^(\p{L}+)\s+(\d{1,2})\s+(\d{1,2}:\d{2}(?::\d{2})?)(?:\s+([+-]\d{4}|UTC|GMT|\p{Lu}{2,5}))?\s+(\d{4})$/u
const weekday = /^[\p{L}\u200c]+[.,،]*\s+(?=\d|\p{L}+\.?\s+\d)/u
/** `10:30 1404/09/30`, as right-to-left programs write it. */
const timeFirst = /^(\d{1,2}:\d{2}(?::\d{2})?)(?:\s*[-,،]\s*|\s+)(?=\S*\d)(?!\d{1,2}:)(.+)$/u
/** What stands between a date and its time, and says nothing: a dash, the colon of logs, the Russian and Polish word for year, `at`, `ساعت`. */
const between =
  /^(?:\s*-\s+|:(?=\d)|[\sT,;،]+)?(?:(?:года?|г\.?|roku|r\.|kl\.?|at|um|à|в|ساعت|o godz\.?)[\s,]+|(?:года?|г\.?|roku|r\.)$)?/iu
/** Names of zones, which stand beside a time that is the shop's own; `GMT+0200 (CEST)` is JavaScript's. */
const zoneName =
  /\s*\((?:\p{L}|[\s'-])+\)$|\s+(?:[ECMP][SD]T|[CEW]ES?T|BST|MSK|JST|IRST|AE[SD]T)$|(?<=[+-]\d{4})\s+[A-Z]{3,4}$|\[[\w/+-]+\]$|\s+uhr$/iu
const clock =
  /^(\d{1,2})(?:[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?|(?=\s*[ap]\.?m))\s*([ap]\.?\s?m\.?|de\.?|du\.?|ق\.?ظ\.?|ب\.?ظ\.?)?\s*(Z|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?|UTC|GMT)?$/i

/**
 * Reads a date, with its time when it has one, as wall-clock time. Undefined for what is no date in this format and for
 * the absurd: month 13, 30 February, a year before 1970 or after 2100.
 */
export function parseDate(text: string, format: DateReading): LocalTime | undefined {
  if (format.kind === 'calendar') return parseIso(text) ?? parseCalendar(latinDigits(text).trim(), format)
  const value = Number(latinDigits(text).trim().replace(',', '.'))
  if (text.trim() === '' || !Number.isFinite(value)) return undefined
  if (format.kind === 'excel_serial') return fromMillis(Math.round((value - 25_569) * 86_400) * 1000)
  return fromMillis(format.kind === 'unix_seconds' ? value * 1000 : inMillis(value), '+00:00')
}

/** Databases and trackers count micro- and nanoseconds, too. */
const inMillis = (value: number): number => (value >= 1e17 ? value / 1e6 : value >= 1e14 ? value / 1e3 : value)

/** A time of day alone, as HH:MM:SS with the offset it states. */
export function parseTime(text: string): { time: string; offset?: string } | undefined {
  const plain = latinDigits(text).trim()
  if (/^\d{6}$/.test(plain)) return parseTime(`${plain.slice(0, 2)}:${plain.slice(2, 4)}:${plain.slice(4)}`)
  const match = clock.exec(plain)
  if (!match) return undefined
  let hour = Number(match[1])
  const minute = Number(match[2] ?? 0)
  const second = Number(match[3] ?? 0)
  const half = match[4]?.toLowerCase()
  if (half) {
    if (hour < 1 || hour > 12) return undefined
    const afternoon = half.startsWith('p') || half.startsWith('du') || half.startsWith('ب')
    hour = (hour % 12) + (afternoon ? 12 : 0)
  }
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const time = `${two[hour]}:${two[minute]}:${two[second]}`
  const offset = match[5] && offsetOf(match[5])
  return offset ? { time, offset } : { time }
}

function offsetOf(text: string): string {
  const signed = text.replace(/^(?:utc|gmt)/i, '')
  if (!/^[+-]/.test(signed)) return '+00:00'
  const digits = signed.slice(1).replace(':', '').padEnd(4, '0')
  return `${signed[0]}${digits.slice(0, 2)}:${digits.slice(2)}`
}

/** The form of most exports and databases, `YYYY-MM-DD HH:MM:SS`, read without a regular expression. */
function parseIso(text: string): LocalTime | undefined {
  if (text.length !== 19 && text.length !== 10) return undefined
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return undefined
  const year = digit(text, 0) * 1000 + digit(text, 1) * 100 + digit(text, 2) * 10 + digit(text, 3)
  const month = digit(text, 5) * 10 + digit(text, 6)
  const day = digit(text, 8) * 10 + digit(text, 9)
  if (!isDay(year, month, day)) return undefined
  if (text.length === 10) return { local: `${text}T00:00:00` }
  const mark = text.charCodeAt(10)
  if ((mark !== 32 && mark !== 84) || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return undefined
  const hour = digit(text, 11) * 10 + digit(text, 12)
  const minute = digit(text, 14) * 10 + digit(text, 15)
  const second = digit(text, 17) * 10 + digit(text, 18)
  if (!(hour < 24 && minute < 60 && second < 60)) return undefined
  return { local: mark === 84 ? text : `${text.slice(0, 10)}T${text.slice(11)}` }
}

const digit = (text: string, at: number): number => {
  const value = text.charCodeAt(at) - 48
  return value >= 0 && value <= 9 ? value : Number.NaN
}

function isDay(year: number, month: number, day: number): boolean {
  if (!(year >= firstYear && year <= lastYear && month >= 1 && month <= 12 && day >= 1)) return false
  if (month === 2 && day === 29) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day <= (monthDays[month - 1] ?? 0)
}

function parseCalendar(text: string, format: DateReading): LocalTime | undefined {
  const packed = compact.exec(text)
  if (packed) {
    const rest = packed[4] ? `${packed[4]}:${packed[5]}:${packed[6] ?? '00'}${packed[7] ?? ''}` : ''
    return build(Number(packed[1]), Number(packed[2]), Number(packed[3]), rest, format.calendar)
  }
  const plain = numeric.exec(text)
  if (plain) return fromNumbers(plain[1] ?? '', plain[2] ?? '', plain[3] ?? '', plain[4] ?? '', format)
  const bare = withoutWeekday(text)
  if (bare !== text) return parseCalendar(bare, format)
  let match = yearLast.exec(text)
  if (match) return fromName(match[1], match[5], match[2], ` ${match[3]}${offsetIn(match[4])}`)
  match = dayNamed.exec(text)
  if (match) return fromName(match[2], match[3], match[1], match[4])
  match = monthNamed.exec(text)
  if (match) return fromName(match[1], match[3], match[2], match[4])
  match = yearNamed.exec(text)
  if (match) return fromName(match[2], match[1], match[3], match[4])
  match = timeFirst.exec(text)
  return match ? parseCalendar(`${match[2]} ${match[1]}`, format) : undefined
}

/** The name of a zone stands beside a time that is the shop's own. */
const offsetIn = (zone = ''): string => (/^([+-]|UTC|GMT)/.test(zone) ? ` ${zone}` : '')

/** `Fri, 05/01/2024` as `05/01/2024`. */
export const withoutWeekday = (text: string): string =>
  text.replace(weekday, (word) => (monthOf(word.replace(/[.,،\s]/g, '')) ? word : ''))

function fromNumbers(a: string, b: string, c: string, rest: string, format: DateReading): LocalTime | undefined {
  const [first, second, third] = [Number(a), Number(b), Number(c)]
  if (a.length === 3 || c.length === 3 || (a.length === 4 && c.length > 2)) return undefined
  if (a.length === 4 || (format.order === 'ymd' && c.length <= 2))
    return build(fullYear(first, a.length, format.calendar), second, third, rest, format.calendar)
  const year = fullYear(third, c.length, format.calendar)
  return format.order === 'mdy'
    ? build(year, first, second, rest, format.calendar)
    : build(year, second, first, rest, format.calendar)
}

function fromName(name = '', year = '', day = '', rest = ''): LocalTime | undefined {
  const found = monthOf(name)
  if (!found) return undefined
  const calendar = found.persian ? 'persian' : 'gregorian'
  return build(fullYear(Number(year), year.length, calendar), found.month, Number(day), rest, calendar)
}

function fullYear(year: number, digits: number, calendar: DateFormat['calendar']): number {
  if (digits > 2) return year
  if (calendar === 'persian') return year < 50 ? 1400 + year : 1300 + year
  return year < 70 ? 2000 + year : 1900 + year
}

function build(
  year: number,
  month: number,
  day: number,
  rest: string,
  calendar: DateFormat['calendar'],
): LocalTime | undefined {
  const date = calendar === 'persian' && year < firstYear ? fromPersian(year, month, day) : gregorian(year, month, day)
  if (!date) return undefined
  const tail = rest.replace(between, '').replace(zoneName, '').trim()
  if (tail === '') return { local: `${date}T00:00:00` }
  const time = parseTime(tail)
  if (!time) return undefined
  return time.offset ? { local: `${date}T${time.time}`, offset: time.offset } : { local: `${date}T${time.time}` }
}

const gregorian = (year: number, month: number, day: number): string | undefined =>
  isDay(year, month, day) ? `${year}-${two[month]}-${two[day]}` : undefined

const persianDays = new Map<number, string | undefined>()

/** Temporal knows the leap years; a shop has few thousand days, so each is asked for once. */
function fromPersian(year: number, month: number, day: number): string | undefined {
  const key = year * 10_000 + month * 100 + day
  if (persianDays.has(key)) return persianDays.get(key)
  if (persianDays.size > 50_000) persianDays.clear()
  const date = year >= 1348 && year <= 1478 && month <= 12 && day <= 31 ? convertPersian(year, month, day) : undefined
  persianDays.set(key, date)
  return date
}

function convertPersian(year: number, month: number, day: number): string | undefined {
  try {
    const date = Temporal.PlainDate.from({ year, month, day, calendar: 'persian' }, { overflow: 'reject' })
    const iso = date.withCalendar('iso8601')
    return gregorian(iso.year, iso.month, iso.day)
  } catch {
    return undefined
  }
}

function fromMillis(millis: number, offset?: string): LocalTime | undefined {
  const at = new Date(Math.floor(millis))
  const year = at.getUTCFullYear()
  if (!(year >= firstYear && year <= lastYear)) return undefined
  const local = at.toISOString().slice(0, 19)
  return offset ? { local, offset } : { local }
}
