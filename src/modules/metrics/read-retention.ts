import type { RetentionPeriod, RetentionReport } from '#contract/metrics'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { type Period, rangeBefore } from './periods.ts'
import { countFlow, type FlowRow } from './queries/count-flow.ts'
import { countRangeFlow } from './queries/count-range-flow.ts'
import { sumRangeMoney } from './queries/sum-range-money.ts'
import { type Flow, type MoneyFlow, retentionOf } from './retention.ts'
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
  const flows = await readFlows(ch, scope)
  return flows.map(({ period, flow, money }) => retentionOf(period, flow, money, isComplete(scope, period)))
}

type PeriodFlow = { period: Period; flow: Flow; money: MoneyFlow }

/** The flow of every period of the scope, those in which nobody bought included. */
export async function readFlows(ch: WorkspaceClickhouse, scope: Scope): Promise<PeriodFlow[]> {
  const periods = scopePeriods(scope)
  if (periods.length === 0) return []
  const rowAt = new Map((await countFlow(ch, scope)).map((row) => [row.p, row]))
  return periods.map((period) => {
    const before = rowAt.get(period.index - 1)
    const { active, fresh, retained, kept, keptAtMost } = rowAt.get(period.index) ?? nobody
    return {
      period,
      flow: { start: before?.active ?? 0, end: active, new: fresh, retained },
      money: { before: before?.revenue ?? 0, kept, keptAtMost },
    }
  })
}

const nobody: Omit<FlowRow, 'p'> = {
  active: 0,
  fresh: 0,
  retained: 0,
  revenue: 0,
  fromNew: 0,
  kept: 0,
  keptAtMost: 0,
}

async function readRange(ch: WorkspaceClickhouse, scope: Scope): Promise<RetentionPeriod | null> {
  if (scope.firstDay === null || scope.from > scope.to) return null
  const before = rangeBefore(scope, scope.calendar)
  const [flow, money] = await Promise.all([countRangeFlow(ch, scope, before), sumRangeMoney(ch, scope, before)])
  const days = { period: `${scope.from}/${scope.to}`, from: scope.from, to: scope.to }
  return retentionOf(days, flow, money, isComplete(scope, scope) && before.from >= scope.firstDay)
}
