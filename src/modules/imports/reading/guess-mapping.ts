import { guessByContent } from './guess-by-content.ts'
import { guessByHeading } from './guess-by-heading.ts'
import { rolesOfHeading } from './header-words.ts'
import { findColumn, type MapEntry } from './parse-map.ts'
import { sniffAmountIs } from './sniff-amount-is.ts'
import { sniffCostIs } from './sniff-cost-is.ts'
import { sniffDates } from './sniff-dates.ts'
import { sniffCurrencies, sniffNumbers, sniffQuantities } from './sniff-numbers.ts'
import type { Column, ImportKind, Mapping, MappingProblem, Role, RoleGuess } from './types.ts'

export type MappingChoices = {
  kind?: ImportKind
  map?: MapEntry[]
  /** role → index, where a person has settled all of them: then no role is guessed */
  columns?: Record<string, number>
}

/**
 * Finds the role of every column by its heading (eight languages, the exports of common shop systems) and by its
 * content. What a person has mapped wins. `rows` is `FileSniff.sample`. Never throws for what it cannot find: see
 * `problems` and `checkMapping`; throws unknown_column for a choice that names no column.
 */
export function guessMapping(columns: Column[], rows: string[][], choices: MappingChoices = {}): Mapping {
  const take = (role: Role, index: number): RoleGuess => ({
    role,
    index,
    column: nameOf(columns, index),
    confidence: 1,
    reason: 'given',
  })
  if (choices.columns !== undefined) {
    const settled = Object.entries(choices.columns).map(([role, index]) => take(role as Role, index))
    return describe(columns, rows, settled, choices.kind)
  }
  const given = (choices.map ?? []).map(({ role, column }) => ({
    role,
    index: column === '' ? -1 : findColumn(columns, column),
  }))
  const roles = given.filter(({ index }) => index >= 0).map(({ role, index }) => take(role, index))
  const closed = new Set<Role>(given.map(({ role }) => role))
  // Price and quantity mapped by hand are a decision: the total is their product.
  if (closed.has('price') && closed.has('quantity')) closed.add('amount')
  guessByHeading(columns, rows, roles, closed)
  guessByContent(columns, rows, roles, closed)
  return describe(columns, rows, roles, choices.kind)
}

const nameOf = (columns: Column[], index: number): string => columns[index]?.name ?? String(index + 1)

function describe(columns: Column[], rows: string[][], found: RoleGuess[], chosen?: ImportKind): Mapping {
  const has = (role: Role) => found.some((guess) => guess.role === role)
  const kind = chosen ?? kindOf(has)
  const known = kind === 'events' ? found : withoutEvent(found)
  const roles = kind === 'orders' ? known : withoutFlags(known)
  const valuesOf = (...wanted: Role[]): string[] =>
    roles.filter(({ role }) => wanted.includes(role)).flatMap(({ index }) => rows.map((cells) => cells[index] ?? ''))
  const problems: MappingProblem[] = []
  const mapping: Mapping = {
    kind,
    roles,
    traits: traitsOf(columns, roles),
    amountIs: 'line',
    costIs: 'piece',
    problems,
  }
  const date = sniffDates(valuesOf('date'))
  if (date) mapping.date = date
  if (date?.kind === 'excel_serial') problems.push({ reason: 'counted_dates' })
  else if (date?.certainty === 'assumed')
    problems.push({ reason: 'ambiguous_dates', details: { order: date.order, kind: date.kind } })
  const moneyTexts = valuesOf('amount', 'price', 'cost', 'refund')
  if (moneyTexts.length > 0) mapping.money = sniffNumbers(moneyTexts)
  if (mapping.money?.certainty === 'assumed')
    problems.push({ reason: 'ambiguous_numbers', details: { decimal: mapping.money.decimal } })
  const quantityTexts = valuesOf('quantity')
  if (quantityTexts.length > 0) mapping.quantity = sniffQuantities(quantityTexts)
  const named = has('currency') ? sniffCurrencies(valuesOf('currency')) : sniffCurrencies(moneyTexts)
  const currencies = named.length > 0 ? named : sniffCurrencies(moneyHeadings(roles))
  const [currency] = currencies
  if (currency) mapping.currency = currency
  if (currencies.length > 1)
    problems.push({ reason: 'several_currencies', details: { currencies: currencies.join(', ') } })
  const { amountIs, isSure } = sniffAmountIs(rows, roles, mapping)
  mapping.amountIs = amountIs
  mapping.costIs = sniffCostIs(rows, roles, mapping)
  if (!isSure)
    problems.push({
      reason: 'totals_of_orders',
      details: { column: roles.find(({ role }) => role === 'amount')?.column ?? '' },
    })
  problems.push(...missing(kind, has, columns))
  return mapping
}

/** Square calls the kind of a sale (payment, refund) its `Event Type`: among orders that is a status. */
function withoutEvent(found: RoleGuess[]): RoleGuess[] {
  const hasStatus = found.some(({ role }) => role === 'status')
  return found.flatMap((guess): RoleGuess[] => {
    if (guess.role !== 'event' || guess.reason === 'given') return [guess]
    const isStatus = !hasStatus && rolesOfHeading(guess.column).some(({ role }) => role === 'status')
    return isStatus ? [{ ...guess, role: 'status' }] : []
  })
}

/** Only a purchase is given back or cancelled; of a person or an event the same word is a trait. */
const withoutFlags = (found: RoleGuess[]): RoleGuess[] =>
  found.filter(({ role, reason }) => reason === 'given' || (role !== 'returned' && role !== 'cancelled'))

/** `Total (EUR)`, `Összeg Ft`: the currency may stand in the heading alone. */
const moneyHeadings = (roles: RoleGuess[]): string[] =>
  roles
    .filter(({ role }) => role === 'amount' || role === 'price')
    .flatMap(({ column }) => column.split(/[\s()[\],_/]+/))
    .filter((word) => /^([A-Z]{3}|\p{Sc}|(Ft|ft|zł|Kč|lei|лв|грн|руб|ریال|تومان)\.?)$/u.test(word))

function kindOf(has: (role: Role) => boolean): ImportKind {
  if (has('amount') || has('price')) return 'orders'
  if (has('event') && has('date')) return 'events'
  return has('order') || !(has('email') || has('phone') || has('name') || has('first_name')) ? 'orders' : 'customers'
}

/** Headings that would reach into an object's prototype are left out. */
const traitsOf = (columns: Column[], roles: RoleGuess[]): Mapping['traits'] =>
  columns
    .filter(({ index }) => !roles.some((guess) => guess.index === index))
    .filter(({ name }) => name !== '__proto__' && name !== 'constructor' && name !== 'prototype')
    .map(({ name, index }) => ({ name, index }))

function missing(kind: ImportKind, has: (role: Role) => boolean, columns: Column[]): MappingProblem[] {
  const problems: MappingProblem[] = []
  if (!has('customer') && !has('email') && !has('phone'))
    problems.push({ reason: kind === 'orders' && namesPeople(has) ? 'customers_by_name' : 'no_customer_column' })
  if (kind !== 'customers' && !has('date')) problems.push({ reason: 'no_date_column' }, ...unreadableDates(columns))
  if (kind === 'orders' && !has('amount') && !has('price')) problems.push({ reason: 'no_amount_column' })
  return problems
}

/** Orders that tell nothing but names of people: better than nobody. */
export const namesPeople = (has: (role: Role) => boolean): boolean =>
  has('name') || (has('first_name') && has('last_name'))

/** A column that its heading calls a date and whose cells are none that can be. */
function unreadableDates(columns: Column[]): MappingProblem[] {
  const isDate = ({ name }: Column) => rolesOfHeading(name).some(({ role }) => role === 'date')
  const column = columns.find((each) => each.samples.length > 0 && isDate(each))
  if (!column) return []
  return [{ reason: 'unreadable_dates', details: { column: column.name, text: column.samples[0] ?? '' } }]
}
