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
export type PushDevice = { deviceId: string; subscription: Subscription }

const purpose = 'push-device'
const maxDevices = 20

/** A browser that is added again is the newest person's alone. */
export async function addDevice(
  tx: Tx,
  workspaceId: string,
  secret: string,
  {
    customerId,
    subscription: given,
    name,
    now,
  }: { customerId: string; subscription: Subscription; name: string | null; now: Temporal.Instant },
): Promise<void> {
  const deviceId = newId(now.epochMilliseconds)
  const hash = createHmac('sha256', secret).update(`push:${workspaceId}:${given.endpoint}`).digest()
  await sql`delete from push_devices where workspace_id = ${workspaceId} and endpoint_hash = ${hash}`.execute(tx)
  await sql`insert into push_devices (workspace_id, device_id, customer_id, endpoint_hash, sealed, name, added_at)
    values (${workspaceId}, ${deviceId}, ${customerId}, ${hash},
      ${seal(secret, purpose, `${workspaceId}:${deviceId}`, JSON.stringify(given))}, ${name}, ${now.toString()})`.execute(
    tx,
  )
  await sql`delete from push_devices where workspace_id = ${workspaceId} and device_id in (select device_id from push_devices
    where workspace_id = ${workspaceId} and customer_id = ${customerId} order by added_at desc offset ${maxDevices})`.execute(
    tx,
  )
}

export async function countDevices(tx: Tx, workspaceId: string, customerIds: string[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from push_devices
    where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`.execute(tx)
  return rows[0]?.count ?? 0
}

export async function listDevices(
  tx: Tx,
  workspaceId: string,
  secret: string,
  customerIds: string[],
): Promise<PushDevice[]> {
  const { rows } = await sql<{
    deviceId: string
    sealed: Buffer
  }>`select device_id as "deviceId", sealed from push_devices
    where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`.execute(tx)
  return rows.flatMap(({ deviceId, sealed }) => {
    const text = open(secret, purpose, `${workspaceId}:${deviceId}`, sealed)
    return text === undefined ? [] : [{ deviceId, subscription: subscription.parse(JSON.parse(text)) }]
  })
}

/** Devices that their push service says are gone. */
export async function removeDevices(tx: Tx, workspaceId: string, deviceIds: string[]): Promise<void> {
  await sql`delete from push_devices where workspace_id = ${workspaceId}
    and device_id = any(${deviceIds}::uuid[])`.execute(tx)
}
