import { otherDay } from './guess-by-heading.ts'
import { sniffDates } from './sniff-dates.ts'
import { columnShape } from './sniff-shape.ts'
import type { Column, ColumnShape, Role, RoleGuess } from './types.ts'

type Facts = Column & {
  shape: ColumnShape
  distinct: number
  decimals: boolean
  integers: boolean
  repeats: boolean
  largest: number
}

/** Adds to `roles` what only the content can tell: e-mail addresses, dates, and the columns of logs without headings. */
export function guessByContent(columns: Column[], rows: string[][], roles: RoleGuess[], closed: Set<Role>): void {
  const sample = rows.slice(0, 2000)
  const free = () => facts.filter(({ index }) => !roles.some((guess) => guess.index === index))
  const facts = columns.map((column) => factsOf(column, sample))
  const take = (role: Role, column: Facts | undefined, confidence: number) => {
    if (!column || closed.has(role)) return
    closed.add(role)
    roles.push({ role, index: column.index, column: column.name, confidence, reason: 'content' })
  }
  take(
    'email',
    // The same address in every row is the shop's own.
    free().find(({ shape, distinct }) => shape === 'email' && (distinct > 1 || rows.length < 3)),
    0.9,
  )
  take(
    'date',
    free().find((column) => column.shape === 'date' && !otherDay.test(column.name)),
    0.7,
  )
  const noHeadings = columns.every(({ name, index }) => name === String(index + 1))
  if (!noHeadings) {
    takeAmount(free(), rows, roles, take)
    return
  }
  take(
    'time',
    free().find(({ shape }) => shape === 'time'),
    0.6,
  )
  take(
    'currency',
    free().find(({ shape }) => shape === 'currency'),
    0.6,
  )
  take(
    'amount',
    free()
      .filter(({ decimals }) => decimals)
      .at(-1),
    0.6,
  )
  const ids = free().filter(({ integers, shape }) => integers || shape === 'code')
  // Numbers of things bought are small, few and the same again and again; numbers of people are many, of orders all different.
  const counts = ids.filter(
    ({ integers, largest, distinct, repeats }) => integers && repeats && largest < 1000 && distinct < 100,
  )
  const people = ids.filter((column) => !counts.includes(column) || ids.length === 1)
  if (!closed.has('customer') && !closed.has('email')) {
    const repeated = people.filter(({ distinct }) => distinct < sample.length)
    take('customer', repeated[0] ?? people[0] ?? ids[0], 0.5)
  }
  take(
    'quantity',
    counts.find(({ index }) => free().some((column) => column.index === index)),
    0.4,
  )
  if (closed.has('amount')) return
  take(
    'amount',
    free()
      .filter(({ integers }) => integers)
      .at(-1),
    0.3,
  )
}

/** With headings nobody knows, the one column of decimals is the money. */
function takeAmount(
  free: Facts[],
  rows: string[][],
  roles: RoleGuess[],
  take: (role: Role, column: Facts | undefined, confidence: number) => void,
): void {
  if (roles.some(({ role }) => role === 'amount' || role === 'price' || role === 'event')) return
  if (
    !roles.some(
      ({ role, index }) => role === 'date' && sniffDates(rows.slice(0, 500).map((cells) => cells[index] ?? '')),
    )
  )
    return
  const money = free.filter(({ decimals }) => decimals)
  if (money.length === 1) take('amount', money[0], 0.4)
}

function factsOf(column: Column, sample: string[][]): Facts {
  const values = sample.map((cells) => (cells[column.index] ?? '').trim()).filter((value) => value !== '')
  const shape = columnShape(values)
  const integers = values.length > 0 && values.every((value) => /^-?\p{Nd}+$/u.test(value)) && shape !== 'date'
  const decimals =
    shape === 'number' && !integers && values.some((value) => /\p{Nd}[.,٫]\p{Nd}{1,4}(\D|$)/u.test(value))
  let largest = 0
  if (integers) for (const value of values) largest = Math.max(largest, Math.abs(Number(value)))
  const distinct = new Set(values).size
  return { ...column, shape, distinct, decimals, integers, repeats: distinct < values.length, largest }
}
