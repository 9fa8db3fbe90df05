import type { ImportMapping } from '#contract/imports'
import {
  type Column,
  type DateFormat,
  type FileLayout,
  type Mapping,
  type NumberFormat,
  namesPeople,
  type Role,
} from './reading/index.ts'

/** What was guessed, in the form that the wizard shows, a person corrects, and the import keeps. */
export function describeMapping(layout: FileLayout, guess: Mapping): ImportMapping {
  return {
    columns: Object.fromEntries(guess.roles.map(({ role, index }) => [role, index])),
    // The columns an export of orders has beside the known ones tell of orders, rarely of people.
    traits: guess.kind === 'orders' ? {} : Object.fromEntries(guess.traits.map(({ name, index }) => [name, index])),
    delimiter: layout.delimiter,
    encoding: layout.encoding,
    hasHeader: layout.hasHeader,
    ...(guess.date ? { dateFormat: nameDateFormat(guess.date) } : {}),
    ...(guess.money ? { numberFormat: guess.money.decimal } : {}),
    ...(guess.quantity ? { quantityFormat: guess.quantity.decimal } : {}),
    amountIs: guess.amountIs,
    costIs: guess.costIs,
    ...(guess.currency ? { currency: guess.currency } : {}),
    source: 'import',
  }
}

/** The same the other way round: what the reader needs to type rows. */
export function readMapping(kind: Mapping['kind'], columns: Column[], mapping: ImportMapping): Mapping {
  const nameOf = (index: number) => columns[index]?.name ?? String(index + 1)
  const has = (role: Role) => mapping.columns[role] !== undefined
  const problems: Mapping['problems'] = []
  if (!has('customer') && !has('email') && !has('phone') && !(kind === 'orders' && namesPeople(has)))
    problems.push({ reason: 'no_customer_column' })
  if (kind !== 'customers' && !has('date')) problems.push({ reason: 'no_date_column' })
  if (kind === 'orders' && !has('amount') && !has('price')) problems.push({ reason: 'no_amount_column' })
  return {
    kind,
    roles: Object.entries(mapping.columns).map(([role, index]) => ({
      role: role as Role,
      index,
      column: nameOf(index),
      confidence: 1,
      reason: 'given',
    })),
    traits: Object.entries(mapping.traits).map(([name, index]) => ({ name, index })),
    amountIs: mapping.amountIs,
    costIs: mapping.costIs,
    ...(mapping.dateFormat ? { date: parseDateFormat(mapping.dateFormat) } : {}),
    ...(mapping.numberFormat ? { money: parseNumberFormat(mapping.numberFormat) } : {}),
    ...(mapping.quantityFormat ? { quantity: parseNumberFormat(mapping.quantityFormat) } : {}),
    ...(mapping.currency ? { currency: mapping.currency } : {}),
    problems,
  }
}

function nameDateFormat({ kind, order, calendar }: DateFormat): string {
  if (kind !== 'calendar') return kind
  return calendar === 'persian' ? `${order}-persian` : order
}

function parseDateFormat(text: string): DateFormat {
  const sure = { certainty: 'sure', fits: 1 } as const
  if (text === 'unix_seconds' || text === 'unix_millis' || text === 'excel_serial')
    return { kind: text, order: 'ymd', calendar: 'gregorian', ...sure }
  const [order, calendar] = text.split('-')
  return {
    kind: 'calendar',
    order: order === 'mdy' || order === 'ymd' ? order : 'dmy',
    calendar: calendar === 'persian' ? 'persian' : 'gregorian',
    ...sure,
  }
}

const parseNumberFormat = (text: string): NumberFormat => ({
  decimal: text === ',' ? ',' : '.',
  certainty: 'sure',
  fits: 1,
})
