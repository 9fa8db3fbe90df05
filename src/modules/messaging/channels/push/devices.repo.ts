import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import { open, seal } from '#platform/secrets'

/** What a browser hands out (Push API). */
export const subscription = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(1000),
  keys: z.object({
    p256dh: z.string().regex(/^[\w-]{87}=?$/),
    auth: z.string().regex(/^[\w-]{22}={0,2}$/),
  }),
})
export type Subscription = z.infer<typeof subscription>

export type DeviceKind = 'browser' | 'fcm' | 'apns'
/** How one device is reached: a browser's subscription, or the token of an app. */
export type DeviceTarget = { kind: 'browser'; subscription: Subscription } | { kind: 'fcm' | 'apns'; token: string }
export type PushDevice = { deviceId: string; target: DeviceTarget }

const purpose = 'push-device'
const maxDevices = 20

/** What is sealed; of an app the token alone. */
const textOf = (target: DeviceTarget): string =>
  target.kind === 'browser' ? JSON.stringify(target.subscription) : target.token
const nameOf = (target: DeviceTarget): string =>
  target.kind === 'browser' ? target.subscription.endpoint : `${target.kind}:${target.token}`

type NewDevice = { customerId: string; target: DeviceTarget; name: string | null; now: Temporal.Instant }

/** A device that is added again is the newest person's alone; what is there already stays as it is. */
export async function addDevice(
  tx: Tx,
  workspaceId: string,
  secret: string,
  { customerId, target, name, now }: NewDevice,
): Promise<void> {
  const deviceId = newId(now.epochMilliseconds)
  const hash = createHmac('sha256', secret)
    .update(`push:${workspaceId}:${nameOf(target)}`)
    .digest()
  const { rows } = await sql<{
    customerId: string
    addedAt: Date
  }>`select customer_id as "customerId", added_at as "addedAt"
    from push_devices where workspace_id = ${workspaceId} and endpoint_hash = ${hash}`.execute(tx)
  const [known] = rows
  // An app tells its token whenever it starts, and what it told may come late; a browser's keys may be new ones.
  const isOld = known && (known.customerId === customerId || known.addedAt.getTime() > now.epochMilliseconds)
  if (isOld && target.kind !== 'browser') return
  await sql`delete from push_devices where workspace_id = ${workspaceId} and endpoint_hash = ${hash}`.execute(tx)
  await sql`insert into push_devices (workspace_id, device_id, customer_id, kind, endpoint_hash, sealed, name, added_at)
    values (${workspaceId}, ${deviceId}, ${customerId}, ${target.kind}, ${hash},
      ${seal(secret, purpose, `${workspaceId}:${deviceId}`, textOf(target))}, ${name}, ${now.toString()})`.execute(tx)
  await sql`delete from push_devices where workspace_id = ${workspaceId} and device_id in (select device_id from push_devices
    where workspace_id = ${workspaceId} and customer_id = ${customerId} order by added_at desc offset ${maxDevices})`.execute(
    tx,
  )
}

export async function countDevices(
  tx: Tx,
  workspaceId: string,
  customerIds: string[],
  kinds: readonly DeviceKind[],
): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from push_devices
    where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[]) and kind = any(${kinds}::text[])`.execute(
    tx,
  )
  return rows[0]?.count ?? 0
}

/** Of everybody, by kind. */
export async function countAllDevices(tx: Tx, workspaceId: string): Promise<Record<DeviceKind, number>> {
  const { rows } = await sql<{ kind: DeviceKind; count: number }>`select kind, count(*)::int as count from push_devices
    where workspace_id = ${workspaceId} group by kind`.execute(tx)
  return { browser: 0, fcm: 0, apns: 0, ...Object.fromEntries(rows.map(({ kind, count }) => [kind, count])) }
}

export async function listDevices(
  tx: Tx,
  workspaceId: string,
  secret: string,
  customerIds: string[],
  kinds: readonly DeviceKind[],
): Promise<PushDevice[]> {
  const { rows } = await sql<{ deviceId: string; kind: DeviceKind; sealed: Buffer }>`
    select device_id as "deviceId", kind, sealed from push_devices
    where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[]) and kind = any(${kinds}::text[])`.execute(
    tx,
  )
  return rows.flatMap(({ deviceId, kind, sealed }): PushDevice[] => {
    const text = open(secret, purpose, `${workspaceId}:${deviceId}`, sealed)
    if (text === undefined) return []
    const target =
      kind === 'browser' ? { kind, subscription: subscription.parse(JSON.parse(text)) } : { kind, token: text }
    return [{ deviceId, target }]
  })
}

/** Devices that their push service says are gone. */
export async function removeDevices(tx: Tx, workspaceId: string, deviceIds: string[]): Promise<void> {
  await sql`delete from push_devices where workspace_id = ${workspaceId}
    and device_id = any(${deviceIds}::uuid[])`.execute(tx)
}
