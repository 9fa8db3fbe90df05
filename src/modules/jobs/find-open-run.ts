import { sql } from 'kysely'
import type { JobKind } from '#contract/jobs'
import type { Tx } from '#platform/postgres'

/**
 * The run of a kind that waits or works, for kinds of which a workspace has one at a time; one that was asked to stop is no longer meant.
 * Who asks at the same moment waits until this transaction ends, and finds the run that was begun in it.
 */
export async function findOpenRun(tx: Tx, workspaceId: string, kind: JobKind): Promise<string | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${kind} run ${workspaceId}`}, 0))`.execute(tx)
  const { rows } = await sql<{ id: string }>`select job_id as id from jobs
    where workspace_id = ${workspaceId} and kind = ${kind} and status in ('queued', 'running') and not cancel_requested
    order by created_at desc limit 1`.execute(tx)
  return rows[0]?.id
}
