import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { TillDevice } from '#contract/loyalty-cards'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { newId, sha256 } from '#platform/ids'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { LoyaltyActor } from '../../ledger/desk.ts'
import { getRules } from '../../serving/programmes.ts'
import type { CardDeps } from '../card-deps.ts'
import { packIds, readSigned, sign, unpackId } from '../signed.ts'

const pairingMinutes = 15

export type Device = { workspaceId: string; deviceId: string; programmeId: string; name: string; shop: string | null }

/** A place for a device, and the address that makes one device it: once, and for a quarter of an hour. */
export async function addDevice(
  deps: CardDeps,
  workspaceId: string,
  actor: LoyaltyActor,
  { programmeId, name, shop }: { programmeId: string; name: string; shop: string | null },
): Promise<{ deviceId: string; pairingUrl: string; until: string }> {
  const deviceId = newId()
  const token = sign(deps.secret, 'pairing', Buffer.concat([packIds(workspaceId, deviceId), randomBytes(8)]))
  const now = deps.clock.now()
  const until = now.add({ minutes: pairingMinutes }).toString()
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    await getRules(tx, workspaceId, programmeId)
    await sql`insert into loyalty_till_devices (workspace_id, device_id, programme_id, name, shop, pairing_hash, pairing_until, created_at)
      values (${workspaceId}, ${deviceId}, ${programmeId}, ${name}, ${shop}, ${sha256(token)}, ${until}, ${now.toString()})`.execute(
      tx,
    )
    const target = { kind: 'till_device', id: deviceId }
    await recordAudit(tx, workspaceId, actor, { action: 'till_device.added', target })
  })
  return { deviceId, pairingUrl: new URL(`/till/pair/${token}`, deps.publicUrl()).href, until }
}

/** The workspace and the name of the place an address is for; undefined when it is over, used, or nobody's. */
export async function findPairing(deps: CardDeps, token: string): Promise<Device | undefined> {
  const ids = readSigned(deps.secret, 'pairing', token)
  if (ids?.length !== 40) return undefined
  const [workspaceId, deviceId] = [unpackId(ids, 0), unpackId(ids, 1)]
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { rows } = await sql<
      Pick<Device, 'programmeId' | 'name' | 'shop'>
    >`select programme_id as "programmeId", name, shop
      from loyalty_till_devices where workspace_id = ${workspaceId} and device_id = ${deviceId} and pairing_hash = ${sha256(token)}
        and pairing_until > ${deps.clock.now().toString()} and removed_at is null`.execute(tx)
    const [row] = rows
    return row && { workspaceId, deviceId, ...row }
  })
}

/** Makes this device a till, once for the address. Returns what the device keeps; throws pairing_over. */
export async function trustDevice(deps: CardDeps, token: string): Promise<string> {
  const found = await findPairing(deps, token)
  if (!found) throw new DomainError('conflict', 'pairing_over', 'This link was used or is over.')
  const { workspaceId, deviceId } = found
  const kept = sign(deps.secret, 'device', Buffer.concat([packIds(workspaceId, deviceId), randomBytes(16)]))
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    const done = await sql`update loyalty_till_devices set token_hash = ${sha256(kept)}, pairing_hash = null,
        trusted_at = ${deps.clock.now().toString()}
      where workspace_id = ${workspaceId} and device_id = ${deviceId} and pairing_hash = ${sha256(token)}`.execute(tx)
    if (done.numAffectedRows === 0n) throw new DomainError('conflict', 'pairing_over', 'This link was used or is over.')
    const target = { kind: 'till_device', id: deviceId }
    await recordAudit(tx, workspaceId, { kind: 'system' }, { action: 'till_device.trusted', target })
  })
  return kept
}

/** The till that keeps this; undefined for every other device, and for one that was taken back. */
export async function findDevice(deps: CardDeps, kept: string): Promise<Device | undefined> {
  const ids = readSigned(deps.secret, 'device', kept)
  if (ids?.length !== 48) return undefined
  const [workspaceId, deviceId] = [unpackId(ids, 0), unpackId(ids, 1)]
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const now = deps.clock.now().toString()
    const which = sql`workspace_id = ${workspaceId} and device_id = ${deviceId} and token_hash = ${sha256(kept)} and removed_at is null`
    const { rows } = await sql<
      Pick<Device, 'programmeId' | 'name' | 'shop'>
    >`select programme_id as "programmeId", name, shop
      from loyalty_till_devices where ${which}`.execute(tx)
    await sql`update loyalty_till_devices set seen_at = ${now}
      where ${which} and (seen_at is null or seen_at < ${now}::timestamptz - interval '1 minute')`.execute(tx)
    const [row] = rows
    return row && { workspaceId, deviceId, ...row }
  })
}

/** Another name, or another shop: what was done at it counts there, too. Throws device_not_found. */
export async function changeDevice(
  deps: CardDeps,
  workspaceId: string,
  actor: LoyaltyActor,
  deviceId: string,
  { name, shop }: { name: string; shop: string | null },
): Promise<void> {
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    const done = await sql`update loyalty_till_devices set name = ${name}, shop = ${shop}
      where workspace_id = ${workspaceId} and device_id = ${deviceId} and removed_at is null`.execute(tx)
    if (done.numAffectedRows === 0n) throw noDevice()
    const target = { kind: 'till_device', id: deviceId }
    await recordAudit(tx, workspaceId, actor, { action: 'till_device.changed', target })
  })
}

const noDevice = (): DomainError => new DomainError('not_found', 'device_not_found', 'There is no such device.')

/** From the next request on it is a phone like any other; again changes nothing. Throws device_not_found. */
export async function removeDevice(
  deps: CardDeps,
  workspaceId: string,
  actor: LoyaltyActor,
  deviceId: string,
): Promise<void> {
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    const done =
      await sql`update loyalty_till_devices set removed_at = ${deps.clock.now().toString()}, token_hash = null,
        pairing_hash = null
      where workspace_id = ${workspaceId} and device_id = ${deviceId} and removed_at is null`.execute(tx)
    if (done.numAffectedRows === 0n) return await requireDevice(tx, workspaceId, deviceId)
    const target = { kind: 'till_device', id: deviceId }
    await recordAudit(tx, workspaceId, actor, { action: 'till_device.removed', target })
  })
}

async function requireDevice(tx: Tx, workspaceId: string, deviceId: string): Promise<void> {
  const { rows } = await sql`select from loyalty_till_devices
    where workspace_id = ${workspaceId} and device_id = ${deviceId}`.execute(tx)
  if (rows.length === 0) throw noDevice()
}

export async function listDevices(tx: Tx, workspaceId: string): Promise<TillDevice[]> {
  const { rows } = await sql<Omit<TillDevice, 'trustedAt' | 'seenAt'> & Record<'trusted' | 'seen', Date | null>>`
    select d.device_id as "deviceId", d.name, d.shop, d.programme_id as "programmeId", p.name as programme, d.trusted_at as trusted,
      d.seen_at as seen
    from loyalty_till_devices d join loyalty_programmes p using (workspace_id, programme_id)
    where d.workspace_id = ${workspaceId} and d.removed_at is null order by d.created_at`.execute(tx)
  return rows.map(({ trusted, seen, ...row }) => ({
    ...row,
    trustedAt: trusted?.toISOString() ?? null,
    seenAt: seen?.toISOString() ?? null,
  }))
}
