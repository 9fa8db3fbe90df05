import type { CustomerRow, ListCustomersQuery } from '#contract/customers'
import { type AuditActor, recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { inWorkspace } from '#platform/postgres'
import { eachCustomer, type ListDeps } from './list-customers.ts'
import { readTraits } from './read-traits.ts'

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
  clv_minor: (row) => row.score?.clvMinor ?? null,
  risk: (row) => row.score?.risk ?? null,
  risk_band: (row) => (row.score?.isGone ? 'gone' : (row.score?.band ?? null)),
  risk_a_week_ago: (row) => row.score?.weekRisk ?? null,
}

const traitPrefix = 'trait:'
const atOnce = 500

/** The names of the traits among the columns wanted. */
export function traitsAmong(columns: string[]): string[] {
  return columns.filter((column) => column.startsWith(traitPrefix)).map((column) => column.slice(traitPrefix.length))
}

/**
 * All customers who match, as rows of a CSV: the usual columns, and those of traits that were chosen. It is written down who took the
 * list away before its first row leaves. Throws forbidden without the right to take lists away.
 */
export async function exportCustomers(
  deps: ListDeps,
  workspaceId: string,
  actor: AuditActor & { may: (scope: 'customers:export') => boolean },
  query: ListCustomersQuery,
): Promise<{ header: string[]; rows: AsyncIterable<Cell[]> }> {
  if (!actor.may('customers:export'))
    throw new DomainError('forbidden', 'not_allowed', 'Your role or key does not allow this.', {
      scope: 'customers:export',
    })
  const traits = traitsAmong(query.columns)
  await inWorkspace(deps.db, workspaceId, (tx) =>
    recordAudit(tx, workspaceId, actor, {
      action: 'customers.exported',
      target: { kind: 'customers' },
      detail: {
        format: 'csv',
        traits,
        filter: query.filter,
        narrowed: query.search !== undefined || query.tag.length + query.trait.length + query.where.length > 0,
      },
    }),
  )
  return { header: [...Object.keys(cells), ...traits], rows: csvRows(deps, workspaceId, query, traits) }
}

async function* csvRows(
  deps: ListDeps,
  workspaceId: string,
  query: ListCustomersQuery,
  traits: string[],
): AsyncIterable<Cell[]> {
  let waiting: CustomerRow[] = []
  const flush = async (): Promise<Cell[][]> => {
    const values = await readTraits(deps.db, workspaceId, waiting, traits)
    return waiting.map((row) => [
      ...Object.values(cells).map((cell) => cell(row)),
      ...traits.map((trait) => cellOf(values.get(row.customerId)?.[trait])),
    ])
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
