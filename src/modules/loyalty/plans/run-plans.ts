import { sql } from 'kysely'
import { eachWorkspace } from '#platform/loop'
import { inWorkspace } from '#platform/postgres'
import { atDesk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { post } from '../ledger/post.ts'
import { servingMember } from '../serving/with-member.ts'
import { giveBenefit } from './give-benefit.ts'
import { findHeld } from './plan-members.repo.ts'

const atOnce = 200

type Due = { memberId: string; programmeId: string; isOver: boolean }

/** Rewards of the month that are due, and plans that were paid until now: once an hour. A second time does nothing. */
export async function runPlans(deps: LoyaltyDeps): Promise<void> {
  const { rows } = await sql<{
    id: string
  }>`select list_workspaces_with_plans(${deps.clock.now().toString()}) as id`.execute(deps.db)
  const ids = rows.map(({ id }) => id)
  await eachWorkspace(ids, async (id) => {
    await runIn(deps, id)
    return true
  })
}

async function runIn(deps: LoyaltyDeps, workspaceId: string): Promise<void> {
  for (;;) {
    const due = await listDue(deps, workspaceId)
    for (const { memberId, programmeId, isOver } of due) {
      const place: Place = { workspaceId, programmeId, actor: { kind: 'system' } }
      if (isOver) await endPlan(deps, place, memberId)
      else await giveBenefit(deps, place, memberId)
    }
    if (due.length < atOnce) return
  }
}

async function listDue({ db, clock }: LoyaltyDeps, workspaceId: string): Promise<Due[]> {
  const now = clock.now().toString()
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } =
      await sql<Due>`select member_id as "memberId", programme_id as "programmeId", lasts_until <= ${now} as "isOver"
      from loyalty_plan_members where workspace_id = ${workspaceId} and ended_at is null
        and (lasts_until <= ${now} or (benefit_at <= ${now} and paid_until > ${now})) order by member_id limit ${atOnce}`.execute(
        tx,
      )
    return rows
  })
}

/** Nothing was paid any more: what the plan gave ends, what was collected with it stays. */
async function endPlan(deps: LoyaltyDeps, place: Place, asked: string): Promise<void> {
  await atDesk(deps, place, (desk) =>
    servingMember(desk, asked, async ({ book, member }) => {
      const { memberId } = member
      const held = await findHeld(desk, { memberId }, true)
      if (!held || held.endedAt !== null || held.lastsUntil.getTime() > desk.now.epochMilliseconds) return
      await sql`update loyalty_plan_members set ended_at = ${desk.now.toString()}, benefit_at = null
        where workspace_id = ${desk.workspaceId} and member_id = ${memberId}`.execute(desk.tx)
      member.given = undefined
      const plan = desk.rules.plans.find(({ id }) => id === held.planId)?.name ?? held.planId
      const detail = { plan, planId: held.planId }
      await post(desk, [book], { kind: 'plan_ended', memberId, at: desk.now, detail, lines: [] })
    }),
  )
}
