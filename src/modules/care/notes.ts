import { sql } from 'kysely'
import type { AddNote, ChangeNote, Note } from '#contract/care'
import { recordAudit } from '#modules/audit'
import { findNames } from '#modules/workspaces'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import { authorOf, type Change, type Family, tellTimeline } from './in-customer.ts'

const most = 500

type Row = Omit<Note, 'author' | 'createdAt' | 'editedAt'> & {
  authorKind: Note['author']['kind']
  authorId: string | null
  createdAt: Date
  editedAt: Date | null
}

const columns = sql`note_id as "noteId", text, is_pinned as "isPinned", author_kind as "authorKind", author_id as "authorId",
  created_at as "createdAt", edited_at as "editedAt"`

/** Pinned ones first, then the newest. */
export async function listNotes(tx: Tx, { workspaceId, ids }: Family): Promise<Note[]> {
  const found = await sql<Row>`select ${columns} from customer_notes
    where workspace_id = ${workspaceId} and customer_id = any(${ids}::uuid[]) and removed_at is null
    order by is_pinned desc, created_at desc, note_id desc limit ${most}`.execute(tx)
  return await named(tx, found.rows)
}

/** The same noteId again makes no second note. */
export async function addNote(change: Change, { noteId = newId(), text, isPinned = false }: AddNote): Promise<Note> {
  const { tx, family, actor, now } = change
  const { authorKind, authorId } = authorOf(actor)
  const added = await sql<{ id: string }>`insert into customer_notes
      (workspace_id, note_id, customer_id, text, is_pinned, author_kind, author_id, created_at)
    values (${family.workspaceId}, ${noteId}, ${family.customerId}, ${text}, ${isPinned}, ${authorKind}, ${authorId}, ${now.toString()})
    on conflict (workspace_id, note_id) do nothing returning note_id as id`.execute(tx)
  if (added.rows.length > 0) await tellTimeline(change, 'Note Added', { note_id: noteId })
  return await getNote(tx, family, noteId)
}

export async function changeNote({ tx, family, now }: Change, noteId: string, change: ChangeNote): Promise<Note> {
  const { text = null, isPinned = null } = change
  await sql`update customer_notes set text = coalesce(${text}, text), is_pinned = coalesce(${isPinned}, is_pinned),
      edited_at = case when ${text}::text is null or ${text} = text then edited_at else ${now.toString()}::timestamptz end
    where workspace_id = ${family.workspaceId} and note_id = ${noteId} and customer_id = any(${family.ids}::uuid[])
      and removed_at is null`.execute(tx)
  return await getNote(tx, family, noteId)
}

export async function removeNote({ tx, family, actor, now }: Change, noteId: string): Promise<void> {
  await getNote(tx, family, noteId)
  await sql`update customer_notes set removed_at = ${now.toString()}
    where workspace_id = ${family.workspaceId} and note_id = ${noteId}`.execute(tx)
  const target = { kind: 'customer', id: family.customerId }
  await recordAudit(tx, family.workspaceId, actor, { action: 'note.removed', target, detail: { noteId } })
}

export async function restoreNote({ tx, family, actor }: Change, noteId: string): Promise<Note> {
  const found = await sql<{ id: string }>`update customer_notes set removed_at = null
    where workspace_id = ${family.workspaceId} and note_id = ${noteId} and customer_id = any(${family.ids}::uuid[])
      and removed_at is not null returning note_id as id`.execute(tx)
  const note = await getNote(tx, family, noteId)
  const target = { kind: 'customer', id: family.customerId }
  if (found.rows.length > 0)
    await recordAudit(tx, family.workspaceId, actor, { action: 'note.restored', target, detail: { noteId } })
  return note
}

async function getNote(tx: Tx, { workspaceId, ids }: Family, noteId: string): Promise<Note> {
  const found = await sql<Row>`select ${columns} from customer_notes
    where workspace_id = ${workspaceId} and note_id = ${noteId} and customer_id = any(${ids}::uuid[]) and removed_at is null`.execute(
    tx,
  )
  const [note] = await named(tx, found.rows)
  if (!note) throw new DomainError('not_found', 'note_not_found', 'There is no such note.')
  return note
}

async function named(tx: Tx, rows: Row[]): Promise<Note[]> {
  const names = await findNames(
    tx,
    rows.map((row) => row.authorId),
  )
  return rows.map(({ authorKind, authorId, createdAt, editedAt, ...note }) => ({
    ...note,
    author: { kind: authorKind, name: names.get(authorId ?? '') ?? null },
    createdAt: createdAt.toISOString(),
    editedAt: editedAt?.toISOString() ?? null,
  }))
}
