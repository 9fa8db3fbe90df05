import { sql } from 'kysely'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import { findMessage, type LinkedMessage } from './find-linked.ts'
import { shortCode } from './sign-link.ts'

/** The message behind the short link of a text message; undefined for one that was not signed for it. */
export async function findShort(
  deps: Pick<MessagingDeps, 'db' | 'secret'>,
  code: string,
): Promise<LinkedMessage | undefined> {
  if (!/^[\w-]{12}$/.test(code)) return undefined
  const { rows } = await sql<{ workspaceId: string; messageId: string }>`
    select workspace_id as "workspaceId", message_id as "messageId" from find_short_link(${code})`.execute(deps.db)
  const found = rows.find(({ workspaceId, messageId }) => shortCode(deps.secret, workspaceId, messageId) === code)
  if (!found) return undefined
  const { workspaceId, messageId } = found
  return await inWorkspace(deps.db, workspaceId, (tx) => findMessage(tx, workspaceId, messageId))
}

/** In the transaction that lets a text message go: from then on its links can be followed. */
export async function keepShortCode(
  tx: Tx,
  { secret }: Pick<MessagingDeps, 'secret'>,
  workspaceId: string,
  messageId: string,
): Promise<void> {
  await sql`update messages set short_code = ${shortCode(secret, workspaceId, messageId)}
    where workspace_id = ${workspaceId} and message_id = ${messageId}`.execute(tx)
}
