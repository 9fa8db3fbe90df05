import { type LifecycleReport, lifecycleState } from '#contract/metrics'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { countAwake } from './queries/count-awake.ts'
import { countQuiet } from './queries/count-quiet.ts'
import { countStates } from './queries/count-states.ts'
import { readFlows } from './read-retention.ts'
import { isComplete, type MetricsDeps, type MetricsQueryInput, openScope, type Scope, tellsRhythm } from './scope.ts'
import { readSilence, type SilenceWindow } from './silence-window.ts'

/** How many customers are in which state at the as-of day, and who came, stayed, came back and fell silent by month. */
export async function readLifecycle(
  deps: MetricsDeps,
  workspaceId: string,
  query: MetricsQueryInput = {},
): Promise<LifecycleReport> {
  const { ch, shop, scope } = await openScope(deps, workspaceId, { ...query, unit: 'month' })
  return readLifecycleReport(ch, scope, readSilence(ch, shop.silenceDays, scope))
}

/** The window may still be under way: what does not need it is not held up. */
export async function readLifecycleReport(
  ch: WorkspaceClickhouse,
  scope: Scope,
  window: SilenceWindow | Promise<SilenceWindow>,
): Promise<LifecycleReport> {
  const count = async () => {
    const silence = await window
    return { silence, counted: await countByState(ch, scope, silence.days) }
  }
  const [{ silence, counted }, flows] = await Promise.all([count(), readFlows(ch, scope)])
  const found = new Map(counted.map((row) => [row.state, row]))
  return {
    at: scope.asOf,
    silenceDays: silence.days,
    states: lifecycleState.options.map((state) => found.get(state) ?? { state, customers: 0, revenue: 0 }),
    months: flows.map(({ period, flow }) => ({
      period: period.period,
      new: flow.new,
      returning: flow.retained,
      wonBack: flow.end - flow.retained - flow.new,
      dormant: flow.start - flow.retained,
      complete: isComplete(scope, period),
    })),
  }
}

/** The stored rhythm is of all sources and of now; for one source, or with sales after the as-of day, it is reckoned from the days. */
async function countByState(
  ch: WorkspaceClickhouse,
  scope: Scope,
  silenceDays: number,
): Promise<LifecycleReport['states']> {
  if (tellsRhythm(scope)) return countStates(ch, scope, silenceDays)
  const parts = await Promise.all([countAwake(ch, scope, silenceDays), countQuiet(ch, scope, silenceDays)])
  return parts.flat()
}
