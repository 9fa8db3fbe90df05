import type { Clickhouse } from '#platform/clickhouse'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import { insertBatch } from './analytics-rows.ts'
import { findOwnedEvents } from './owned-events.ts'

const perRound = 5_000

/** Tells ClickHouse whose these events are by now. Safe to repeat; the caller holds the lock on this workspace's part of it. */
export async function moveEvents(ch: Clickhouse, tx: Tx, workspaceId: string, positions: number[]): Promise<void> {
  for (let at = 0; at < positions.length; at += perRound) {
    const round = positions.slice(at, at + perRound)
    const events = await findOwnedEvents(tx, workspaceId, { positions: round })
    await ch
      .forWorkspace(workspaceId)
      .command(
        'DELETE FROM events WHERE workspace_id = {workspace_id:UUID} AND position IN {positions:Array(UInt64)}',
        {
          positions: round,
        },
      )
    const owners = events.map((event) => event.customerId)
    await insertBatch(ch, workspaceId, `${newId()}-v`, events, owners, { sales: [], traits: [] })
  }
}
