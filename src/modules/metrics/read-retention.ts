import type { RetentionPeriod, RetentionReport } from '#contract/metrics'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { rangeBefore } from './periods.ts'
import { countActiveFlow } from './queries/count-active-flow.ts'
import { countRangeFlow } from './queries/count-range-flow.ts'
import { sumMoneyFlow } from './queries/sum-money-flow.ts'
import { sumRangeMoney } from './queries/sum-range-money.ts'
import { retentionOf } from './retention.ts'
import { isComplete, type MetricsDeps, type MetricsQueryInput, openScope, type Scope, scopePeriods } from './scope.ts'

/** Retention both ways with the flow behind it, period by period, and of the chosen days as one period. */
export async function readRetention(
  deps: MetricsDeps,
  workspaceId: string,
  query: MetricsQueryInput = {},
): Promise<RetentionReport> {
  const { ch, scope } = await openScope(deps, workspaceId, query)
  const [periods, range] = await Promise.all([readPeriods(ch, scope), scope.isRange ? readRange(ch, scope) : null])
  return { unit: scope.unit, currency: scope.currency, asOf: scope.asOf, periods, range }
}

export async function readPeriods(ch: WorkspaceClickhouse, scope: Scope): Promise<RetentionPeriod[]> {
  const [flows, money] = await Promise.all([countActiveFlow(ch, scope), sumMoneyFlow(ch, scope)])
  const flowAt = new Map(flows.map((row) => [row.p, row]))
  const moneyAt = new Map(money.map((row) => [row.p, row]))
  let reach = flows.findLast(({ p }) => p < (scopePeriods(scope)[0]?.index ?? 0))?.reach ?? 0
  return scopePeriods(scope).map((period) => {
    const flow = flowAt.get(period.index)
    const paid = moneyAt.get(period.index)
    const isNew = flow === undefined ? 0 : flow.reach - reach
    reach = flow?.reach ?? reach
    return retentionOf(
      period,
      {
        start: flowAt.get(period.index - 1)?.active ?? 0,
        end: flow?.active ?? 0,
        new: isNew,
        retained: flow?.retained ?? 0,
      },
      {
        before: moneyAt.get(period.index - 1)?.revenue ?? 0,
        kept: paid?.kept ?? 0,
        keptAtMost: paid?.keptAtMost ?? 0,
      },
      isComplete(scope, period),
    )
  })
}

async function readRange(ch: WorkspaceClickhouse, scope: Scope): Promise<RetentionPeriod | null> {
  if (scope.firstDay === null || scope.from > scope.to) return null
  const before = rangeBefore(scope.from, scope.to)
  const [flow, money] = await Promise.all([countRangeFlow(ch, scope, before), sumRangeMoney(ch, scope, before)])
  const days = { period: `${scope.from}/${scope.to}`, from: scope.from, to: scope.to }
  return retentionOf(days, flow, money, isComplete(scope, scope) && before.from >= scope.firstDay)
}
