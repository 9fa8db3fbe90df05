import { sql } from 'kysely'
import { announceJob, requestCancel } from '#modules/jobs'
import { DomainError } from '#platform/errors'
import { inWorkspace } from '#platform/postgres'
import { requireDraft } from './change-mapping.ts'
import { checkImport } from './check-import.ts'
import type { ImportDeps } from './import-context.ts'
import { runJob, undoJob } from './import-jobs.ts'
import { importJob, type StartedBy, undoImportJob } from './import-tracking.ts'
import { getImport, type ImportRecord, saveStatus } from './imports.repo.ts'

/** Puts the import into the queue; it begins at once where a worker is free. Throws conflict when it has begun already. */
export async function startImport(
  deps: ImportDeps,
  workspaceId: string,
  importId: string,
  by?: StartedBy,
): Promise<ImportRecord> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const row = await getImport(tx, workspaceId, importId, true)
    requireDraft(row.status)
    checkImport(row)
    // A failed one begins from the start: its mapping may be another now.
    await sql`update imports set checkpoint = '{}', progress = '{}', finished_at = null
      where workspace_id = ${workspaceId} and import_id = ${importId}`.execute(tx)
    await saveStatus(tx, workspaceId, importId, { status: 'queued' })
    await announceJob(tx, importJob(workspaceId, row, by))
    await deps.jobs.enqueue(runJob, { workspaceId, importId }, { tx, key: importId })
    return await getImport(tx, workspaceId, importId)
  })
}

/** Puts the way back into the queue. A running import stops at its next step. */
export async function startUndo(
  deps: ImportDeps,
  workspaceId: string,
  importId: string,
  by?: StartedBy,
): Promise<ImportRecord> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const row = await getImport(tx, workspaceId, importId, true)
    if (row.status === 'undone' || row.status === 'undoing') return row
    if (row.status === 'draft') requireStarted()
    await saveStatus(tx, workspaceId, importId, { status: 'undoing' })
    await requestCancel(tx, workspaceId, importId)
    await announceJob(tx, undoImportJob(workspaceId, row, by))
    await deps.jobs.enqueue(undoJob, { workspaceId, importId }, { tx, key: importId })
    return await getImport(tx, workspaceId, importId)
  })
}

function requireStarted(): never {
  throw new DomainError('conflict', 'nothing_to_undo', 'This import has not been started.')
}
