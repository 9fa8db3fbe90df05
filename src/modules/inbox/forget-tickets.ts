import { sql } from 'kysely'
import { forgetAnswers } from '#modules/messaging'
import { forgetNotifications } from '#modules/notifications'
import type { Tx } from '#platform/postgres'
import { linkTo } from './tell-colleagues.ts'

/** Removes tickets with what was said, answers that are still on their way, and what colleagues were told of them. */
export async function forgetTickets(tx: Tx, workspaceId: string, ticketIds: string[]): Promise<void> {
  if (ticketIds.length === 0) return
  await forgetAnswers(tx, workspaceId, ticketIds)
  await forgetNotifications(tx, workspaceId, ticketIds.map(linkTo))
  await sql`delete from tickets where workspace_id = ${workspaceId} and ticket_id = any(${ticketIds}::uuid[])`.execute(
    tx,
  )
}
