import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'
import { open, seal } from '#platform/secrets'

export type WalletName = 'apple' | 'google'

export const hashShown = (shown: unknown): Buffer => createHash('sha256').update(JSON.stringify(shown)).digest()

/** That a card lies in a wallet, and what it shows there; whether that is something else than before. */
export async function notePass(
  tx: Tx,
  { workspaceId, cardId, wallet }: { workspaceId: string; cardId: string; wallet: WalletName },
  shown: Buffer,
  now: Temporal.Instant,
): Promise<boolean> {
  const { rows } = await sql<{ isNew: boolean }>`insert into loyalty_wallet_passes as p
      (workspace_id, wallet, card_id, shown_hash, changed_at, told_at)
    values (${workspaceId}, ${wallet}, ${cardId}, ${shown}, ${now.toString()}, ${now.toString()})
    on conflict (workspace_id, wallet, card_id) do update set told_at = excluded.told_at, shown_hash = excluded.shown_hash,
      changed_at = case when p.shown_hash = excluded.shown_hash then p.changed_at else excluded.changed_at end
    returning changed_at = ${now.toString()}::timestamptz as "isNew"`.execute(tx)
  return rows[0]?.isNew ?? false
}

/** Passes of members about whom something was written since they were looked at last. */
export async function listStirred(
  tx: Tx,
  workspaceId: string,
  limit: number,
): Promise<{ cardId: string; wallet: WalletName }[]> {
  const { rows } = await sql<{ cardId: string; wallet: WalletName }>`
    select p.card_id as "cardId", p.wallet from loyalty_wallet_passes p
    join loyalty_cards c on c.workspace_id = p.workspace_id and c.card_id = p.card_id and c.revoked_at is null
    where p.workspace_id = ${workspaceId} and exists (select from loyalty_transactions t
      where t.workspace_id = p.workspace_id and t.member_id = c.member_id and t.recorded_at > coalesce(p.told_at, p.changed_at))
    order by p.told_at limit ${limit}`.execute(tx)
  return rows
}

const purpose = 'loyalty-wallet-device'

/** A phone that wants to hear of a pass; whether it is new. */
export async function addPhone(
  tx: Tx,
  secret: string,
  phone: { workspaceId: string; deviceId: string; cardId: string; pushToken: string },
  now: Temporal.Instant,
): Promise<boolean> {
  const { workspaceId, deviceId, cardId, pushToken } = phone
  const sealed = seal(secret, purpose, `${workspaceId}:${deviceId}`, pushToken)
  const { rows } = await sql<{ isNew: boolean }>`insert into loyalty_wallet_devices
      (workspace_id, device_id, card_id, sealed, registered_at)
    values (${workspaceId}, ${deviceId}, ${cardId}, ${sealed}, ${now.toString()})
    on conflict (workspace_id, device_id, card_id) do update set sealed = excluded.sealed
    returning xmax = 0 as "isNew"`.execute(tx)
  return rows[0]?.isNew ?? false
}

export async function removePhone(tx: Tx, workspaceId: string, deviceId: string, cardId?: string): Promise<void> {
  await sql`delete from loyalty_wallet_devices where workspace_id = ${workspaceId} and device_id = ${deviceId}
    and (${cardId ?? null}::uuid is null or card_id = ${cardId ?? null}::uuid)`.execute(tx)
}

export async function phonesOf(
  tx: Tx,
  secret: string,
  workspaceId: string,
  cardId: string,
): Promise<{ deviceId: string; pushToken: string }[]> {
  const { rows } = await sql<{ deviceId: string; sealed: Buffer }>`select device_id as "deviceId", sealed
    from loyalty_wallet_devices where workspace_id = ${workspaceId} and card_id = ${cardId}`.execute(tx)
  return rows.flatMap(({ deviceId, sealed }) => {
    const pushToken = open(secret, purpose, `${workspaceId}:${deviceId}`, sealed)
    return pushToken === undefined ? [] : [{ deviceId, pushToken }]
  })
}

/** The passes of a phone that changed after a moment, and the newest moment of them. */
export async function listChanged(
  tx: Tx,
  workspaceId: string,
  deviceId: string,
  since: Date,
): Promise<{ cardIds: string[]; last: Date | null }> {
  const { rows } = await sql<{ cardId: string; at: Date }>`select p.card_id as "cardId", p.changed_at as at
    from loyalty_wallet_devices d join loyalty_wallet_passes p
      on p.workspace_id = d.workspace_id and p.card_id = d.card_id and p.wallet = 'apple'
    where d.workspace_id = ${workspaceId} and d.device_id = ${deviceId} and p.changed_at > ${since.toISOString()}
    order by p.changed_at`.execute(tx)
  return { cardIds: rows.map(({ cardId }) => cardId), last: rows.at(-1)?.at ?? null }
}

export async function changedAt(tx: Tx, workspaceId: string, cardId: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date }>`select changed_at as at from loyalty_wallet_passes
    where workspace_id = ${workspaceId} and wallet = 'apple' and card_id = ${cardId}`.execute(tx)
  return rows[0]?.at ?? null
}
