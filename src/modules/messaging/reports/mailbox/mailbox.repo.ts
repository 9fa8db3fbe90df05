import { sql } from 'kysely'
import { z } from 'zod'
import { mailboxSettings } from '#contract/message-channel-settings'
import type { Tx } from '#platform/postgres'
import { open, seal } from '#platform/secrets'

/** Where bounce mails lie, and how far they were read: UIDs only grow while the validity stays the same (RFC 3501, 2.3.1.1). */
const storedMailbox = mailboxSettings.extend({
  uidValidity: z.string().default(''),
  lastUid: z.number().int().default(0),
  /** what came before is nobody's ticket */
  repliesSince: z.string().nullable().default(null),
})
export type StoredMailbox = z.infer<typeof storedMailbox> & {
  password: string | undefined
  heardAt: Date | null
  trouble: string | null
}

/** From one look to the next, unless the server tells of new mail. */
export const everySeconds = 60

const purpose = 'message-reports'
const ownerOf = (workspaceId: string): string => `${workspaceId}:imap`

export async function findMailbox(tx: Tx, workspaceId: string, secret: string): Promise<StoredMailbox | undefined> {
  const { rows } = await sql<{
    settings: unknown
    sealed: Buffer | null
    heardAt: Date | null
    trouble: string | null
  }>`
    select settings, sealed, heard_at as "heardAt", trouble from message_report_sources
    where workspace_id = ${workspaceId} and source = 'imap'`.execute(tx)
  const [row] = rows
  if (!row) return undefined
  const password = row.sealed ? open(secret, purpose, ownerOf(workspaceId), row.sealed) : undefined
  return { ...storedMailbox.parse(row.settings), password, heardAt: row.heardAt, trouble: row.trouble }
}

/** A password that is not given stays; another mailbox is read from its beginning. It is looked into at once. */
export async function saveMailbox(
  tx: Tx,
  workspaceId: string,
  secret: string,
  settings: z.infer<typeof mailboxSettings> & { repliesSince: string | null },
  { password, now }: { password: string | undefined; now: Temporal.Instant },
): Promise<void> {
  const sealed = password === undefined ? null : seal(secret, purpose, ownerOf(workspaceId), password)
  const { host, user, folder } = settings
  await sql`insert into message_report_sources as s (workspace_id, source, settings, sealed, updated_at, due_at)
    values (${workspaceId}, 'imap', ${JSON.stringify(settings)}::jsonb, ${sealed}, ${now.toString()}, ${now.toString()})
    on conflict (workspace_id, source) do update set sealed = coalesce(excluded.sealed, s.sealed), trouble = null,
      updated_at = excluded.updated_at, due_at = excluded.due_at,
      settings = case when s.settings @> ${JSON.stringify({ host, user, folder })}::jsonb
        then s.settings || excluded.settings else excluded.settings end`.execute(tx)
}

/** Where answers come to; undefined when nobody reads them. */
export async function readRepliesTo(
  tx: Tx,
  workspaceId: string,
): Promise<{ address: string | null; tagsReplies: boolean } | undefined> {
  const { rows } = await sql<{ settings: unknown }>`select settings from message_report_sources
    where workspace_id = ${workspaceId} and source = 'imap'`.execute(tx)
  const settings = rows[0] && storedMailbox.parse(rows[0].settings)
  if (!settings?.takesReplies) return undefined
  return { address: settings.user.includes('@') ? settings.user : null, tagsReplies: settings.tagsReplies }
}

export async function removeMailbox(tx: Tx, workspaceId: string): Promise<void> {
  await sql`delete from message_report_sources where workspace_id = ${workspaceId} and source = 'imap'`.execute(tx)
}

/** For one worker; the others leave it alone until `until`. False when it is not due. */
export async function claimMailbox(
  tx: Tx,
  workspaceId: string,
  { now, until }: { now: Temporal.Instant; until: Temporal.Instant },
): Promise<boolean> {
  const { rows } = await sql`update message_report_sources set due_at = ${until.toString()}
    where workspace_id = ${workspaceId} and source = 'imap' and due_at <= ${now.toString()} returning source`.execute(
    tx,
  )
  return rows.length > 0
}

export async function notePosition(
  tx: Tx,
  workspaceId: string,
  position: { uidValidity: string; lastUid: number },
): Promise<void> {
  await sql`update message_report_sources set settings = settings || ${JSON.stringify(position)}::jsonb
    where workspace_id = ${workspaceId} and source = 'imap'`.execute(tx)
}

/** How the last look ended, and when the next one is due. */
export async function noteLook(
  tx: Tx,
  workspaceId: string,
  { trouble, heardAt, dueAt }: { trouble: string | null; heardAt: Temporal.Instant | null; dueAt: Temporal.Instant },
): Promise<void> {
  await sql`update message_report_sources set trouble = ${trouble}, due_at = ${dueAt.toString()},
      heard_at = coalesce(${heardAt?.toString() ?? null}::timestamptz, heard_at)
    where workspace_id = ${workspaceId} and source = 'imap'`.execute(tx)
}

/** There is new mail: the next look need not wait for its minute. Whether it does not; one that goes on, or had trouble, is left as it is. */
export async function lookSoon(tx: Tx, workspaceId: string, now: Temporal.Instant): Promise<boolean> {
  const { rows } =
    await sql`update message_report_sources set due_at = ${now.toString()} where workspace_id = ${workspaceId}
    and source = 'imap' and due_at <= ${now.add({ seconds: everySeconds }).toString()} returning source`.execute(tx)
  return rows.length > 0
}
