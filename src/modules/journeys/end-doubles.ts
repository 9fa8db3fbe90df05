import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'
import { endRun, type Run } from './runs.repo.ts'
import type { Traveller } from './walk.ts'

/**
 * Two who turned out to be one person may both be on the way through the same journey: the run that began first goes on, the others end, or
 * the person would get everything twice. Who goes on.
 */
export async function endDoubles(
  tx: Tx,
  workspaceId: string,
  travellers: Traveller[],
  now: Temporal.Instant,
): Promise<Traveller[]> {
  const joined = travellers.filter(({ family }) => family.length > 1)
  if (joined.length === 0) return travellers
  const personOf = new Map(joined.flatMap(({ personId, family }) => family.map((id) => [id, personId])))
  const found = await sql<Pick<Run, 'runId' | 'journeyId' | 'customerId' | 'key'>>`select run_id as "runId",
      journey_id as "journeyId", customer_id as "customerId", run_key as key
    from journey_runs where workspace_id = ${workspaceId} and customer_id = any(${[...personOf.keys()]}::uuid[])
      and status = 'active' order by entered_at, run_id`.execute(tx)
  const wayOf = ({ journeyId, customerId, key }: Pick<Run, 'journeyId' | 'customerId' | 'key'>): string =>
    `${journeyId}:${personOf.get(customerId)}:${key}`
  const first = new Map<string, string>()
  for (const run of found.rows) if (!first.has(wayOf(run))) first.set(wayOf(run), run.runId)
  for (const { run } of joined) if (first.get(wayOf(run)) !== run.runId) endRun(run, 'left', 'joined', now.toString())
  return travellers.filter(({ run }) => run.status === 'active')
}
