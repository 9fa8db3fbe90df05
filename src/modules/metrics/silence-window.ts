import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { weightedQuantile } from './quantiles.ts'
import { countGaps } from './queries/count-gaps.ts'
import { type MetricsDeps, openScope, type Scope } from './scope.ts'

export type SilenceWindow = { days: number; source: 'computed' | 'chosen' }

const shortest = 90

/**
 * How long a customer may be silent before counting as lost: what the workspace has chosen, else the longer of 90 days
 * and the 95th percentile of the shop's own intervals between two visits.
 */
export async function silenceWindow(deps: MetricsDeps, workspaceId: string): Promise<SilenceWindow> {
  const { ch, shop, scope } = await openScope(deps, workspaceId, {})
  return readSilence(ch, shop.silenceDays, scope)
}

export async function readSilence(
  ch: WorkspaceClickhouse,
  chosen: number | null,
  scope: Scope,
): Promise<SilenceWindow> {
  if (chosen !== null) return { days: chosen, source: 'chosen' }
  const p95 = weightedQuantile(await countGaps(ch, scope), 0.95) ?? 0
  return { days: Math.max(shortest, p95), source: 'computed' }
}
