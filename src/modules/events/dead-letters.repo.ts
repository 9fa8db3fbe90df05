import { sql } from 'kysely'
import type { DeadLetter } from '#contract/dead-letters'
import { newId, uuidFromText } from '#platform/ids'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import type { BadPiece } from './wire/read-pieces.ts'

// A dead letter is there to be looked at and repaired; beyond this a body is cut and can only be discarded.
const maxBody = 256 * 1024

export type NewDeadLetter = BadPiece & {
  /** what another letter must share to be the same one */
  toldAs?: string
}

/** Sets aside what came in and could not be read. What names itself and is sent again in the same words is there already. */
export async function insertDeadLetters(
  db: Db,
  workspaceId: string,
  receivedAt: string,
  source: string,
  bad: BadPiece[],
  bySecret: boolean,
): Promise<void> {
  if (bad.length === 0) return
  const letters = bad.map((piece) =>
    hasMessageId(piece.body) ? { ...piece, toldAs: uuidFromText('dead letter', piece.body) } : piece,
  )
  await inWorkspace(db, workspaceId, (tx) => addDeadLetters(tx, workspaceId, receivedAt, source, letters, bySecret))
}

/** Whether an event says which one it is, so that it is known again; read from its text, which may be no JSON. */
export const hasMessageId = (body: string): boolean => /"(messageId|uuid)"\s*:/.test(body)

export async function addDeadLetters(
  tx: Tx,
  workspaceId: string,
  receivedAt: string,
  source: string,
  letters: NewDeadLetter[],
  bySecret: boolean,
): Promise<void> {
  const rows = letters.map((b) => ({
    id: newId(),
    told_as: b.toldAs ?? null,
    reason: b.reason,
    detail: b.detail,
    params: b.params ?? {},
    body: b.body.slice(0, maxBody).toWellFormed(),
  }))
  await sql`insert into dead_letters (workspace_id, dead_letter_id, received_at, source, reason, detail, params, body, by_secret, told_as)
      select ${workspaceId}, d.id, ${receivedAt}, ${source}, d.reason, d.detail, d.params, d.body, ${bySecret}, d.told_as
      from json_to_recordset(${JSON.stringify(rows)}::json) as d (id uuid, told_as uuid, reason text, detail text, params jsonb, body text)
      on conflict (workspace_id, told_as) where told_as is not null do nothing`.execute(tx)
}

type Row = Omit<DeadLetter, 'receivedAt'> & { receivedAt: Date }

const columns = sql`dead_letter_id as "deadLetterId", received_at as "receivedAt", source, reason, detail, params, body, status`

export async function listDeadLetters(
  tx: Tx,
  workspaceId: string,
  query: { reason?: string | undefined; status: string; before?: string | undefined; limit: number },
): Promise<DeadLetter[]> {
  const found = await sql<Row>`select ${columns} from dead_letters
    where workspace_id = ${workspaceId} and status = ${query.status}
      and (${query.reason ?? null}::text is null or reason = ${query.reason ?? null})
      and (${query.before ?? null}::uuid is null or dead_letter_id < ${query.before ?? null}::uuid)
    order by dead_letter_id desc limit ${query.limit}`.execute(tx)
  return found.rows.map(toDeadLetter)
}

export async function countDeadLetterReasons(
  tx: Tx,
  workspaceId: string,
  status: string,
): Promise<{ reason: string; count: number }[]> {
  const found = await sql<{ reason: string; count: number }>`select reason, count(*)::int as count from dead_letters
    where workspace_id = ${workspaceId} and status = ${status} group by reason order by count desc, reason`.execute(tx)
  return found.rows
}

/** Whether a server key told it; else it stays within what a page may say. */
export async function wasToldBySecret(tx: Tx, workspaceId: string, deadLetterId: string): Promise<boolean> {
  const found = await sql<{ bySecret: boolean }>`select by_secret as "bySecret" from dead_letters
    where workspace_id = ${workspaceId} and dead_letter_id = ${deadLetterId}`.execute(tx)
  return found.rows[0]?.bySecret ?? false
}

/** Locks the letter, so that two people cannot replay it twice. */
export async function lockDeadLetter(
  tx: Tx,
  workspaceId: string,
  deadLetterId: string,
): Promise<DeadLetter | undefined> {
  const found = await sql<Row>`select ${columns} from dead_letters
    where workspace_id = ${workspaceId} and dead_letter_id = ${deadLetterId} for update`.execute(tx)
  return found.rows.map(toDeadLetter)[0]
}

export async function setDeadLetter(
  tx: Tx,
  workspaceId: string,
  deadLetterId: string,
  change: Pick<DeadLetter, 'status' | 'body' | 'reason' | 'detail' | 'params'> & { at: string },
): Promise<void> {
  await sql`update dead_letters set status = ${change.status}, body = ${change.body}, reason = ${change.reason},
      detail = ${change.detail}, params = ${JSON.stringify(change.params)}::jsonb,
      resolved_at = case when ${change.status} = 'open' then null else ${change.at}::timestamptz end
    where workspace_id = ${workspaceId} and dead_letter_id = ${deadLetterId}`.execute(tx)
}

function toDeadLetter(row: Row): DeadLetter {
  return { ...row, receivedAt: row.receivedAt.toISOString() }
}
