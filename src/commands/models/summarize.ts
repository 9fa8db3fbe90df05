import { DomainError } from '#platform/errors'
import { type PurchaseLog, readDay, readDays } from './purchase-log.ts'
import { readArguments, readPairs, readSwitch } from './read-arguments.ts'
import { readNumbers } from './read-numbers.ts'
import { columnOf, headerOf, lineOf, readTable, type Table } from './read-table.ts'

/** How programs write that a cell is empty. */
const nobody = /^\s*(|na|nan|null|none)\s*$/i
const known = ['customer', 'date', 'value']
const daysIn: Record<string, number> = { day: 1, week: 7 }

/**
 * A purchase log to one line a customer: x, tx, T, the mean value of a repeat day, the days with a purchase in the holdout.
 * All that a customer does on one day is one purchase. Lines without a customer and negative values (returns) are left out,
 * with --paid-only true those of value 0 too. Customers are those who first bought by --until.
 */
export async function summarizeCommand(args: string[]): Promise<void> {
  const { values, positionals } = readArguments(args, {
    columns: { type: 'string' },
    until: { type: 'string' },
    'holdout-until': { type: 'string' },
    unit: { type: 'string', default: 'week' },
    header: { type: 'string' },
    'paid-only': { type: 'string' },
  })
  const [file] = positionals
  if (file === undefined) throw new DomainError('invalid', 'model_option', 'Name the file of purchases.')
  const unit = Object.hasOwn(daysIn, values.unit) ? daysIn[values.unit] : undefined
  if (!unit) throw new DomainError('invalid', 'model_option', `--unit is day or week, not ${values.unit}.`)
  const columns = readPairs('--columns', values.columns ?? 'customer=customer,date=date,value=value', known)
  const table = await readTable(file, { ...headerOf(values.header), columns: namesOf(columns) })
  const log = readLog(table, columns, readSwitch('--paid-only', values['paid-only']) ?? false)
  if (log.size === 0) {
    const left = 'returns and lines without a customer are left out'
    throw new DomainError('invalid', 'no_customers', `No line of the file tells of a purchase: ${left}.`)
  }
  const until = values.until === undefined ? lastDay(log) : readDay(values.until, '--until')
  const end = values['holdout-until'] === undefined ? undefined : readDay(values['holdout-until'], '--holdout-until')
  if (end !== undefined && end <= until)
    throw new DomainError('invalid', 'model_option', '--holdout-until must come after --until.')
  const lines = [...log].flatMap(([customer, days]) => summaryOf(customer, days, { until, end, unit }) ?? [])
  if (lines.length === 0) throw new DomainError('invalid', 'no_customers', 'Nobody had bought by that day.')
  const names = ['x', 'tx', 'T', 'value', ...(end === undefined ? [] : ['holdout']), 'customer']
  process.stdout.write(`${[names.join(','), ...lines].join('\n')}\n`)
}

function readLog(table: Table, columns: Record<string, string>, paidOnly: boolean): PurchaseLog {
  if (columns.customer === undefined || columns.date === undefined)
    throw new DomainError('invalid', 'model_option', '--columns needs customer=… and date=….')
  const customerAt = columnOf(table, columns.customer)
  const dateAt = columnOf(table, columns.date)
  const factors = columns.value === undefined ? [] : factorsOf(table, columns.value)
  const lines: number[] = []
  const rows = table.rows.filter((row, i) => {
    if (nobody.test(row[customerAt] ?? '')) return false
    lines.push(lineOf(table, i))
    return true
  })
  const days = readDays(
    rows.map((row) => row[dateAt] ?? ''),
    lines,
  )
  const numbers = factors.map(([at, name]) => readNumbers({ ...table, rows }, at, name, { lines }))
  const log: PurchaseLog = new Map()
  for (const [i, row] of rows.entries()) {
    const value = numbers.reduce((product, column) => product * (column[i] ?? 0), 1)
    if (value < 0 || (paidOnly && value === 0)) continue
    const customer = (row[customerAt] ?? '').trim()
    const own = log.get(customer) ?? new Map<number, number>()
    if (own.size === 0) log.set(customer, own)
    const day = days[i] ?? 0
    own.set(day, (own.get(day) ?? 0) + (factors.length > 0 ? value : 0))
  }
  return log
}

/** The names or numbers of columns that are asked for. */
function namesOf({ value, ...columns }: Record<string, string>): string[] {
  return [...Object.values(columns), ...(value === undefined ? [] : value.split('*').map((name) => name.trim()))]
}

/** A column, or the product of some: Quantity*UnitPrice. */
function factorsOf(table: Table, given: string): [at: number, name: string][] {
  const names = table.names.includes(given) ? [given] : given.split('*').map((name) => name.trim())
  return names.map((name) => [columnOf(table, name), name])
}

function lastDay(log: PurchaseLog): number {
  let last = Number.NEGATIVE_INFINITY
  for (const days of log.values()) for (const day of days.keys()) last = Math.max(last, day)
  return last
}

function summaryOf(
  customer: string,
  days: Map<number, number>,
  { until, end, unit }: { until: number; end: number | undefined; unit: number },
): string | undefined {
  let first = Number.POSITIVE_INFINITY
  for (const day of days.keys()) first = Math.min(first, day)
  if (first > until) return undefined
  let [x, last, spent, holdout] = [0, first, 0, 0]
  for (const [day, value] of days) {
    if (day > until) holdout += +(end !== undefined && day <= end)
    else if (day > first) {
      x++
      spent += value
      last = Math.max(last, day)
    }
  }
  const name = /[",\n]/.test(customer) ? `"${customer.replaceAll('"', '""')}"` : customer
  // Sums of cents carry crumbs of binary fractions.
  const mean = x === 0 ? 0 : Math.round((spent / x) * 1e6) / 1e6
  return [x, (last - first) / unit, (until - first) / unit, mean, ...(end === undefined ? [] : [holdout]), name].join(
    ',',
  )
}
