import type { GlobalControlResult } from '#contract/experiments'
import type { ArmSums } from '#models/experiments'
import { inWorkspace } from '#platform/postgres'
import { countArms } from './count-arms.ts'
import type { ExperimentsDeps } from './experiments-deps.ts'
import { findControl } from './global-control.ts'
import { addSums, judgeMetric } from './judge.ts'
import { everybodySql } from './people-sql.ts'
import { getShop } from './shop.ts'

const metrics = [
  { of: 'orders', measure: 'did' },
  { of: 'orders', measure: 'count' },
  { of: 'orders', measure: 'sum' },
] as const
const arms = [
  { key: 'control', isControl: true },
  { key: 'others', isControl: false },
]
const none: ArmSums = { n: 0, sum: 0, sumSquares: 0 }

/**
 * What everything together has brought: purchases, orders and money per customer of everybody else against the global control
 * group, since the group is as it is. Looked at whenever somebody likes, so with the sequential interval.
 */
export async function readGlobalControl(
  deps: Pick<ExperimentsDeps, 'db' | 'ch' | 'clock'>,
  workspaceId: string,
): Promise<GlobalControlResult> {
  const { control, shop } = await inWorkspace(deps.db, workspaceId, async (tx) => ({
    control: await findControl(tx, workspaceId),
    shop: await getShop(tx, workspaceId),
  }))
  const { sharePercent, salt, since } = control
  const base = { sharePercent, since: since?.toISOString() ?? null, currency: shop.currency, metrics: [] }
  if (since === null || sharePercent === 0) return { ...base, state: 'off' }
  const counted = await countArms(deps.ch.forWorkspace(workspaceId), {
    people: everybodySql({ salt, sharePercent, since: since.toISOString() }),
    metrics: [...metrics],
    windowSeconds: null,
    historySeconds: 0,
    from: since.toISOString(),
    until: deps.clock.now().toString(),
    ...shop,
  })
  if (counted.every(({ people }) => people === 0)) return { ...base, state: 'nobody' }
  const sums = (metric: number): ArmSums[] =>
    arms.map((_, i) =>
      counted.filter(({ arm }) => arm === i).reduce((sum, row) => addSums(sum, row.sums[metric] ?? none), none),
    )
  const judged = metrics.map((metric, i) =>
    judgeMetric({
      metric,
      role: i === 0 ? 'goal' : 'money',
      wanted: 'more',
      sums: sums(i),
      arms,
      interval: 'sequential',
      alpha: 0.05,
      tuning: 5000,
    }),
  )
  return { ...base, state: 'shown', metrics: judged }
}
