import { rial, toman } from '#contract/import-words'
import { isBlank } from './blank.ts'
import { currencyOf } from './currency-words.ts'
import { readFlag } from './flag-words.ts'
import { parseDate, parseTime } from './parse-dates.ts'
import { type Decimal, multiplyMinor, parseDecimal, toMinor } from './parse-numbers.ts'
import type { Column, LocalTime, Mapping, RawRow, Role, RowError, RowReason, TypedRow } from './types.ts'

export type TyperOptions = {
  /** Decimal places of a currency's minor unit: 2 for EUR, 0 for JPY. */
  exponentOf: (currency: string) => number
  /** For rows that name no currency. */
  currency: string
  /** Dates after this day (YYYY-MM-DD) are `bad_date`: the day after today, by the caller's clock. */
  latest?: string
}

export type RowOutcome = { row: TypedRow; error?: undefined } | { row?: undefined; error: RowError }

/**
 * Compiles a mapping into the function that types one raw row. Feed it rows in file order: where the amount is of the
 * order, lines that leave the customer, date or status of their order blank take them from the line before. An order
 * row without a customer is not an error: its `customer`, `email` and `phone` are undefined.
 */
export function typeRows(columns: Column[], mapping: Mapping, options: TyperOptions): (raw: RawRow) => RowOutcome {
  const at = (role: Role) => mapping.roles.find((guess) => guess.role === role)?.index ?? -1
  const texts = textRoles.map(([role, key]) => [at(role), key] as const).filter(([index]) => index >= 0)
  const [date, time, amount, quantity, price] = [at('date'), at('time'), at('amount'), at('quantity'), at('price')]
  const [cost, refund, currency, first, last] = [
    at('cost'),
    at('refund'),
    at('currency'),
    at('first_name'),
    at('last_name'),
  ]
  const flags = flagRoles.map(([role, key]) => [at(role), key] as const).filter(([index]) => index >= 0)
  const money = mapping.money ?? { decimal: '.' as const }
  const counts = mapping.quantity ?? money
  const format = mapping.date ?? { kind: 'calendar' as const, order: 'dmy' as const, calendar: 'gregorian' as const }
  const { exponentOf, latest } = options
  const byName = mapping.kind === 'orders' && at('customer') < 0 && at('email') < 0 && at('phone') < 0
  let before: TypedRow | undefined
  let unitBefore = ''

  return (raw) => {
    const { cells } = raw
    const fail = (reason: RowReason, index?: number): RowOutcome => {
      const error: RowError = { number: raw.number, line: raw.line, reason }
      if (index === undefined || index < 0) return { error }
      return {
        error: {
          ...error,
          column: columns[index]?.name ?? String(index + 1),
          text: (cells[index] ?? '').slice(0, 200),
        },
      }
    }
    if (raw.fault)
      return { error: { number: raw.number, line: raw.line, reason: raw.fault, text: cells.join(' ').slice(0, 200) } }
    const row: TypedRow = { number: raw.number, line: raw.line, traits: {} }
    for (const [index, key] of texts) {
      const text = (cells[index] ?? '').trim()
      if (text !== '' && (key === 'country' || !isBlank(text))) row[key] = text
    }
    for (const [index, key] of flags) {
      const text = filled(cells, index)
      if (text !== '') row[key] = readFlag(text) === true
    }
    if (!row.name && (first >= 0 || last >= 0)) {
      const name = `${cells[first] ?? ''} ${cells[last] ?? ''}`.trim()
      if (name !== '') row.name = name
    }
    if (byName && row.name !== undefined) row.customer = row.name.replace(/\s+/g, ' ')
    const dateText = filled(cells, date)
    if (dateText !== '') {
      const read = parseDate(dateText, format)
      const when = read && joinTime(read, filled(cells, time))
      if (!when || (latest !== undefined && when.local.slice(0, 10) > latest)) return fail('bad_date', date)
      row.at = when
    }
    if (mapping.amountIs === 'order' && before && row.order !== undefined && before.order === row.order)
      inherit(row, before)
    if (!row.at && mapping.kind !== 'customers') return fail('no_date', date)
    const named = filled(cells, currency)
    const unit =
      named !== ''
        ? (currencyOf(named) ?? named.toUpperCase())
        : row.currency === undefined
          ? options.currency
          : unitBefore
    row.currency = unit === toman ? rial : unit
    const exponent = unit === toman ? exponentOf(rial) + 1 : exponentOf(unit)

    const amountText = filled(cells, amount)
    const quantityText = filled(cells, quantity)
    const priceText = filled(cells, price)
    let units: Decimal | undefined
    let each: Decimal | undefined
    if (quantityText !== '') {
      units = parseDecimal(quantityText, counts)
      if (!units) return fail('bad_quantity', quantity)
      row.quantity = units.units / 10 ** units.scale
    }
    if (priceText !== '') {
      each = parseDecimal(priceText, money)
      const minor = each && toMinor(each, exponent)
      if (minor === undefined) return fail('bad_price', price)
      row.price = minor
    }
    if (amountText !== '') {
      const total = parseDecimal(amountText, money)
      const minor = total && toMinor(total, exponent)
      if (minor === undefined) return fail('bad_amount', amount)
      row.amount = minor
    } else if (amount < 0 && each) {
      const minor = multiplyMinor(each, units ?? one, exponent)
      if (minor === undefined) return fail('bad_amount', price)
      row.amount = minor
    } else if (
      mapping.kind === 'orders' &&
      !(mapping.amountIs === 'order' && row.order !== undefined && before?.order === row.order)
    ) {
      return fail('no_amount', amount >= 0 ? amount : price)
    }
    if (cost >= 0) setMinor(row, 'cost', cells[cost], exponent, money.decimal)
    if (refund >= 0) setMinor(row, 'refund', cells[refund], exponent, money.decimal)
    for (const { name, index } of mapping.traits) {
      const text = (cells[index] ?? '').trim()
      if (text !== '') row.traits[name] = text
    }
    if (mapping.kind !== 'orders' && !row.customer && !row.email && !row.phone) return fail('no_customer')
    before = row
    unitBefore = unit
    return { row }
  }
}

const filled = (cells: string[], index: number): string => {
  const text = index >= 0 ? (cells[index] ?? '').trim() : ''
  return isBlank(text) ? '' : text
}

const one: Decimal = { units: 1, scale: 0 }

const textRoles = [
  ['customer', 'customer'],
  ['email', 'email'],
  ['phone', 'phone'],
  ['name', 'name'],
  ['order', 'order'],
  ['product', 'product'],
  ['product_name', 'productName'],
  ['category', 'category'],
  ['status', 'status'],
  ['kind', 'kind'],
  ['event', 'event'],
  ['country', 'country'],
  ['city', 'city'],
] as const

const flagRoles = [
  ['returned', 'isReturned'],
  ['cancelled', 'isCancelled'],
] as const

const carried = ['customer', 'email', 'phone', 'name', 'status', 'country', 'city', 'currency'] as const

function inherit(row: TypedRow, before: TypedRow): void {
  for (const key of carried) {
    const value = before[key]
    if (row[key] === undefined && value !== undefined) row[key] = value
  }
  if (!row.at && before.at) row.at = before.at
}

function setMinor(
  row: TypedRow,
  key: 'cost' | 'refund',
  text: string | undefined,
  exponent: number,
  decimal: '.' | ',',
): void {
  const value = text && !isBlank(text) ? parseDecimal(text, { decimal }) : undefined
  const minor = value && toMinor(value, exponent)
  if (minor !== undefined) row[key] = minor
}

function joinTime(date: LocalTime, text: string): LocalTime | undefined {
  if (text.trim() === '') return date
  const read = parseTime(text) ?? timeOfStamp(text)
  if (!read) return undefined
  const local = `${date.local.slice(0, 10)}T${read.time}`
  const offset = read.offset ?? date.offset
  return offset ? { local, offset } : { local }
}

/** Excel puts a date before a bare time: `1899-12-30 08:26:00`. */
const timeOfStamp = (text: string) => parseTime(/\d{1,2}:\d{2}.*$/.exec(text)?.[0] ?? '')
