import type { ImportProgress } from '#contract/imports'
import type { ImportContext } from './import-context.ts'

/** What reading takes of the time that an import usually takes; the rest goes as both engines come to know the events. */
const readingShare = 0.3

/** How much of a whole import is done, 0 to 1, whatever it is doing; 1 only at its end. `eventsExpected` as far as known yet. */
export function shareDone(progress: ImportProgress, status: ImportContext['status'], eventsExpected: number): number {
  const written = progress.eventsWritten + progress.duplicates
  const isWritten = status === 'projecting'
  const expected = isWritten ? written : Math.max(written, eventsExpected, 1)
  const shown = expected === 0 ? 1 : Math.min(1, (progress.eventsProjected + progress.duplicates) / expected)
  const read = isWritten ? 1 : Math.min(1, progress.bytesRead / Math.max(1, progress.totalBytes))
  return read * readingShare + shown * (1 - readingShare)
}
