import { sql } from 'kysely'
import type { Erasure } from '#contract/privacy'
import { type Db, inWorkspace } from '#platform/postgres'

type Row = Omit<Erasure, 'requestedAt' | 'finishedAt'> & { requestedAt: Date; finishedAt: Date | null }

/** The latest hundred, newest first. Whom they were about is nowhere any more. */
export async function listErasures(db: Db, workspaceId: string): Promise<Erasure[]> {
  const { rows } = await inWorkspace(db, workspaceId, (tx) =>
    sql<Row>`select e.erasure_id as "erasureId", e.requested_at as "requestedAt", p.name as "requestedBy", e.status, e.removed,
        e.finished_at as "finishedAt"
      from erasures e left join people p on p.id = e.requested_by
      where e.workspace_id = ${workspaceId} order by e.requested_at desc limit 100`.execute(tx),
  )
  return rows.map((row) => ({
    ...row,
    requestedAt: row.requestedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }))
}
