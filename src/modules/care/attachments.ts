import { sql } from 'kysely'
import type { Attachment } from '#contract/care'
import { recordAudit } from '#modules/audit'
import { findNames } from '#modules/workspaces'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import { authorOf, type Change, type Family, tellTimeline } from './in-customer.ts'
import { sniffType } from './sniff-type.ts'

export const mostBytes = 10 * 1024 ** 2
const mostFiles = 50
const mostInWorkspace = 5 * 1024 ** 3

type Row = Omit<Attachment, 'author' | 'createdAt'> & {
  authorKind: Attachment['author']['kind']
  authorId: string | null
  createdAt: Date
  path: string
}

const columns = sql`attachment_id as "attachmentId", file_name as "fileName", content_type as "contentType", bytes, path,
  author_kind as "authorKind", author_id as "authorId", created_at as "createdAt"`

export async function listAttachments(tx: Tx, { workspaceId, ids }: Family): Promise<Attachment[]> {
  const found = await sql<Row>`select ${columns} from customer_attachments
    where workspace_id = ${workspaceId} and customer_id = any(${ids}::uuid[]) and removed_at is null
    order by created_at desc, attachment_id desc`.execute(tx)
  return await named(tx, found.rows)
}

/** Of these files those that are still kept, with whom. */
export async function keptAttachments(
  tx: Tx,
  workspaceId: string,
  attachmentIds: string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; customerId: string }>`select attachment_id as id, customer_id as "customerId"
    from customer_attachments where workspace_id = ${workspaceId} and attachment_id = any(${attachmentIds}::uuid[])
      and removed_at is null`.execute(tx)
  return new Map(rows.map(({ id, customerId }) => [id, customerId]))
}

export type NewFile = { fileName: string; bytes: Uint8Array; path: string }

/** Refuses empty, too large and executable files; returns the type it is. */
export function checkFile(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new DomainError('invalid', 'file_empty', 'The file is empty.')
  if (bytes.length > mostBytes)
    throw new DomainError('too_large', 'file_too_large', 'The file is larger than 10 MB.', { maxSize: mostBytes })
  const type = sniffType(bytes)
  if (type === undefined)
    throw new DomainError(
      'invalid',
      'file_type_refused',
      'Pictures, PDF, office files, sound and text can be attached.',
    )
  return type
}

/** Until its row is there a file counts as left over, so that nothing stays behind when this process is killed between the two. */
export async function announceFile(tx: Tx, workspaceId: string, path: string): Promise<void> {
  await sql`insert into attachment_leftovers (workspace_id, path) values (${workspaceId}, ${path})`.execute(tx)
}

async function claimFile(tx: Tx, workspaceId: string, path: string): Promise<void> {
  const claimed = await sql<{ path: string }>`delete from attachment_leftovers
    where workspace_id = ${workspaceId} and path = ${path} returning path`.execute(tx)
  if (claimed.rows.length === 0) throw new DomainError('unavailable', 'upload_broken', 'The upload took too long.')
}

/** The row of a file that lies at `path` already. Throws too_many_attachments. */
export async function addAttachment(change: Change, { fileName, bytes, path }: NewFile): Promise<Attachment> {
  const { tx, family, actor, now } = change
  const contentType = checkFile(bytes)
  await claimFile(tx, family.workspaceId, path)
  await requireRoom(tx, family, bytes.length)
  const attachmentId = newId()
  const { authorKind, authorId } = authorOf(actor)
  await sql`insert into customer_attachments
      (workspace_id, attachment_id, customer_id, file_name, content_type, bytes, path, author_kind, author_id, created_at)
    values (${family.workspaceId}, ${attachmentId}, ${family.customerId}, ${cleanName(fileName)}, ${contentType}, ${bytes.length},
      ${path}, ${authorKind}, ${authorId}, ${now.toString()})`.execute(tx)
  await tellTimeline(change, 'File Attached', { attachment_id: attachmentId, content_type: contentType })
  const target = { kind: 'customer', id: family.customerId }
  const detail = { attachmentId, contentType, bytes: bytes.length }
  await recordAudit(tx, family.workspaceId, actor, { action: 'attachment.added', target, detail })
  const { path: _, ...attachment } = await getAttachment(tx, family, attachmentId)
  return attachment
}

export async function removeAttachment(change: Change, attachmentId: string): Promise<void> {
  const { tx, family, actor, now } = change
  await getAttachment(tx, family, attachmentId)
  await refuseEvidence(tx, family, attachmentId)
  await sql`update customer_attachments set removed_at = ${now.toString()}
    where workspace_id = ${family.workspaceId} and attachment_id = ${attachmentId}`.execute(tx)
  const target = { kind: 'customer', id: family.customerId }
  await recordAudit(tx, family.workspaceId, actor, { action: 'attachment.removed', target, detail: { attachmentId } })
}

export async function restoreAttachment(change: Change, attachmentId: string): Promise<Attachment> {
  const { tx, family, actor } = change
  const found = await sql<{ id: string }>`update customer_attachments set removed_at = null
    where workspace_id = ${family.workspaceId} and attachment_id = ${attachmentId}
      and customer_id = any(${family.ids}::uuid[]) and removed_at is not null returning attachment_id as id`.execute(tx)
  const { path: _, ...attachment } = await getAttachment(tx, family, attachmentId)
  const target = { kind: 'customer', id: family.customerId }
  if (found.rows.length > 0)
    await recordAudit(tx, family.workspaceId, actor, {
      action: 'attachment.restored',
      target,
      detail: { attachmentId },
    })
  return attachment
}

/** With the place of its file. Throws attachment_not_found. */
export async function getAttachment(
  tx: Tx,
  { workspaceId, ids }: Family,
  attachmentId: string,
): Promise<Attachment & { path: string }> {
  const found = await sql<Row>`select ${columns} from customer_attachments
    where workspace_id = ${workspaceId} and attachment_id = ${attachmentId} and customer_id = any(${ids}::uuid[])
      and removed_at is null`.execute(tx)
  const [row] = found.rows
  const [attachment] = await named(tx, found.rows)
  if (!row || !attachment) throw new DomainError('not_found', 'attachment_not_found', 'There is no such file.')
  return { ...attachment, path: row.path }
}

async function refuseEvidence(tx: Tx, { workspaceId, ids }: Family, attachmentId: string): Promise<void> {
  const found = await sql`select from consent_entries
    where workspace_id = ${workspaceId} and customer_id = any(${ids}::uuid[]) and evidence_id = ${attachmentId} limit 1`.execute(
    tx,
  )
  if (found.rows.length > 0)
    throw new DomainError('conflict', 'attachment_is_evidence', 'The file proves a consent and stays with it.')
}

async function requireRoom(tx: Tx, { workspaceId, ids }: Family, bytes: number): Promise<void> {
  const found = await sql<{ files: number; bytes: number }>`
    select count(*) filter (where customer_id = any(${ids}::uuid[]) and removed_at is null)::int as files,
      coalesce(sum(bytes), 0)::bigint as bytes
    from customer_attachments where workspace_id = ${workspaceId}`.execute(tx)
  const kept = found.rows[0]
  if (kept && (kept.files >= mostFiles || kept.bytes + bytes > mostInWorkspace)) {
    const limits = { maxFiles: mostFiles }
    throw new DomainError('conflict', 'too_many_attachments', 'There is no room for another file.', limits)
  }
}

// A path or a control character in a name would only serve to deceive whoever downloads it.
function cleanName(name: string): string {
  const clean = name.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}/\\]/gu, '_')
  return clean.trim() === '' ? 'file' : clean
}

async function named(tx: Tx, rows: Row[]): Promise<Attachment[]> {
  const names = await findNames(
    tx,
    rows.map((row) => row.authorId),
  )
  return rows.map(({ path: _, authorKind, authorId, createdAt, ...rest }) => ({
    ...rest,
    author: { kind: authorKind, name: names.get(authorId ?? '') ?? null },
    createdAt: createdAt.toISOString(),
  }))
}
