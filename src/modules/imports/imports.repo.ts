import { sql } from 'kysely'
import { type ImportMapping, type ImportProgress, type ImportRow, importProgress } from '#contract/imports'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import type { FileLayout, ImportKind } from './reading/index.ts'

export type ImportStatus = ImportRow['status']

/** How a file is read: found once, so that a run goes on exactly as it began. */
export type FileReading = { layout: FileLayout; headings: string[]; estimatedRows: number }

/** Where a run stands. `run` fences: who does not hold the newest one may not write. */
export type Checkpoint = {
  run?: string
  /** set when everything has been read; the folder of the run that read */
  spilled?: { folder: string; buckets: number }
  /** orders: the next bucket and how many of its orders are written */
  bucket?: number
  ordersDone?: number
  /** customers and events: rows that are written */
  afterRow?: number
  errorBytes?: number
  /** the highest position of the log this import wrote */
  lastPosition?: number
  /** how often it broke on what trying again does not cure */
  faults?: number
  /** everything is in the log */
  written?: boolean
  /** as of this checkpoint; the row's own runs ahead of it */
  progress?: ImportProgress
}

export type ImportProblem = { reason: string; message: string; details?: Record<string, unknown> }

export type ImportRecord = {
  importId: string
  kind: ImportKind
  fileName: string
  filePath: string
  fileBytes: number
  fileSha256: string | null
  reading: FileReading
  mapping: ImportMapping
  status: ImportStatus
  progress: ImportProgress
  checkpoint: Checkpoint
  error: ImportProblem | null
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
}

const columns = sql`import_id as "importId", kind, file_name as "fileName", file_path as "filePath", file_bytes as "fileBytes",
  file_sha256 as "fileSha256", reading, mapping, status, progress, checkpoint, error, created_at as "createdAt",
  started_at as "startedAt", finished_at as "finishedAt"`

/** Throws not_found. */
export async function getImport(tx: Tx, workspaceId: string, importId: string, lock = false): Promise<ImportRecord> {
  const found = await sql<ImportRecord>`select ${columns} from imports
    where workspace_id = ${workspaceId} and import_id = ${importId} ${lock ? sql`for update` : sql``}`.execute(tx)
  const [row] = found.rows
  if (!row) throw new DomainError('not_found', 'import_not_found', 'There is no such import.')
  return { ...row, progress: importProgress.parse(row.progress) }
}

/** The newest first. */
export async function listImports(tx: Tx, workspaceId: string): Promise<ImportRecord[]> {
  const found = await sql<ImportRecord>`select ${columns} from imports
    where workspace_id = ${workspaceId} order by import_id desc limit 200`.execute(tx)
  return found.rows.map((row) => ({ ...row, progress: importProgress.parse(row.progress) }))
}

/** The latest import of a file with the same bytes that has written something. */
export async function findSameFile(
  tx: Tx,
  workspaceId: string,
  sha256: string,
  besides: string,
): Promise<string | null> {
  const found = await sql<{ id: string }>`select import_id as id from imports
    where workspace_id = ${workspaceId} and file_sha256 = ${sha256} and import_id <> ${besides}
      and status not in ('draft', 'failed', 'undone') order by import_id desc limit 1`.execute(tx)
  return found.rows[0]?.id ?? null
}

export async function insertImport(
  tx: Tx,
  workspaceId: string,
  row: Pick<
    ImportRecord,
    'importId' | 'kind' | 'fileName' | 'filePath' | 'fileBytes' | 'fileSha256' | 'reading' | 'mapping'
  >,
  createdAt: Temporal.Instant,
): Promise<void> {
  await sql`insert into imports (workspace_id, import_id, kind, file_name, file_path, file_bytes, file_sha256, reading, mapping,
      status, created_at)
    values (${workspaceId}, ${row.importId}, ${row.kind}, ${row.fileName}, ${row.filePath}, ${row.fileBytes}, ${row.fileSha256},
      ${JSON.stringify(row.reading)}, ${JSON.stringify(row.mapping)}, 'draft', ${createdAt.toString()})`.execute(tx)
}

export async function saveMapping(
  tx: Tx,
  workspaceId: string,
  importId: string,
  change: Pick<ImportRecord, 'kind' | 'reading' | 'mapping'>,
): Promise<void> {
  await sql`update imports set kind = ${change.kind}, reading = ${JSON.stringify(change.reading)},
      mapping = ${JSON.stringify(change.mapping)}
    where workspace_id = ${workspaceId} and import_id = ${importId}`.execute(tx)
}

export async function saveStatus(
  tx: Tx,
  workspaceId: string,
  importId: string,
  change: {
    status: ImportStatus
    error?: ImportProblem | null
    startedAt?: Temporal.Instant
    finishedAt?: Temporal.Instant
  },
): Promise<void> {
  await sql`update imports set status = ${change.status},
      error = ${change.error ? JSON.stringify(change.error) : null},
      started_at = coalesce(${change.startedAt?.toString() ?? null}, started_at),
      finished_at = coalesce(${change.finishedAt?.toString() ?? null}, finished_at)
    where workspace_id = ${workspaceId} and import_id = ${importId}`.execute(tx)
}

/** Only the newest run tells how far it is. */
export async function saveProgress(
  tx: Tx,
  workspaceId: string,
  importId: string,
  run: string,
  progress: ImportProgress,
): Promise<void> {
  await sql`update imports set progress = ${JSON.stringify(progress)}
    where workspace_id = ${workspaceId} and import_id = ${importId} and checkpoint ->> 'run' = ${run}`.execute(tx)
}

/** Takes the import over: from now on only this run may write. */
export async function startRun(tx: Tx, workspaceId: string, importId: string, run: string): Promise<void> {
  await sql`update imports set checkpoint = checkpoint || ${JSON.stringify({ run })}::jsonb
    where workspace_id = ${workspaceId} and import_id = ${importId}`.execute(tx)
}

/** Commits with what was written. Throws conflict when another run has taken over, and with it undoes the transaction. */
export async function saveCheckpoint(
  tx: Tx,
  workspaceId: string,
  importId: string,
  change: { checkpoint: Checkpoint; progress: ImportProgress; status: ImportStatus },
): Promise<void> {
  const { checkpoint, progress, status } = change
  const saved =
    await sql`update imports set checkpoint = ${JSON.stringify(checkpoint)}, progress = ${JSON.stringify(progress)},
      status = ${status}
    where workspace_id = ${workspaceId} and import_id = ${importId} and checkpoint ->> 'run' = ${checkpoint.run ?? ''}`.execute(
      tx,
    )
  if (saved.numAffectedRows === 0n) throw takenOver()
}

export const takenOver = (): DomainError =>
  new DomainError('conflict', 'import_taken_over', 'Another worker has taken this import over.')

export async function deleteImport(tx: Tx, workspaceId: string, importId: string): Promise<void> {
  await sql`delete from imports where workspace_id = ${workspaceId} and import_id = ${importId}`.execute(tx)
}
