import type { ImportProgress } from '#contract/imports'
import type { AnnouncedJob, JobProgress } from '#modules/jobs'
import { uuidFromText } from '#platform/ids'
import type { ImportContext } from './import-context.ts'
import { shareDone } from './import-share.ts'
import type { ImportRecord } from './imports.repo.ts'

export type StartedBy = { kind: 'person' | 'key'; actorId: string }

/** The import as people follow it among the jobs: the job has the import's id. */
export function importJob(workspaceId: string, row: ImportRecord, by?: StartedBy): AnnouncedJob {
  return { ...jobOf(workspaceId, row, by), jobId: row.importId, kind: 'import', canCancel: true }
}

export function undoImportJob(workspaceId: string, row: ImportRecord, by?: StartedBy): AnnouncedJob {
  return { ...jobOf(workspaceId, row, by), jobId: uuidFromText('undo', row.importId), kind: 'import_undo' }
}

/** In rows of the file, of which there are so many as the part that was read promises. */
export function measureImport(
  progress: ImportProgress,
  status: ImportContext['status'],
  eventsExpected: number,
): JobProgress {
  const { rowsPerSecond: rate, secondsLeft } = progress
  const read = Math.min(1, progress.bytesRead / Math.max(1, progress.totalBytes))
  if (read <= 0.02) return { done: 0, rate, secondsLeft }
  const total = Math.round(progress.rows / read)
  return { done: total * shareDone(progress, status, eventsExpected), total, rate, secondsLeft }
}

function jobOf(workspaceId: string, row: ImportRecord, by: StartedBy | undefined) {
  return {
    workspaceId,
    subject: row.fileName,
    link: `/imports/${row.importId}`,
    ...(by?.kind === 'person' ? { personId: by.actorId } : {}),
  }
}
