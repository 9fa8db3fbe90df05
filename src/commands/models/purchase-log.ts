import { DomainError } from '#platform/errors'

const day = 86_400_000

/** What customers did on one day counts once; day numbers are days since 1970. */
export type PurchaseLog = Map<string, Map<number, number>>

/**
 * Reads all the days of one column, as whole days since 1970; the time of day is left aside. Understands 2011-06-11 (with or
 * without a time), 20110611, 2011/06/11, 11.06.2011, seconds and milliseconds since 1970, and 6/11/2011 or 11/6/2011: which of
 * the two parts is the day shows in the column itself; where it does not, slashes mean month first and dots day first.
 * Throws invalid with the line of what is no date.
 */
export function readDays(cells: readonly string[], lines: readonly number[]): Int32Array {
  const split = cells.map(partsOf)
  const mixed = split.filter((parts) => typeof parts === 'object')
  const dayFirst =
    mixed.some(([first]) => first > 12) ||
    (!mixed.some(([, second]) => second > 12) && mixed.some(([, , , mark]) => mark !== '/'))
  return Int32Array.from(split, (parts, i) => {
    const found = typeof parts === 'object' ? daysOf(parts[2], parts[dayFirst ? 1 : 0], parts[dayFirst ? 0 : 1]) : parts
    if (found !== undefined) return found
    throw new DomainError('invalid', 'not_a_date', `Line ${lines[i]}: “${cells[i]}” is not a date.`, { line: lines[i] })
  })
}

/** One date given as an option. */
export function readDay(text: string, option: string): number {
  const parts = partsOf(text)
  if (typeof parts === 'number') return parts
  throw new DomainError('invalid', 'model_option', `${option}: “${text}” is not a date such as 2011-06-11.`)
}

/** Something that `readDays` understands and is no plain number. */
export function isDate(text: string): boolean {
  return /\D/.test(text) && partsOf(text) !== undefined
}

type Mixed = [first: number, second: number, year: number, mark: string]

function partsOf(cell: string): number | Mixed | undefined {
  const text = cell.trim()
  const iso = /^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?!\d)/.exec(text)
  if (iso && (iso[2] !== '' || /^\d{8}(\D|$)/.test(text))) return daysOf(Number(iso[1]), Number(iso[3]), Number(iso[4]))
  const mixed = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/.exec(text)
  if (mixed) {
    const year = Number(mixed[4])
    return [Number(mixed[1]), Number(mixed[3]), year < 100 ? 2000 + year : year, mixed[2] ?? '']
  }
  if (/^\d{13}$/.test(text)) return Math.floor(Number(text) / day)
  if (/^\d{9,10}(\.\d+)?$/.test(text)) return Math.floor((Number(text) * 1000) / day)
  return undefined
}

function daysOf(year: number, month: number, date: number): number | undefined {
  const time = Date.UTC(year, month - 1, date)
  const back = new Date(time)
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === date ? Math.round(time / day) : undefined
}
