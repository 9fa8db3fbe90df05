import type { SurvivalReport } from '#contract/metrics'
import { kaplanMeier } from '#models/survival'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { countSpells } from './queries/count-spells.ts'
import { round } from './rates.ts'
import { type MetricsDeps, type MetricsQueryInput, openScope, type Scope } from './scope.ts'
import { readSilence, type SilenceWindow } from './silence-window.ts'

/** How long customers stay: Kaplan–Meier from the first purchase; without from/to, of all customers. */
export async function readSurvival(
  deps: MetricsDeps,
  workspaceId: string,
  query: MetricsQueryInput = {},
): Promise<SurvivalReport> {
  const { ch, shop, scope } = await openScope(deps, workspaceId, { ...query, unit: 'month' })
  return readSurvivalReport(ch, scope, await readSilence(ch, shop.silenceDays, scope))
}

export async function readSurvivalReport(
  ch: WorkspaceClickhouse,
  scope: Scope,
  silence: SilenceWindow,
): Promise<SurvivalReport> {
  const spells = await countSpells(ch, scope, silence.days)
  const points = kaplanMeier(spells)
  const customers = spells.reduce((sum, { events, censored }) => sum + events + censored, 0)
  const start = { day: 0, survival: 1, low: 1, high: 1, atRisk: customers }
  const steps = points.map(({ time, survival, low, high, atRisk }) => ({
    day: time,
    survival: round(survival, 6),
    low: round(low, 6),
    high: round(high, 6),
    atRisk,
  }))
  return {
    silenceDays: silence.days,
    silenceSource: silence.source,
    curve: customers === 0 ? [] : [start, ...steps],
    medianDays: points.find(({ survival }) => survival <= 0.5)?.time ?? null,
    lost: spells.reduce((sum, { events }) => sum + events, 0),
    customers,
  }
}
