import { sql } from 'kysely'
import type { z } from 'zod'
import type { AuditAction } from '#contract/audit-actions'
import type { decideExperiment as decision } from '#contract/experiments'
import { type AuditActor, recordAudit } from '#modules/audit'
import { announceJob } from '#modules/jobs'
import { DomainError } from '#platform/errors'
import { inWorkspace, type Tx } from '#platform/postgres'
import { getExperiment, type StoredExperiment } from './experiments.repo.ts'
import { type ExperimentsDeps, intakeJob } from './experiments-deps.ts'

type Deps = Pick<ExperimentsDeps, 'db' | 'clock' | 'jobs'>

/** Changes one experiment under its lock, with its line in the audit log. */
async function step(
  deps: Deps,
  { workspaceId, actor, experimentId }: Asked,
  work: (tx: Tx, row: StoredExperiment, now: string) => Promise<{ action: AuditAction } | undefined>,
): Promise<StoredExperiment> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const row = await getExperiment(tx, workspaceId, experimentId, 'update')
    const done = await work(tx, row, deps.clock.now().toString())
    if (done) await recordAudit(tx, workspaceId, actor, { ...done, target: { kind: 'experiment', id: experimentId } })
    return await getExperiment(tx, workspaceId, experimentId)
  })
}

export type Asked = { workspaceId: string; actor: AuditActor; experimentId: string }

const wrongTime = (row: StoredExperiment, message: string): DomainError =>
  new DomainError('conflict', 'experiment_wrong_status', message, { status: row.status })

/** From now on people enter, and nothing that is compared can change. An audience is written down in the background. Again: nothing. */
export async function startExperiment(deps: Deps, asked: Asked): Promise<StoredExperiment> {
  const { workspaceId, actor, experimentId } = asked
  return await step(deps, asked, async (tx, row, now) => {
    if (row.status === 'running') return undefined
    if (row.status !== 'draft') throw wrongTime(row, 'Only a draft can be started.')
    const takesIn = row.audience.kind === 'customers'
    await sql`update experiments set status = 'running', started_at = ${now}::timestamptz,
        ends_at = ${now}::timestamptz + make_interval(days => ${row.plan.days}), intake = ${takesIn ? 'waiting' : 'none'}, updated_at = ${now}
      where workspace_id = ${workspaceId} and experiment_id = ${experimentId}`.execute(tx)
    if (takesIn) {
      await announceJob(tx, intakeOf(workspaceId, row, actor.kind === 'person' ? actor.actorId : undefined))
      await deps.jobs.enqueue(intakeJob, { workspaceId, experimentId }, { tx, key: experimentId })
    }
    return { action: 'experiment.started' }
  })
}

export function intakeOf(workspaceId: string, row: StoredExperiment, personId?: string) {
  return {
    workspaceId,
    jobId: row.experimentId,
    kind: 'experiment' as const,
    subject: row.name,
    link: `/experiments/${row.experimentId}`,
    ...(personId === undefined ? {} : { personId }),
  }
}

/** Nobody enters any more; who has, is counted until their window is over. Again: nothing. */
export async function stopExperiment(deps: Deps, asked: Asked): Promise<StoredExperiment> {
  return await step(deps, asked, async (tx, row, now) => {
    if (row.status === 'stopped') return undefined
    if (row.status !== 'running') throw wrongTime(row, 'Only a running experiment can be stopped.')
    await markStopped(tx, asked, now)
    return { action: 'experiment.stopped' }
  })
}

async function markStopped(tx: Tx, { workspaceId, experimentId }: Asked, now: string): Promise<void> {
  await sql`update experiments set status = 'stopped', stopped_at = ${now}, updated_at = ${now}
    where workspace_id = ${workspaceId} and experiment_id = ${experimentId}`.execute(tx)
}

/** More days. As somebody may have looked by then, a fixed test becomes one that may be looked at. */
export async function extendExperiment(deps: Deps, asked: Asked, days: number): Promise<StoredExperiment> {
  return await step(deps, asked, async (tx, row, now) => {
    if (row.status !== 'running') throw wrongTime(row, 'Only a running experiment can be extended.')
    await sql`update experiments set extended = true, updated_at = ${now},
        ends_at = greatest(ends_at, ${now}::timestamptz) + make_interval(days => ${days})
      where workspace_id = ${asked.workspaceId} and experiment_id = ${asked.experimentId}`.execute(tx)
    return { action: 'experiment.extended' }
  })
}

/** What will be done from now on, and why. It ends what still runs; a later decision replaces an earlier one. */
export async function decideExperiment(
  deps: Deps,
  asked: Asked,
  { winner, note }: z.output<typeof decision>,
): Promise<StoredExperiment> {
  return await step(deps, asked, async (tx, row, now) => {
    if (row.status === 'draft') throw wrongTime(row, 'There is nothing to decide before it has run.')
    if (!row.arms.some(({ key }) => key === winner))
      throw new DomainError('invalid', 'experiment_unknown_arm', `There is no variant ${winner}.`, { arm: winner })
    if (row.status === 'running') await markStopped(tx, asked, now)
    await sql`update experiments set winner = ${winner}, decision_note = ${note}, decided_at = ${now}, updated_at = ${now}
      where workspace_id = ${asked.workspaceId} and experiment_id = ${asked.experimentId}`.execute(tx)
    return { action: 'experiment.decided' }
  })
}

/** Out of the list; its result stays. Again: nothing. */
export async function archiveExperiment(deps: Deps, asked: Asked): Promise<StoredExperiment> {
  return await step(deps, asked, async (tx, row, now) => {
    if (row.status === 'archived') return undefined
    if (row.status === 'running') throw wrongTime(row, 'Stop it first.')
    await sql`update experiments set status = 'archived', updated_at = ${now}
      where workspace_id = ${asked.workspaceId} and experiment_id = ${asked.experimentId}`.execute(tx)
    return { action: 'experiment.archived' }
  })
}
