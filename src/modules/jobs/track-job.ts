import { notify } from '#modules/notifications'
import { isDomainError } from '#platform/errors'
import { uuidFromText } from '#platform/ids'
import { type Db, inWorkspace } from '#platform/postgres'
import { beginJob, type Ending, endJob, type Measure, type NewRun, saveMeasure } from './jobs.repo.ts'

/** `rate` a second and `secondsLeft` are reckoned from done and total unless given. */
export type JobProgress = { done: number; total?: number; rate?: number; secondsLeft?: number | null }

export type TrackedJob = NewRun & {
  /** of the process that stops: the job then waits for its next run */
  signal?: AbortSignal
  /** unexpected errors make the work begin again later, as the queue does; otherwise they end the job */
  triesAgain?: boolean
}

type Tracked = {
  /** aborted when somebody cancels the job, or the process stops */
  signal: AbortSignal
  /** how far the work is; cheap to call often */
  progress: (at: JobProgress) => void
}

const savedEveryMs = 700
/** Nobody who waited less than this has to be told that it is done. */
const worthTellingSeconds = 5

/**
 * Does `work` where people can follow it: the row of the job (announced or not) says running, how far, and how it ended; whoever
 * began it is told. Resolves to undefined when it was cancelled; errors of the work go on to the caller. Safe to repeat.
 */
export async function trackJob<T>(
  { db }: { db: Db },
  job: TrackedJob,
  work: (tracked: Tracked) => Promise<T>,
): Promise<T | undefined> {
  const { workspaceId, jobId } = job
  if (!(await inWorkspace(db, workspaceId, (tx) => beginJob(tx, job)))) return undefined
  const cancelled = new AbortController()
  const signal = AbortSignal.any([cancelled.signal, ...(job.signal ? [job.signal] : [])])
  const meter = createMeter()
  let saving: Promise<void> | undefined
  const save = async (): Promise<void> => {
    const asked = await inWorkspace(db, workspaceId, (tx) => saveMeasure(tx, workspaceId, jobId, meter.read()))
    if (asked) cancelled.abort(new DOMException('The job was cancelled', 'AbortError'))
  }
  // What cannot be told now is told the next time; the work is not to stop for it.
  const timer = setInterval(() => {
    saving ??= save()
      .catch(() => {})
      .finally(() => {
        saving = undefined
      })
  }, savedEveryMs)
  const end = async (ending: Ending): Promise<void> => {
    clearInterval(timer)
    await saving
    await inWorkspace(db, workspaceId, async (tx) => {
      await saveMeasure(tx, workspaceId, jobId, meter.read())
      const ended = await endJob(tx, workspaceId, jobId, ending)
      if (!ended?.personId) return
      if (ended.status !== 'failed' && (ended.status !== 'done' || ended.seconds < worthTellingSeconds)) return
      await notify(tx, workspaceId, {
        notificationId: uuidFromText('job', jobId, ended.status),
        personId: ended.personId,
        kind: ended.status === 'done' ? 'job_done' : 'job_failed',
        params: { job: ended.kind, subject: ended.subject ?? 'none' },
        link: ended.link ?? '/jobs',
      })
    })
  }
  try {
    const result = await work({ signal, progress: meter.note })
    await end({ status: 'done' })
    return result
  } catch (error) {
    await end(endingOf(error, job)).catch(() => {})
    if (cancelled.signal.aborted) return undefined
    throw error
  } finally {
    clearInterval(timer)
  }
}

function endingOf(error: unknown, job: TrackedJob): Ending {
  if (job.signal?.aborted) return { status: 'queued' }
  const told =
    isDomainError(error) && error.code !== 'unavailable'
      ? { reason: error.reason, message: error.message, details: error.details }
      : { reason: 'unexpected', message: 'Something went wrong on our side.' }
  return { status: told.reason === 'unexpected' && job.triesAgain ? 'queued' : 'failed', error: told }
}

const smoothing = 0.3

/** Reckons the rate from what was noted between two readings, evened out. */
function createMeter() {
  let at: JobProgress = { done: 0 }
  let last = { done: 0, time: performance.now() }
  let rate: number | null = null
  return {
    note: (progress: JobProgress): void => {
      at = { ...at, ...progress }
    },
    read: (): Measure => {
      const now = performance.now()
      const seconds = (now - last.time) / 1000
      if (seconds > 0.2) {
        const current = Math.max(0, at.done - last.done) / seconds
        rate = rate === null ? current : rate * (1 - smoothing) + current * smoothing
        last = { done: at.done, time: now }
      }
      const total = at.total ?? null
      const shown = at.rate ?? rate
      const left = total === null || !shown ? null : Math.max(0, total - at.done) / shown
      return { done: at.done, total, rate: shown, secondsLeft: at.secondsLeft === undefined ? left : at.secondsLeft }
    },
  }
}
