import { sql } from 'kysely'
import type { NotificationKind } from '#contract/notifications'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'

export type NewNotification = {
  personId: string
  kind: NotificationKind
  /** what the words of the kind fill in: counts and names of things, never of customers */
  params?: Record<string, string | number>
  /** a path of the console */
  link?: string
  /** the same id again tells nothing more */
  notificationId?: string
}

/** Tells a person something, in the transaction of what happened. Somebody who has left the workspace is told nothing. */
export async function notify(tx: Tx, workspaceId: string, news: NewNotification): Promise<void> {
  const { personId, kind, params = {}, link = null, notificationId = newId() } = news
  await sql`
    insert into notifications (workspace_id, notification_id, person_id, kind, params, link, created_at)
    select workspace_id, ${notificationId}::uuid, person_id, ${kind}, ${JSON.stringify(params)}::jsonb, ${link}, clock_timestamp()
    from memberships where workspace_id = ${workspaceId} and person_id = ${personId}
    on conflict do nothing`.execute(tx)
}
