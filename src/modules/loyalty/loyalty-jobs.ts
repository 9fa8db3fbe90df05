import { sql } from 'kysely'
import { z } from 'zod'
import { loyaltyRules } from '#contract/loyalty'
import { trackJob } from '#modules/jobs'
import type { Jobs } from '#platform/jobs'
import { inWorkspace } from '#platform/postgres'
import type { LoyaltyDeps } from './ledger/desk.ts'
import { watchLedgers } from './ledger/watch-ledgers.ts'
import { runPlans } from './plans/run-plans.ts'
import { remindExpiring } from './remind-expiring.ts'
import { replayJob } from './replay/replays.ts'
import { runReplay } from './replay/run-replay.ts'
import { learnBirthdays } from './serving/learn-birthdays.ts'

const reminders = 'loyalty.reminders'
const plans = 'loyalty.plans'
const birthdays = 'loyalty.birthdays'
const checks = 'loyalty.checks'

/**
 * Trials of rules over the past; once an hour whose points are about to go, and what plans give or end; every
 * ten minutes whether the books hold; birthdays at night.
 */
export async function defineLoyaltyJobs(deps: LoyaltyDeps, jobs: Jobs): Promise<void> {
  const payload = z.object({ workspaceId: z.uuid(), replayId: z.uuid() })
  await jobs.define(replayJob, payload, async ({ workspaceId, replayId }, { signal }) => {
    const job = { workspaceId, jobId: replayId, kind: 'loyalty_replay' as const, signal }
    await trackJob(deps, job, async (tracked) => {
      const { programmeId, rules } = await readAsked(deps, workspaceId, replayId)
      const actor = { kind: 'system' } as const
      const result = await runReplay(deps, { workspaceId, programmeId, actor }, loyaltyRules.parse(rules), tracked)
      await inWorkspace(deps.db, workspaceId, (tx) =>
        sql`update loyalty_replays set status = 'done', result = ${JSON.stringify(result)}::jsonb
          where workspace_id = ${workspaceId} and replay_id = ${replayId}`.execute(tx),
      )
    })
  })
  await jobs.define(reminders, z.object({}), async () => await remindExpiring(deps))
  await jobs.repeat(reminders, '7 * * * *')
  await jobs.define(plans, z.object({}), async () => await runPlans(deps))
  await jobs.repeat(plans, '12 * * * *')
  await jobs.define(checks, z.object({}), async () => await watchLedgers(deps))
  await jobs.repeat(checks, '*/10 * * * *')
  await jobs.define(birthdays, z.object({}), async () => await learnBirthdays(deps))
  await jobs.repeat(birthdays, '41 2 * * *')
}

async function readAsked({ db }: LoyaltyDeps, workspaceId: string, replayId: string) {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql<{ programmeId: string; rules: unknown }>`
      select programme_id as "programmeId", rules from loyalty_replays
      where workspace_id = ${workspaceId} and replay_id = ${replayId}`.execute(tx)
    const [row] = rows
    if (!row) throw new Error('a replay is gone')
    return row
  })
}
