import type { RetentionPeriod, RetentionReport } from '#contract/metrics'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { type Period, rangeBefore } from './periods.ts'
import { countActiveFlow } from './queries/count-active-flow.ts'
import { countRangeFlow } from './queries/count-range-flow.ts'
import { sumMoneyFlow } from './queries/sum-money-flow.ts'
import { sumRangeMoney } from './queries/sum-range-money.ts'
import { type Flow, retentionOf } from './retention.ts'
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
  const [flows, money] = await Promise.all([readFlows(ch, scope), sumMoneyFlow(ch, scope, 'before')])
  const moneyAt = new Map(money.map((row) => [row.p, row]))
  return flows.map(({ period, flow }) => {
    const paid = moneyAt.get(period.index)
    const before = moneyAt.get(period.index - 1)?.revenue ?? 0
    const kept = { before, kept: paid?.kept ?? 0, keptAtMost: paid?.keptAtMost ?? 0 }
    return retentionOf(period, flow, kept, isComplete(scope, period))
  })
}

/** The flow of every period of the scope, those in which nobody bought included. */
export async function readFlows(ch: WorkspaceClickhouse, scope: Scope): Promise<{ period: Period; flow: Flow }[]> {
  const rows = await countActiveFlow(ch, scope)
  const periods = scopePeriods(scope)
  const rowAt = new Map(rows.map((row) => [row.p, row]))
  let reach = rows.findLast(({ p }) => p < (periods[0]?.index ?? 0))?.reach ?? 0
  return periods.map((period) => {
    const row = rowAt.get(period.index)
    const start = rowAt.get(period.index - 1)?.active ?? 0
    const isNew = (row?.reach ?? reach) - reach
    reach = row?.reach ?? reach
    return { period, flow: { start, end: row?.active ?? 0, new: isNew, retained: row?.retained ?? 0 } }
  })
}

async function readRange(ch: WorkspaceClickhouse, scope: Scope): Promise<RetentionPeriod | null> {
  if (scope.firstDay === null || scope.from > scope.to) return null
  const before = rangeBefore(scope.from, scope.to)
  const [flow, money] = await Promise.all([countRangeFlow(ch, scope, before), sumRangeMoney(ch, scope, before)])
  const days = { period: `${scope.from}/${scope.to}`, from: scope.from, to: scope.to }
  return retentionOf(days, flow, money, isComplete(scope, scope) && before.from >= scope.firstDay)
}
