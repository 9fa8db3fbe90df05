import { sql } from 'kysely'
import { z } from 'zod'
import type { Jobs } from '#platform/jobs'
import { inWorkspace } from '#platform/postgres'
import { removeFile } from './attachment-files.ts'
import type { CareDeps } from './care-deps.ts'

/** What was removed can be had back for so long. */
const keptHours = 24
const job = 'care.sweep'

type SweepDeps = Pick<CareDeps, 'db' | 'clock' | 'dataDir'>

/** Removes for good what was removed a day ago, and files whose row is gone. Harmless to repeat and to run side by side. */
export async function sweepAttachments(deps: SweepDeps, workspaceId: string): Promise<void> {
  const before = deps.clock.now().subtract({ hours: keptHours }).toString()
  const paths = await inWorkspace(deps.db, workspaceId, async (tx) => {
    await sql`delete from customer_notes where workspace_id = ${workspaceId} and removed_at < ${before}`.execute(tx)
    await sql`delete from customer_dates where workspace_id = ${workspaceId} and removed_at < ${before}`.execute(tx)
    await sql`with gone as (delete from customer_attachments
        where workspace_id = ${workspaceId} and removed_at < ${before} returning workspace_id, path)
      insert into attachment_leftovers (workspace_id, path) select workspace_id, path from gone on conflict do nothing`.execute(
      tx,
    )
    const left = await sql<{ path: string }>`select path from attachment_leftovers
      where workspace_id = ${workspaceId} limit 1000`.execute(tx)
    return left.rows.map(({ path }) => path)
  })
  if (paths.length === 0) return
  for (const path of paths) await removeFile(deps.dataDir, path)
  await inWorkspace(deps.db, workspaceId, (tx) =>
    sql`delete from attachment_leftovers where workspace_id = ${workspaceId} and path = any(${paths}::text[])`.execute(
      tx,
    ),
  )
}

/** Every process that enqueues or works calls this once; the workers sweep every ten minutes. */
export async function defineSweep(deps: SweepDeps, jobs: Jobs): Promise<void> {
  await jobs.define(job, z.object({}), async () => {
    const before = deps.clock.now().subtract({ hours: keptHours }).toString()
    const found = await sql<{
      id: string
    }>`select list_workspaces_with_care_leftovers(${before}::timestamptz) as id`.execute(deps.db)
    for (const { id } of found.rows) await sweepAttachments(deps, id)
  })
  await jobs.repeat(job, '*/10 * * * *')
}
