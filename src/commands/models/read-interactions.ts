import type { Interactions } from '#models/recommendations'
import { DomainError } from '#platform/errors'
import { columnOf, lineOf, type Table } from './read-table.ts'

const dayMs = 86_400_000

export type TrainingLog = {
  lines: Interactions
  userIndex: Map<string, number>
  itemIndex: Map<string, number>
  /** one entry an item; there when the columns name a category */
  category?: Int32Array
}

/** A log for training. Rows without user or item are left out; without a time column the order of the rows is the time. */
export function readInteractions(table: Table, columns: Record<string, string>): TrainingLog {
  const rows = readCells(table, columns)
  if (rows.length === 0) throw new DomainError('invalid', 'no_rows', 'No row has a user and an item.')
  const userIndex = indexOf(rows.map(({ user }) => user))
  const itemIndex = indexOf(rows.map(({ item }) => item))
  const lines = {
    users: userIndex.size,
    items: itemIndex.size,
    user: Int32Array.from(rows, ({ user }) => userIndex.get(user) ?? 0),
    item: Int32Array.from(rows, ({ item }) => itemIndex.get(item) ?? 0),
    time: Float64Array.from(rows, ({ time }) => time),
  }
  if (columns.category === undefined) return { lines, userIndex, itemIndex }
  const categories = indexOf(rows.flatMap((row) => (row.category === '' ? [] : [row.category])))
  const category = new Int32Array(itemIndex.size).fill(-1)
  for (const row of rows)
    if (row.category !== '') category[itemIndex.get(row.item) ?? 0] = categories.get(row.category) ?? -1
  return { lines, userIndex, itemIndex, category }
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
  return table.rows.flatMap((row, at) => {
    const cells = {
      user: row[user]?.trim() ?? '',
      item: row[item]?.trim() ?? '',
      time: time === undefined ? at : daysOf(row[time]?.trim() ?? '', lineOf(table, at)),
      category: category === undefined ? '' : (row[category]?.trim() ?? ''),
    }
    return cells.user === '' || cells.user === 'NA' || cells.item === '' ? [] : [cells]
  })
}

/** Numbers by their size: milliseconds or seconds since 1970, or 20111231, or days. Other text is read as a date in UTC. */
function daysOf(cell: string, line: number): number {
  const number = cell === '' ? Number.NaN : Number(cell)
  if (Number.isFinite(number)) {
    if (Math.abs(number) >= 1e11) return number / dayMs
    if (/^(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])$/.test(cell))
      return Date.parse(`${cell.slice(0, 4)}-${cell.slice(4, 6)}-${cell.slice(6)}`) / dayMs
    return Math.abs(number) >= 1e8 ? number / 86_400 : number
  }
  const iso = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(cell) ? `${cell.replace(' ', 'T')}Z` : cell
  const days = Date.parse(iso) / dayMs
  if (Number.isFinite(days)) return days
  throw new DomainError('invalid', 'not_a_date', `Line ${line}: “${cell}” is not a time.`, { line })
}

/** Positions in a fixed order: by number where all are numbers, else by their characters; so ties do not hang on the order of rows. */
function indexOf(names: string[]): Map<string, number> {
  const distinct = [...new Set(names)]
  const numeric = distinct.every((name) => Number.isFinite(Number(name)))
  distinct.sort((a, b) => (numeric ? Number(a) - Number(b) : 0) || (a < b ? -1 : 1))
  return new Map(distinct.map((name, at) => [name, at]))
}
