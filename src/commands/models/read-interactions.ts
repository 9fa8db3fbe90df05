import type { Interactions } from '#models/recommendations'
import { DomainError } from '#platform/errors'
import { isDate, readDays } from './purchase-log.ts'
import { columnOf, lineOf, type Table } from './read-table.ts'

const dayMs = 86_400_000

export type TrainingLog = {
  lines: Interactions
  userIndex: Map<string, number>
  itemIndex: Map<string, number>
  /** rows without user or item */
  skippedRows: number
  /** one entry an item; there when the columns name a category */
  category?: Int32Array
}

/** A log for training. Rows without user or item are left out; without a time column the order of the rows is the time. */
export function readInteractions(table: Table, columns: Record<string, string>): TrainingLog {
  const rows = readCells(table, columns)
  if (rows.length === 0) throw new DomainError('invalid', 'no_usable_rows', 'No row has a user and an item.')
  const userIndex = indexOf(rows.map(({ user }) => user))
  const itemIndex = indexOf(rows.map(({ item }) => item))
  const lines = {
    users: userIndex.size,
    items: itemIndex.size,
    user: Int32Array.from(rows, ({ user }) => userIndex.get(user) ?? 0),
    item: Int32Array.from(rows, ({ item }) => itemIndex.get(item) ?? 0),
    time: Float64Array.from(rows, ({ time }) => time),
  }
  const skippedRows = table.rows.length - rows.length
  if (columns.category === undefined) return { lines, userIndex, itemIndex, skippedRows }
  const categories = indexOf(rows.flatMap((row) => (row.category === '' ? [] : [row.category])))
  const category = new Int32Array(itemIndex.size).fill(-1)
  for (const row of rows)
    if (row.category !== '') category[itemIndex.get(row.item) ?? 0] = categories.get(row.category) ?? -1
  return { lines, userIndex, itemIndex, skippedRows, category }
}

/** What users of the training log turned to in another file; users and items it does not know are left out. */
export function readLater(table: Table, columns: Record<string, string>, known: TrainingLog): Map<number, Set<number>> {
  const { time: _, category: __, ...needed } = columns
  const later = new Map<number, Set<number>>()
  for (const row of readCells(table, needed)) {
    const user = known.userIndex.get(row.user)
    const item = known.itemIndex.get(row.item)
    if (user === undefined || item === undefined) continue
    const items = later.get(user) ?? new Set()
    later.set(user, items.add(item))
  }
  return later
}

type Cells = { user: string; item: string; time: number; category: string }

function readCells(table: Table, columns: Record<string, string>): Cells[] {
  if (columns.user === undefined || columns.item === undefined)
    throw new DomainError('invalid', 'model_option', '--columns needs user=… and item=….')
  const user = columnOf(table, columns.user)
  const item = columnOf(table, columns.item)
  const time = columns.time === undefined ? undefined : columnOf(table, columns.time)
  const category = columns.category === undefined ? undefined : columnOf(table, columns.category)
  const times = time === undefined ? undefined : readTimes(table, time)
  return table.rows.flatMap((row, at) => {
    const cells = {
      user: row[user]?.trim() ?? '',
      item: row[item]?.trim() ?? '',
      time: times === undefined ? at : (times[at] ?? at),
      category: category === undefined ? '' : (row[category]?.trim() ?? ''),
    }
    return cells.user === '' || cells.user === 'NA' || cells.item === '' ? [] : [cells]
  })
}

/** All times of a column in days: numbers by their size, dates as `readDays` takes them, with the time of day behind them if there is one. */
function readTimes(table: Table, column: number): Float64Array {
  const cells = table.rows.map((row) => row[column]?.trim() ?? '')
  const dates = [...cells.keys()].filter((at) => Number.isNaN(numberOf(cells[at] ?? '')) && isDate(cells[at] ?? ''))
  const days = readDays(
    dates.map((at) => cells[at] ?? ''),
    dates.map((at) => lineOf(table, at)),
  )
  const dayOf = new Map(dates.map((at, i) => [at, days[i] ?? 0]))
  return Float64Array.from(cells, (cell, at) => timeOf(cell, dayOf.get(at), lineOf(table, at)))
}

const numberOf = (cell: string): number => (cell === '' ? Number.NaN : Number(cell))

/** Numbers: milliseconds or seconds since 1970, or 20111231, or days. Of a date `day` is known; what names its zone, or is written in words, is left to the language. */
function timeOf(cell: string, day: number | undefined, line: number): number {
  const number = numberOf(cell)
  if (Number.isFinite(number)) {
    if (Math.abs(number) >= 1e11) return number / dayMs
    if (/^(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])$/.test(cell))
      return Date.parse(`${cell.slice(0, 4)}-${cell.slice(4, 6)}-${cell.slice(6)}`) / dayMs
    return Math.abs(number) >= 1e8 ? number / 86_400 : number
  }
  const zoned = /^\d{4}-.*([zZ]|[+-]\d\d:?\d\d)$/.test(cell) ? Date.parse(cell) / dayMs : Number.NaN
  if (Number.isFinite(zoned)) return zoned
  if (day !== undefined) return day + shareOfDay(cell)
  const days = Date.parse(cell) / dayMs
  if (Number.isFinite(days)) return days
  throw new DomainError('invalid', 'not_a_date', `Line ${line}: “${cell}” is not a time.`, { line })
}

function shareOfDay(cell: string): number {
  const [, hour, minute, second = '0', half] = /[ T](\d{1,2}):(\d\d)(?::(\d\d(?:\.\d+)?))?\s*([ap]m)?/i.exec(cell) ?? []
  if (hour === undefined || minute === undefined) return 0
  const later = half === undefined ? 0 : (half.toLowerCase() === 'pm' ? 12 : 0) - (Number(hour) === 12 ? 12 : 0)
  return (Number(hour) + later + Number(minute) / 60 + Number(second) / 3600) / 24
}

/** Positions in a fixed order: by number where all are numbers, else by their characters; so ties do not hang on the order of rows. */
function indexOf(names: string[]): Map<string, number> {
  const distinct = [...new Set(names)]
  const numeric = distinct.every((name) => Number.isFinite(Number(name)))
  distinct.sort((a, b) => (numeric ? Number(a) - Number(b) : 0) || (a < b ? -1 : 1))
  return new Map(distinct.map((name, at) => [name, at]))
}
