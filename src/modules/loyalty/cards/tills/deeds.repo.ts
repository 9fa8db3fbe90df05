import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'
import type { TillSession } from './till-session.ts'

export type DeedKind = 'stamp' | 'earn' | 'reward' | 'stamp_reward' | 'points_off' | 'cash_off' | 'voucher' | 'plan'

export type Deed = {
  deedId: string
  /** null for a code that is nobody's own */
  memberId: string | null
  personId: string
  kind: DeedKind
  points: number
  stamps: number
  amountMinor: number | null
  transactionId: string | null
  orderRef: string | null
  /** the code of a voucher */
  code: string | null
  at: Date
  undoneAt: Date | null
}

export type NewDeed = Omit<Deed, 'personId' | 'at' | 'undoneAt'> & { key: string; offline: boolean }

const columns = sql`deed_id as "deedId", member_id as "memberId", person_id as "personId", kind, points, stamps,
  amount_minor as "amountMinor", transaction_id as "transactionId", order_ref as "orderRef", code, at, undone_at as "undoneAt"`

/** By the key it was asked with, or by its id. */
export async function findDeed(
  tx: Tx,
  workspaceId: string,
  by: { key: string } | { deedId: string },
): Promise<Deed | undefined> {
  const which = 'key' in by ? sql`request_key = ${by.key}` : sql`deed_id = ${by.deedId}`
  const { rows } = await sql<Deed>`select ${columns} from loyalty_till_deeds
    where workspace_id = ${workspaceId} and ${which}`.execute(tx)
  return rows[0]
}

/** The last thing somebody did at this till that can still be undone: theirs, and a moment ago. */
export async function findLastDeed(
  tx: Tx,
  { device, personId }: TillSession,
  since: Temporal.Instant,
): Promise<Deed | undefined> {
  const { rows } = await sql<Deed>`select ${columns} from loyalty_till_deeds
    where workspace_id = ${device.workspaceId} and person_id = ${personId} and device_id = ${device.deviceId} and at > ${since.toString()}
    order by at desc, deed_id desc limit 1`.execute(tx)
  const [last] = rows
  return last?.undoneAt === null ? last : undefined
}

export async function insertDeed(
  tx: Tx,
  { device, personId }: TillSession,
  deed: NewDeed,
  at: Temporal.Instant,
): Promise<void> {
  await sql`insert into loyalty_till_deeds (workspace_id, deed_id, device_id, person_id, programme_id, member_id, kind, points, stamps,
      amount_minor, transaction_id, order_ref, code, request_key, offline, at)
    values (${device.workspaceId}, ${deed.deedId}, ${device.deviceId}, ${personId}, ${device.programmeId}, ${deed.memberId},
      ${deed.kind}, ${deed.points}, ${deed.stamps}, ${deed.amountMinor}, ${deed.transactionId}, ${deed.orderRef}, ${deed.code}, ${deed.key},
      ${deed.offline}, ${at.toString()}) on conflict (workspace_id, request_key) do nothing`.execute(tx)
}

export async function markUndone(tx: Tx, workspaceId: string, deedId: string, at: Temporal.Instant): Promise<void> {
  await sql`update loyalty_till_deeds set undone_at = ${at.toString()} where workspace_id = ${workspaceId}
    and deed_id = ${deedId} and undone_at is null`.execute(tx)
}
