import { sql } from 'kysely'
import type { Notification, NotificationList } from '#contract/notifications'
import type { Tx } from '#platform/postgres'

type Row = Omit<Notification, 'createdAt' | 'readAt'> & { createdAt: Date; readAt: Date | null }

const shown = 50

export async function listNotifications(tx: Tx, workspaceId: string, personId: string): Promise<NotificationList> {
  const own = sql`workspace_id = ${workspaceId} and person_id = ${personId}`
  const { rows } = await sql<Row>`
    select notification_id as "notificationId", kind, params, link, created_at as "createdAt", read_at as "readAt"
    from notifications where ${own} order by created_at desc, notification_id desc limit ${shown}`.execute(tx)
  const unread = await sql<{ count: number }>`
    select count(*)::int as count from notifications where ${own} and read_at is null`.execute(tx)
  return {
    notifications: rows.map((row) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      readAt: row.readAt?.toISOString() ?? null,
    })),
    unread: unread.rows[0]?.count ?? 0,
  }
}

/** Without `notificationId` everything of the person; what is read stays as it is. */
export async function markRead(
  tx: Tx,
  workspaceId: string,
  personId: string,
  at: Temporal.Instant,
  notificationId?: string,
): Promise<void> {
  await sql`
    update notifications set read_at = ${at.toString()}
    where workspace_id = ${workspaceId} and person_id = ${personId} and read_at is null
      and ${notificationId === undefined ? sql`true` : sql`notification_id = ${notificationId}`}`.execute(tx)
}
