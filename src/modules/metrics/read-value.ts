import type { ValueReport } from '#contract/metrics'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { countValueBins, sumValue } from './queries/sum-value.ts'
import { percent } from './rates.ts'
import { type MetricsDeps, type MetricsQueryInput, openScope, type Scope } from './scope.ts'

/** What customers have brought so far, each in total, and the margin where the cost is known. */
export async function readValue(
  deps: MetricsDeps,
  workspaceId: string,
  query: MetricsQueryInput = {},
): Promise<ValueReport> {
  const { ch, scope } = await openScope(deps, workspaceId, { ...query, unit: 'month' })
  return readValueReport(ch, scope)
}

export async function readValueReport(ch: WorkspaceClickhouse, scope: Scope): Promise<ValueReport> {
  const sums = await sumValue(ch, scope)
  const { currency } = scope
  if (sums === undefined || sums.customers === 0) {
    const empty = { mean: null, meanBeforeRefunds: null, median: null, p90: null, histogram: [], margin: null }
    return { currency, customers: 0, ...empty }
  }
  const edges = binEdges(sums.median)
  const bins = new Map((await countValueBins(ch, scope, edges)).map((row) => [row.bin, row]))
  const { customers, cost, costedRevenue, gross } = sums
  return {
    currency,
    customers,
    mean: Math.round(sums.net / customers),
    meanBeforeRefunds: Math.round(gross / customers),
    median: Math.round(sums.median),
    p90: Math.round(sums.p90),
    histogram: edges.map((from, i) => ({
      from,
      to: edges[i + 1] ?? null,
      customers: bins.get(i)?.customers ?? 0,
      revenue: bins.get(i)?.revenue ?? 0,
    })),
    margin:
      costedRevenue === 0
        ? null
        : {
            costedRevenue,
            cost,
            margin: costedRevenue - cost,
            marginRate: percent(costedRevenue - cost, costedRevenue),
            costedShare: percent(costedRevenue, gross),
          },
  }
}

/** Round borders (1, 2, 5) from a tenth of the median's magnitude to a hundred times it. */
export function binEdges(median: number): number[] {
  const magnitude = 10 ** Math.max(1, Math.floor(Math.log10(Math.max(median, 10))))
  const steps = [0.1, 1, 10].flatMap((scale) => [1, 2, 5].map((step) => Math.round(step * scale * magnitude)))
  return [0, ...steps, 100 * magnitude]
}
