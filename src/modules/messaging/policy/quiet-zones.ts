import type { Tx } from '#platform/postgres'
import { readPolicy } from './policy.repo.ts'
import { quietUntil } from './quiet-times.ts'

/** In which of these time zones nothing goes out at this moment but what must. What single people asked for is not looked at. */
export async function quietZones(
  tx: Tx,
  workspaceId: string,
  zones: readonly string[],
  now: Temporal.Instant,
): Promise<Set<string>> {
  const { quietHours, holidays } = await readPolicy(tx, workspaceId)
  return new Set(zones.filter((zone) => quietUntil({ hours: [quietHours], holidays }, zone, now)))
}
