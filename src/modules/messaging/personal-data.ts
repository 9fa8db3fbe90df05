import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'

type Subject = { workspaceId: string; customerIds: string[] }

/** What people were sent and chose. That an address must get nothing is kept as a hash that leads to nobody. */
export const messagingPersonalData = {
  export: async (tx: Tx, workspaceId: string, customerIds: string[]): Promise<Record<string, unknown[]>> => {
    const whose = sql`workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`
    const sent =
      await sql`select message_id, channel, purpose, state, reason, reported, address, subject, body as text, data, queued_at,
        finished_at, opened_at, clicked_at from messages where ${whose} order by queued_at`.execute(tx)
    const topics = await sql`select topic, subscribed, chosen_at from message_topic_choices where ${whose}
      order by topic`.execute(tx)
    const devices = await sql`select name, added_at from push_devices where ${whose} order by added_at`.execute(tx)
    return { messages: sent.rows, message_topics: topics.rows, message_devices: devices.rows }
  },
  erase: async (tx: Tx, { workspaceId, customerIds }: Subject): Promise<Record<string, number>> => {
    const whose = sql`workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`
    await sql`update message_suppressions set customer_id = null, message_id = null, hint = '' where ${whose}`.execute(
      tx,
    )
    await sql`delete from message_topic_choices where ${whose}`.execute(tx)
    await sql`delete from push_devices where ${whose}`.execute(tx)
    const gone = await sql`delete from messages where ${whose}`.execute(tx)
    return { messages: Number(gone.numAffectedRows ?? 0) }
  },
}
