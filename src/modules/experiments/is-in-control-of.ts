import type { Clock } from '#platform/clock'
import { isDomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import { assign } from './assign.ts'
import { getExperiment } from './experiments.repo.ts'

/**
 * Whether chance says that this customer gets what is usual for now; who is new enters with this, so wake the projector afterwards. False
 * where the experiment does not run, is over or is not there: then nobody waits any more.
 */
export async function isInControlOf(
  tx: Tx,
  clock: Clock,
  workspaceId: string,
  { experimentId, customerId }: { experimentId: string; customerId: string },
): Promise<boolean> {
  const row = await getExperiment(tx, workspaceId, experimentId, 'share').catch((error: unknown) => {
    if (isDomainError(error) && error.code === 'not_found') return undefined
    throw error
  })
  const isOver = row?.endsAt != null && row.endsAt.getTime() <= clock.now().epochMilliseconds
  if (row?.status !== 'running' || isOver) return false
  const arms = await assign(tx, clock, workspaceId, experimentId, [customerId])
  const arm = arms.get(customerId)?.arm
  return row.arms.some(({ key, isControl }) => isControl && key === arm)
}
