import type { CanonicalEvent } from '#modules/events'
import type { ImportContext } from './import-context.ts'
import type { Checkpoint } from './imports.repo.ts'
import { errorsFile } from './open-import.ts'
import { openRows, type RawRow } from './reading/index.ts'
import { writeRowErrors } from './row-errors.ts'
import { watchErrors } from './watch-errors.ts'
import { type Group, mostBytes, mostEvents } from './write-groups.ts'

export type RowProblem = { reason: string; column?: string; text?: string }
export type RowResult = { event: CanonicalEvent; error?: undefined } | { event?: undefined; error: RowProblem }
export type Batches = AsyncIterable<{ rows: RawRow[]; bytesRead: number; totalBytes: number }>

/** Rows that are one event each, in groups to be committed, from the checkpoint's row on. */
export async function* groupRows(
  context: ImportContext,
  from: Checkpoint,
  read: (raw: RawRow) => RowResult,
  batches: Batches = openRows(context.path, { layout: context.layout, afterRow: from.afterRow ?? 0 }),
): AsyncGenerator<Group> {
  const { progress } = context
  const errors = writeRowErrors(errorsFile(context), from.errorBytes ?? 0)
  const watch = watchErrors(progress)
  let events: CanonicalEvent[] = []
  let size = 0
  let afterRow = from.afterRow ?? 0
  context.eventsExpected = () =>
    Math.round(progress.rowsUsed / Math.max(0.01, progress.bytesRead / Math.max(1, progress.totalBytes)))

  const close = (): Group => {
    const { bytesRead, rows, rowsUsed, errors: inError } = progress
    const group: Group = {
      events,
      checkpoint: { ...from, afterRow, errorBytes: errors.flush() },
      counted: () => {},
      read: { bytesRead, rows, rowsUsed, errors: inError },
    }
    events = []
    size = 0
    return group
  }
  try {
    for await (const batch of batches) {
      for (const raw of batch.rows) {
        progress.rows++
        afterRow = raw.number
        const { event, error } = read(raw)
        if (error) {
          watch.add(raw.line, error.reason)
          errors.add(raw, error)
          continue
        }
        progress.rowsUsed++
        events.push(event)
        size += raw.cells.reduce((sum, cell) => sum + cell.length + 16, 300)
        if (events.length >= mostEvents || size > mostBytes) yield close()
      }
      watch.check()
      progress.bytesRead = batch.bytesRead
      progress.totalBytes = batch.totalBytes
      await context.report()
    }
    watch.finish()
    yield close()
  } finally {
    errors.close()
  }
}
