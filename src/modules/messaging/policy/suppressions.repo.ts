import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { prepared, type Tx } from '#platform/postgres'

type Listed = 'email' | 'sms'

const hashOf = (secret: string, workspaceId: string, channel: Listed, address: string): Buffer =>
  createHmac('sha256', secret)
    .update(`suppressed${channel === 'sms' ? '-sms' : ''}:${workspaceId}:${address.trim().toLowerCase()}`)
    .digest()

export async function findSuppression(
  tx: Tx,
  workspaceId: string,
  secret: string,
  channel: Listed,
  address: string,
): Promise<'bounced' | 'complained' | null> {
  const { rows } = await sql<{ reason: 'bounced' | 'complained' }>`select reason from message_suppressions
    where workspace_id = ${workspaceId} and address_hash = ${hashOf(secret, workspaceId, channel, address)}`.execute(tx)
  return rows[0]?.reason ?? null
}

/** The same for many addresses of mail at once; those that are not suppressed are missing. */
export async function findMailSuppressions(
  tx: Tx,
  workspaceId: string,
  secret: string,
  addresses: string[],
): Promise<Map<string, 'bounced' | 'complained'>> {
  const hashes = new Map(addresses.map((one) => [hashOf(secret, workspaceId, 'email', one).toString('hex'), one]))
  const { rows } = await prepared<{ hash: string; reason: 'bounced' | 'complained' }>`
    select encode(address_hash, 'hex') as hash, reason from message_suppressions where workspace_id = ${workspaceId}
      and address_hash in (select decode(h, 'hex') from unnest(${[...hashes.keys()]}::text[]) h)`.execute(tx)
  return new Map(rows.map(({ hash, reason }) => [hashes.get(hash) ?? '', reason]))
}

export type NewSuppression = {
  channel?: Listed
  address: string
  reason: 'bounced' | 'complained'
  /** who told */
  source: string
  customerId: string | null
  messageId?: string | null
  now: Temporal.Instant
}

/** A complaint is never weakened to a bounce. Whether anything is new. */
export async function addSuppression(
  tx: Tx,
  workspaceId: string,
  secret: string,
  entry: NewSuppression,
): Promise<boolean> {
  const { channel = 'email', address, reason, source, customerId, messageId = null, now } = entry
  const { rows } = await sql`insert into message_suppressions
      (workspace_id, address_hash, channel, reason, hint, source, customer_id, message_id, added_at)
    values (${workspaceId}, ${hashOf(secret, workspaceId, channel, address)}, ${channel}, ${reason},
      ${hintOf(channel, address)}, ${source}, ${customerId}, ${messageId}, ${now.toString()})
    on conflict (workspace_id, address_hash) do update set reason = excluded.reason, added_at = excluded.added_at,
        source = excluded.source, message_id = excluded.message_id
      where message_suppressions.reason = 'bounced' and excluded.reason = 'complained'
    returning address_hash`.execute(tx)
  return rows.length > 0
}

/** Whether there was one. */
export async function removeSuppression(
  tx: Tx,
  workspaceId: string,
  secret: string,
  address: { email: string } | { suppressionId: string },
): Promise<boolean> {
  const hash =
    'email' in address
      ? hashOf(secret, workspaceId, 'email', address.email)
      : Buffer.from(address.suppressionId, 'base64url')
  const gone = await sql`delete from message_suppressions
    where workspace_id = ${workspaceId} and address_hash = ${hash}`.execute(tx)
  return Number(gone.numAffectedRows ?? 0) > 0
}

/** a…@corner.example, +36…567 */
function hintOf(channel: Listed, address: string): string {
  if (channel === 'sms') return `${address.slice(0, 3)}…${address.slice(-3)}`
  const at = address.lastIndexOf('@')
  return `${address.slice(0, 1)}…${address.slice(at)}`.slice(0, 200)
}
