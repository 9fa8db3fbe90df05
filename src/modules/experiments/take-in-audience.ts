import { sql } from 'kysely'
import { z } from 'zod'
import { openAudience } from '#modules/customers'
import { type JobProgress, trackJob } from '#modules/jobs'
import { forEveryWorkspace } from '#modules/workspaces'
import type { Jobs } from '#platform/jobs'
import { inWorkspace } from '#platform/postgres'
import { enter } from './assign.ts'
import { getExperiment } from './experiments.repo.ts'
import { type ExperimentsDeps, intakeJob } from './experiments-deps.ts'
import { intakeOf } from './run-experiment.ts'
import { tellMembers } from './tell-members.ts'

type Deps = Omit<ExperimentsDeps, 'jobs' | 'log'>
type Run = {
  workspaceId: string
  experimentId: string
  signal: AbortSignal
  progress: (at: JobProgress) => void
  atOnce?: number
}

const resumeJob = 'experiments.resume'
const payload = z.object({ workspaceId: z.uuid(), experimentId: z.uuid() })

/** Everybody of an audience enters, in the background; one that the queue has given up, as after hours without ClickHouse, within the hour. */
export async function defineExperimentJobs(deps: Deps, jobs: Jobs): Promise<void> {
  await jobs.define(intakeJob, payload, async ({ workspaceId, experimentId }, { signal }) => {
    const row = await inWorkspace(deps.db, workspaceId, (tx) => getExperiment(tx, workspaceId, experimentId))
    await trackJob(deps, { ...intakeOf(workspaceId, row), signal, triesAgain: true }, (tracked) =>
      takeInAudience(deps, { workspaceId, experimentId, ...tracked }),
    )
  })
  await jobs.define(resumeJob, z.object({}), () =>
    forEveryWorkspace(deps.db, (workspaceId) => resumeIntakes(deps, jobs, workspaceId)),
  )
  await jobs.repeat(resumeJob, '7 * * * *')
}

/** Queues every audience that still waits; one that is waited for or worked on already stays as it is. */
export async function resumeIntakes({ db }: Pick<Deps, 'db'>, jobs: Jobs, workspaceId: string): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql<{ id: string }>`select experiment_id as id from experiments
      where workspace_id = ${workspaceId} and intake = 'waiting'`.execute(tx)
    for (const { id } of rows) await jobs.enqueue(intakeJob, { workspaceId, experimentId: id }, { tx, key: id })
  })
}

/** Some at a time, in the order of their ids; goes on where a run before was cut off, so that nobody enters twice. */
export async function takeInAudience(deps: Deps, run: Run): Promise<void> {
  const { workspaceId, experimentId, signal, progress, atOnce = 2_000 } = run
  const row = await inWorkspace(deps.db, workspaceId, (tx) => getExperiment(tx, workspaceId, experimentId))
  if (row.audience.kind !== 'customers' || row.intake !== 'waiting') return
  const audience = await openAudience(deps, workspaceId, row.audience.query)
  const total = await inWorkspace(deps.db, workspaceId, (tx) => audience.count(tx))
  for (;;) {
    signal.throwIfAborted()
    const isDone = await inWorkspace(deps.db, workspaceId, async (tx) => {
      const now = await getExperiment(tx, workspaceId, experimentId, 'update')
      if (now.intake !== 'waiting') return true
      const people = now.status === 'running' ? await audience.page(tx, now.intakeAfter, atOnce) : []
      await enter(tx, deps.clock, workspaceId, now, people)
      const isLast = people.length < atOnce
      await sql`update experiments set intake_after = ${people.at(-1)?.customerId ?? now.intakeAfter},
          intake_seen = intake_seen + ${people.length}, intake = ${isLast ? 'done' : 'waiting'}
        where workspace_id = ${workspaceId} and experiment_id = ${experimentId}`.execute(tx)
      progress({ done: now.intakeSeen + people.length, total: Math.max(total, now.intakeSeen + people.length) })
      return isLast
    })
    deps.onWritten(workspaceId)
    if (isDone) break
  }
  await tellMembers(deps, workspaceId, experimentId)
}
