import type { ImportProgress } from '#contract/imports'
import type { AnnouncedJob, JobProgress } from '#modules/jobs'
import { uuidFromText } from '#platform/ids'
import type { ImportRecord } from './imports.repo.ts'

export type StartedBy = { kind: 'person' | 'key'; actorId: string }

/** The import as people follow it among the jobs: the job has the import's id. */
export function importJob(workspaceId: string, row: ImportRecord, by?: StartedBy): AnnouncedJob {
  return { ...jobOf(workspaceId, row, by), jobId: row.importId, kind: 'import', canCancel: true }
}

export function undoImportJob(workspaceId: string, row: ImportRecord, by?: StartedBy): AnnouncedJob {
  return { ...jobOf(workspaceId, row, by), jobId: uuidFromText('undo', row.importId), kind: 'import_undo' }
}

/** Bytes are known from the beginning, events only later; each phase fills the part of the bar that it usually takes. */
export function measureImport(progress: ImportProgress): JobProgress {
  const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, part / whole) : 0)
  const read = share(progress.bytesRead, progress.totalBytes)
  const projected = share(progress.eventsProjected, progress.eventsToProject)
  const rows = read > 0.02 ? Math.round(progress.rows / read) : undefined
  if (rows === undefined) return { done: 0, rate: progress.rowsPerSecond, secondsLeft: progress.secondsLeft }
  const done = rows * (read * 0.3 + (progress.eventsToProject > 0 ? projected * 0.7 : 0))
  return { done, total: rows, rate: progress.rowsPerSecond, secondsLeft: progress.secondsLeft }
}

function jobOf(workspaceId: string, row: ImportRecord, by: StartedBy | undefined) {
  return {
    workspaceId,
    subject: row.fileName,
    link: `/imports/${row.importId}`,
    ...(by?.kind === 'person' ? { personId: by.actorId } : {}),
  }
}
