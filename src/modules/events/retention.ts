import { sql } from 'kysely'
import type { Clickhouse } from '#platform/clickhouse'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'

const atOnce = 5_000

const projected = (workspaceId: string) =>
  sql`position <= (select projected from event_offsets where workspace_id = ${workspaceId})`

/** Events older than a day: from the log and the timeline. What they changed in profiles, orders and figures stays. */
export function eventRetention({ db, ch }: { db: Db; ch: Clickhouse }) {
  return {
    kind: 'events',
    usualDays: null,
    count: async (tx: Tx, workspaceId: string, before: string): Promise<number> => {
      const { rows } = await sql<{ count: number }>`select count(*) as count from event_log
        where workspace_id = ${workspaceId} and occurred_at < ${before} and ${projected(workspaceId)}`.execute(tx)
      return rows[0]?.count ?? 0
    },
    remove: async (workspaceId: string, before: string): Promise<number> => {
      const gone = await inWorkspace(db, workspaceId, (tx) =>
        sql`delete from event_log where workspace_id = ${workspaceId} and position in (
          select position from event_log where workspace_id = ${workspaceId} and occurred_at < ${before}
            and ${projected(workspaceId)} order by position limit ${atOnce})`.execute(tx),
      )
      const count = Number(gone.numAffectedRows ?? 0)
      // The timeline follows once the log is done; asked every time, because a crash may have come between the two.
      if (count < atOnce) await removeFromTimeline(ch, workspaceId, before)
      return count
    },
  } as const
}

async function removeFromTimeline(ch: Clickhouse, workspaceId: string, before: string): Promise<void> {
  const workspace = ch.forWorkspace(workspaceId)
  const old = 'workspace_id = {workspace_id:UUID} AND occurred_at < parseDateTime64BestEffort({before:String}, 3)'
  const some = await workspace.query(`SELECT 1 FROM events WHERE ${old} LIMIT 1`, { before })
  if (some.length === 0) return
  await workspace.command(`ALTER TABLE events DELETE WHERE ${old} SETTINGS mutations_sync = 2`, { before })
}

/** Dead letters are there to be repaired soon; replayed and discarded ones are not needed at all. */
export function deadLetterRetention({ db }: { db: Db }) {
  return {
    kind: 'dead_letters',
    usualDays: 90,
    count: async (tx: Tx, workspaceId: string, before: string): Promise<number> => {
      const { rows } = await sql<{ count: number }>`select count(*) as count from dead_letters
        where workspace_id = ${workspaceId} and received_at < ${before}`.execute(tx)
      return rows[0]?.count ?? 0
    },
    remove: async (workspaceId: string, before: string): Promise<number> => {
      const gone = await inWorkspace(db, workspaceId, (tx) =>
        sql`delete from dead_letters where workspace_id = ${workspaceId} and received_at < ${before}`.execute(tx),
      )
      return Number(gone.numAffectedRows ?? 0)
    },
  } as const
}
