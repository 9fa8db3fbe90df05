import { isBlank } from './blank.ts'
import { latinDigits } from './digits.ts'
import { type DateReading, parseDate, withoutWeekday } from './parse-dates.ts'
import type { DateFormat, DateOrder } from './types.ts'

const enough = 20_000

/**
 * Finds how the dates of a column are written, in file order. Day and month are told apart by values above 12, then by
 * which reading keeps the dates in order; without proof the choice is `assumed` (day first). Undefined when less than
 * half of the non-empty samples are dates.
 */
export function sniffDates(samples: string[]): DateFormat | undefined {
  const texts = [...new Set(samples.map((text) => withoutWeekday(latinDigits(text).trim())))]
    .filter((text) => !isBlank(text))
    .slice(0, enough)
  if (texts.length === 0) return undefined
  const inPersian = samples.filter((text) => /[۰-۹]/.test(text)).length > samples.length / 2
  const best = numberKinds(texts) ?? calendarKinds(texts, inPersian)
  return best && best.fits >= 0.5 ? best : undefined
}

function fitOf(texts: string[], format: DateReading): number {
  let fitting = 0
  for (const text of texts) if (parseDate(text, format)) fitting++
  return fitting / texts.length
}

function numberKinds(texts: string[]): DateFormat | undefined {
  const share = (test: (text: string) => boolean) => texts.filter(test).length / texts.length
  const base = { order: 'ymd', calendar: 'gregorian', certainty: 'sure' } as const
  const seconds = share((text) => /^\d{9,10}(\.\d+)?$/.test(text))
  if (seconds > 0.5) return { kind: 'unix_seconds', ...base, fits: seconds }
  const millis = share(
    (text) =>
      /^(\d{12,13}|\d{15,16}|\d{18,19})$/.test(text) && !/^(19|20)\d\d(0[1-9]|1[0-2])[0-3]\d[0-2]\d[0-5]\d$/.test(text),
  )
  if (millis > 0.5) return { kind: 'unix_millis', ...base, fits: millis }
  const serial = share((text) => /^\d{5}([.,]\d+)?$/.test(text) && Number.parseInt(text, 10) > 25_568)
  return serial > 0.5 ? { kind: 'excel_serial', ...base, certainty: 'assumed', fits: serial } : undefined
}

function calendarKinds(texts: string[], inPersian: boolean): DateFormat | undefined {
  const jalali = texts.filter((text) => /(^|\D)1[34]\d\d(\D|$)|^1[34]\d{6}$/.test(text)).length
  const modern = texts.filter((text) => /(^|\D)(19|20)\d\d(\D|$)|^(19|20)\d{6}/.test(text)).length
  const isShort = jalali + modern === 0
  const calendar = jalali > modern || (isShort && inPersian) ? 'persian' : 'gregorian'
  const orders: DateOrder[] = ['dmy', 'mdy', 'ymd']
  const fits = orders.map((order) => fitOf(texts, { kind: 'calendar', order, calendar }))
  const [dmy = 0, mdy = 0, ymd = 0] = fits
  const most = Math.max(dmy, mdy, ymd)
  if (most === 0) return undefined
  const format = (order: DateOrder, certainty: DateFormat['certainty'], fit: number): DateFormat => ({
    kind: 'calendar',
    order,
    calendar,
    certainty,
    fits: fit,
  })
  const yearFirst = texts.filter((text) => /^\d{4}|^\p{L}*\.?\s*\d{0,2}[\s.\-/]*\p{L}/u.test(text)).length
  if (yearFirst > texts.length / 2) return format('ymd', 'sure', most)
  if (isShort && ymd > 0 && (calendar === 'persian' || yearStands(texts))) return format('ymd', 'assumed', ymd)
  // A day that is no day of its month may be one of another month and year: by a few the year does not come first.
  if (ymd > Math.max(dmy, mdy) + 0.3) return format('ymd', 'sure', ymd)
  // A typing error must not decide: more than one row in a thousand has to speak for one order.
  if (Math.abs(dmy - mdy) > 0.001) return dmy > mdy ? format('dmy', 'sure', dmy) : format('mdy', 'sure', mdy)
  return format(likelierOrder(texts), 'assumed', most)
}

/** `24/01/05`, `24/01/06`: what stands still is the year. */
function yearStands(texts: string[]): boolean {
  const read = texts.flatMap((text) => /^(\d{2})\D{1,2}\d{1,2}\D{1,2}(\d{2})(?!\d)/.exec(text) ?? [])
  const spread = (group: 1 | 2) => new Set(read.filter((_, index) => index % 3 === group)).size
  return spread(2) >= 8 && spread(2) > 3 * spread(1)
}

/** Exports are mostly sorted by date, and a shop is seldom open on one day of each month only. */
function likelierOrder(texts: string[]): DateOrder {
  const byOrder = (['dmy', 'mdy'] as const).map((order) => {
    const days = texts.flatMap(
      (text) => parseDate(text, { kind: 'calendar', order, calendar: 'gregorian' })?.local.slice(0, 10) ?? [],
    )
    let up = 0
    let down = 0
    for (let i = 1; i < days.length; i++) {
      const [before = '', after = ''] = [days[i - 1], days[i]]
      if (after < before) down++
      else if (after > before) up++
    }
    const daysOfMonth = new Set(days.map((day) => day.slice(8))).size
    const months = new Set(days.map((day) => day.slice(0, 7))).size
    const lonely = months >= 3 && daysOfMonth === 1
    return { order, disorder: lonely ? Number.POSITIVE_INFINITY : Math.min(up, down) }
  })
  const [dmy, mdy] = byOrder
  return mdy && dmy && mdy.disorder < dmy.disorder ? 'mdy' : 'dmy'
}
