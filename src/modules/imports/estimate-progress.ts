import type { ImportProgress } from '#contract/imports'

export type Phase = 'reading' | 'writing' | 'projecting'

// What a small machine does; only used until this run has shown its own pace.
const usualWrites = 6_000
const usualProjections = 2_500

export type Estimate = {
  enter: (phase: Phase) => void
  /** Fills in `rowsPerSecond` and `secondsLeft` over all phases. `eventsExpected`: as far as known yet. */
  update: (eventsExpected: number) => void
}

/** Reckons the time left from the pace of each phase so far. `now` in milliseconds, monotonous. */
export function estimateProgress(progress: ImportProgress, now: () => number = () => performance.now()): Estimate {
  let phase: Phase = 'reading'
  let since = now()
  let base = { rows: progress.rows, written: progress.eventsWritten, projected: progress.eventsProjected }
  let lastAt = since
  let lastRows = progress.rows
  let projectingSince: number | undefined

  const pace = (done: number, seconds: number, usual: number) => (done > 0 && seconds > 1 ? done / seconds : usual)

  return {
    enter(next) {
      phase = next
      since = now()
      base = { rows: progress.rows, written: progress.eventsWritten, projected: progress.eventsProjected }
    },
    update(eventsExpected) {
      const at = now()
      const seconds = (at - since) / 1000
      if (phase === 'reading' && at - lastAt >= 250) {
        const current = ((progress.rows - lastRows) * 1000) / (at - lastAt)
        progress.rowsPerSecond = Math.round(
          progress.rowsPerSecond === 0 ? current : progress.rowsPerSecond * 0.7 + current * 0.3,
        )
        lastAt = at
        lastRows = progress.rows
      }
      if (phase !== 'reading') projectingSince ??= at
      const toWrite = Math.max(0, eventsExpected - progress.eventsWritten - progress.duplicates)
      const toProject = Math.max(0, eventsExpected - progress.duplicates - progress.eventsProjected)
      const projectSeconds = projectingSince === undefined ? 0 : (at - projectingSince) / 1000
      const projecting = toProject / pace(progress.eventsProjected, projectSeconds, usualProjections)
      const writing =
        toWrite /
        (phase === 'writing' ? pace(progress.eventsWritten - base.written, seconds, usualWrites) : usualWrites)
      const share = progress.bytesRead / Math.max(1, progress.totalBytes)
      const reading = phase === 'reading' && share > 0 ? (seconds * (1 - share)) / share : 0
      // The projector works beside the writer, so the slower of the two counts.
      const left = reading + Math.max(writing, projecting)
      progress.secondsLeft = share > 0.01 || phase !== 'reading' ? Math.ceil(left) : null
    },
  }
}
