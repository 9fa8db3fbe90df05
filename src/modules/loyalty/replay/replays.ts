import { sql } from 'kysely'
import type { LoyaltyRules } from '#contract/loyalty'
import type { LoyaltyReplay, LoyaltyReplayResult } from '#contract/loyalty-reports'
import { recordAudit } from '#modules/audit'
import { announceJob } from '#modules/jobs'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import type { Jobs } from '#platform/jobs'
import { inWorkspace } from '#platform/postgres'
import { atDesk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { requireSensible } from '../rules/within-bounds.ts'

export const replayJob = 'loyalty.replay'

/** Begins to try rules over the shop's past; nothing is switched on. Resolves to its id, the job's too. Throws programme_not_found, rules_too_generous. */
export async function startReplay(
  deps: LoyaltyDeps,
  jobs: Jobs,
  place: Place,
  rules: LoyaltyRules,
): Promise<LoyaltyReplay> {
  requireSensible(rules)
  const { workspaceId, programmeId, actor } = place
  const replayId = newId()
  await atDesk(deps, place, async ({ tx, now }) => {
    await sql`insert into loyalty_replays (workspace_id, replay_id, programme_id, rules, created_at)
      values (${workspaceId}, ${replayId}, ${programmeId}, ${JSON.stringify(rules)}::jsonb, ${now.toString()})`.execute(
      tx,
    )
    const personId = actor.kind === 'person' ? actor.actorId : undefined
    const link = '/loyalty/rules'
    await announceJob(tx, { workspaceId, jobId: replayId, kind: 'loyalty_replay', link, personId, canCancel: true })
    await recordAudit(tx, workspaceId, actor, {
      action: 'loyalty_rules.tried',
      target: { kind: 'loyalty_programme', id: programmeId },
    })
    await jobs.enqueue(replayJob, { workspaceId, replayId }, { tx, key: replayId })
  })
  return { replayId, status: 'waiting', progress: null, result: null }
}

/** A replay and how far it is. Throws replay_not_found. */
export async function readReplay(
  { db }: LoyaltyDeps,
  { workspaceId, programmeId }: Place,
  replayId: string,
): Promise<LoyaltyReplay> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql<{
      status: LoyaltyReplay['status']
      result: LoyaltyReplayResult | null
      done: number
      total: number | null
      job: string
    }>`
      select r.status, r.result, coalesce(j.done, 0)::float8 as done, j.total::float8 as total, j.status as job
      from loyalty_replays r left join jobs j on j.workspace_id = r.workspace_id and j.job_id = r.replay_id
      where r.workspace_id = ${workspaceId} and r.programme_id = ${programmeId} and r.replay_id = ${replayId}`.execute(
      tx,
    )
    const [row] = rows
    if (!row) throw new DomainError('not_found', 'replay_not_found', 'There is no such trial of rules.')
    const isOver = row.job === 'failed' || row.job === 'cancelled'
    const status = row.status === 'waiting' && isOver ? 'failed' : row.status
    return { replayId, status, progress: row.total ? Math.min(1, row.done / row.total) : null, result: row.result }
  })
}
