import type { ValueReport } from '#contract/metrics'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { sumMargin } from './queries/sum-margin.ts'
import { sumValue, type ValueBin } from './queries/sum-value.ts'
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
  const [sums, { gross, cost, costedRevenue }] = await Promise.all([sumValue(ch, scope), sumMargin(ch, scope)])
  const { currency } = scope
  if (sums.customers === 0) {
    const empty = { mean: null, meanBeforeRefunds: null, median: null, p90: null, histogram: [], margin: null }
    return { currency, customers: 0, ...empty }
  }
  const edges = binEdges(sums.median)
  const { customers } = sums
  return {
    currency,
    customers,
    mean: Math.round(sums.net / customers),
    meanBeforeRefunds: Math.round(gross / customers),
    median: Math.round(sums.median),
    p90: Math.round(sums.p90),
    histogram: edges.map((from, i) => {
      const to = edges[i + 1] ?? null
      const within = sums.bins.filter((bin) => bin.from >= from && (to === null || bin.from < to))
      return { from, to, customers: addUp(within, 'customers'), revenue: addUp(within, 'revenue') }
    }),
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

const addUp = (bins: ValueBin[], key: 'customers' | 'revenue'): number => bins.reduce((sum, bin) => sum + bin[key], 0)

/** Round borders (1, 2, 5) from a tenth of the median's magnitude to a hundred times it. */
export function binEdges(median: number): number[] {
  const magnitude = 10 ** Math.max(1, Math.floor(Math.log10(Math.max(median, 10))))
  const steps = [0.1, 1, 10].flatMap((scale) => [1, 2, 5].map((step) => Math.round(step * scale * magnitude)))
  return [0, ...steps, 100 * magnitude]
}
