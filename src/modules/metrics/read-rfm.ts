import type { RfmReport } from '#contract/metrics'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { type RfmCell, scoreRfm } from './queries/score-rfm.ts'
import { round } from './rates.ts'
import { rfmSegments, segmentOf } from './rfm-segments.ts'
import { type MetricsDeps, type MetricsQueryInput, openScope, type Scope } from './scope.ts'

/** Recency, frequency and money of every customer up to the as-of day, as eleven named segments and a 5 × 5 grid. */
export async function readRfm(
  deps: MetricsDeps,
  workspaceId: string,
  query: MetricsQueryInput = {},
): Promise<RfmReport> {
  const { ch, scope } = await openScope(deps, workspaceId, { ...query, unit: 'month' })
  return readRfmReport(ch, scope)
}

export async function readRfmReport(ch: WorkspaceClickhouse, scope: Scope): Promise<RfmReport> {
  const cells = await scoreRfm(ch, scope)
  const named = Map.groupBy(cells, ({ recency, frequency, money }) => segmentOf(recency, frequency, money))
  const squares = Map.groupBy(cells, ({ recency, frequency }) => recency * 10 + frequency)
  return {
    currency: scope.currency,
    at: scope.asOf,
    segments: rfmSegments.flatMap((segment) => {
      const sums = addUp(named.get(segment) ?? [])
      if (sums.customers === 0) return []
      return {
        segment,
        customers: sums.customers,
        revenue: sums.revenue,
        averageRecencyDays: round(sums.recencyDays / sums.customers, 1),
        averageOrders: round(sums.orders / sums.customers, 2),
      }
    }),
    grid: [...squares].map(([key, square]) => {
      const { customers, revenue } = addUp(square)
      return { recency: Math.floor(key / 10), frequency: key % 10, customers, revenue }
    }),
  }
}

function addUp(cells: RfmCell[]): Pick<RfmCell, 'customers' | 'revenue' | 'recencyDays' | 'orders'> {
  const sums = { customers: 0, revenue: 0, recencyDays: 0, orders: 0 }
  for (const cell of cells) {
    sums.customers += cell.customers
    sums.revenue += cell.revenue
    sums.recencyDays += cell.recencyDays
    sums.orders += cell.orders
  }
  return sums
}
