import type { CustomerRow, ListCustomersQuery } from '#contract/customers'
import type { CustomerScore } from '#contract/predictions'
import { type Exporter, recordExport } from '#modules/audit'
import { inWorkspace } from '#platform/postgres'
import { eachCustomer, type ListDeps } from './list-customers.ts'
import { readTraits } from './read-traits.ts'
import type { CustomerDeps } from './routes.ts'
import { readScores } from './scores/read-scores.ts'

type Cell = string | number | null

const cells: Record<string, (row: CustomerRow) => Cell> = {
  customer_id: (row) => row.customerId,
  name: (row) => row.name,
  email: (row) => row.email,
  phone: (row) => row.phone,
  external_id: (row) => row.externalId,
  tags: (row) => row.tags.join(' '),
  orders: (row) => row.orders,
  visits: (row) => row.visits,
  revenue_minor: (row) => row.revenueMinor,
  average_minor: (row) => row.averageMinor,
  first_order_at: (row) => row.firstOrderAt,
  last_order_at: (row) => row.lastOrderAt,
  usual_gap_days: (row) => row.usualGapDays,
  silent_days: (row) => row.silentDays,
  late_from: (row) => row.lateFrom,
  yearly_minor: (row) => row.yearlyMinor,
}

/** What the latest run foretold; empty before the first. Who is gone has no risk any more. */
const foretold: Record<string, (score: CustomerScore) => Cell> = {
  clv_minor: ({ clv }) => clv.minor,
  clv_low_minor: ({ clv }) => clv.lowMinor,
  clv_high_minor: ({ clv }) => clv.highMinor,
  at_stake_minor: ({ atStakeMinor }) => atStakeMinor,
  risk: ({ risk, isGone }) => (isGone ? null : risk),
  risk_band: ({ band, isGone }) => (isGone ? 'gone' : band),
  risk_a_week_ago: ({ weekAgo }) => weekAgo?.risk ?? null,
  alive_a_week_ago: ({ weekAgo }) => weekAgo?.alive ?? null,
  clv_a_week_ago_minor: ({ weekAgo }) => weekAgo?.clvMinor ?? null,
  next_visit_a_week_ago: ({ weekAgo }) => weekAgo?.nextOn ?? null,
  alive: ({ alive }) => alive,
  next_visit_on: ({ nextVisit }) => nextVisit?.on ?? null,
  next_visit_from: ({ nextVisit }) => nextVisit?.from ?? null,
  next_visit_to: ({ nextVisit }) => nextVisit?.to ?? null,
  expected_orders: ({ expectedOrders }) => expectedOrders,
  best_hour: ({ bestHour }) => bestHour,
}

const traitPrefix = 'trait:'
/** Names of what they would most likely want next, best first. */
const nextColumn = 'next_products'
type ExportDeps = ListDeps & Pick<CustomerDeps, 'nextProducts'>
const atOnce = 500

/** The names of the traits among the columns wanted. */
export function traitsAmong(columns: string[]): string[] {
  return columns.filter((column) => column.startsWith(traitPrefix)).map((column) => column.slice(traitPrefix.length))
}

/**
 * All customers who match, as rows of a CSV: the usual columns, what is foretold of them, and the traits that were chosen. It is written
 * down who took the list away before its first row leaves. Throws forbidden without the right to take lists away.
 */
export async function exportCustomers(
  deps: ExportDeps,
  workspaceId: string,
  actor: Exporter,
  query: ListCustomersQuery,
): Promise<{ header: string[]; rows: AsyncIterable<Cell[]> }> {
  const traits = traitsAmong(query.columns)
  const detail = {
    traits,
    filter: query.filter,
    narrowed: query.search !== undefined || query.tag.length + query.trait.length + query.where.length > 0,
  }
  await inWorkspace(deps.db, workspaceId, (tx) => recordExport(tx, workspaceId, actor, { kind: 'customers' }, detail))
  const header = [...Object.keys(cells), nextColumn, ...Object.keys(foretold), ...traits]
  return { header, rows: csvRows(deps, workspaceId, query, traits) }
}

async function* csvRows(
  deps: ExportDeps,
  workspaceId: string,
  query: ListCustomersQuery,
  traits: string[],
): AsyncIterable<Cell[]> {
  let waiting: CustomerRow[] = []
  const flush = async (): Promise<Cell[][]> => {
    const ids = waiting.map(({ customerId }) => customerId)
    const scores = await inWorkspace(deps.db, workspaceId, (tx) => readScores(tx, workspaceId, ids))
    const values = await readTraits(deps.db, workspaceId, waiting, traits)
    const next = await deps.nextProducts(workspaceId, ids)
    return waiting.map((row) => {
      const score = scores.get(row.customerId)
      return [
        ...Object.values(cells).map((cell) => cell(row)),
        next.get(row.customerId)?.join('; ') ?? null,
        ...Object.values(foretold).map((cell) => (score ? cell(score) : null)),
        ...traits.map((trait) => cellOf(values.get(row.customerId)?.[trait])),
      ]
    })
  }
  for await (const row of eachCustomer(deps, workspaceId, query)) {
    waiting.push(row)
    if (waiting.length < atOnce) continue
    yield* await flush()
    waiting = []
  }
  yield* await flush()
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null
  return typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value)
}
