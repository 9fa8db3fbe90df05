import type { ConcentrationReport } from '#contract/metrics'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { type Concentration, countConcentration } from './queries/count-concentration.ts'
import { percent } from './rates.ts'
import { type MetricsDeps, type MetricsQueryInput, openScope, type Scope } from './scope.ts'

/** Which share of the sales comes from which share of the customers, best first; of the chosen days or of all time. */
export async function readConcentration(
  deps: MetricsDeps,
  workspaceId: string,
  query: MetricsQueryInput = {},
): Promise<ConcentrationReport> {
  const { ch, scope } = await openScope(deps, workspaceId, { ...query, unit: 'month' })
  return readConcentrationReport(ch, scope)
}

export async function readConcentrationReport(ch: WorkspaceClickhouse, scope: Scope): Promise<ConcentrationReport> {
  const found = await countConcentration(ch, scope)
  const { customers, revenue } = found
  return {
    currency: scope.currency,
    customers,
    revenue,
    topDecileShare: shareAt(found, 10),
    top15Share: shareAt(found, 15),
    top15Customers: found.counts[15] ?? 0,
    curve: customers === 0 ? [] : found.counts.map((_, i) => ({ customers: i, revenue: shareAt(found, i) ?? 0 })),
  }
}

const shareAt = ({ sums, revenue }: Concentration, i: number): number | null => percent(sums[i] ?? 0, revenue)
