import { sql } from 'kysely'
import { whoNow } from '#modules/customers'
import type { Desk } from '../ledger/desk.ts'

type Row = {
  memberId: string
  customerId: string | null
  name: string | null
  planId: string
  since: Date
  until: Date
  cancelled: Date | null
  ended: Date | null
  isCollected: boolean
}

export const planHeader = [
  ...['member', 'customer_id', 'name', 'plan', 'since', 'paid_until'],
  ...['cancelled_at', 'ended_at', 'collected_by'],
]

/** Everybody who pays or paid for a plan, by plan and name. */
export async function listPlanMembers(desk: Desk): Promise<(string | null)[][]> {
  const { rows } =
    await sql<Row>`select p.member_id as "memberId", c.customer_id as "customerId", c.name, p.plan_id as "planId",
      p.since, p.paid_until as until, p.cancelled_at as cancelled, p.ended_at as ended, p.stripe_subscription is not null as "isCollected"
    from loyalty_plan_members p
    join loyalty_members m on m.workspace_id = p.workspace_id and m.member_id = p.member_id
    left join customers o on o.workspace_id = m.workspace_id and o.customer_id = m.customer_id
    left join customers c on c.workspace_id = m.workspace_id and c.customer_id = ${whoNow('o')}
    where p.workspace_id = ${desk.workspaceId} and p.programme_id = ${desk.programmeId}
    order by p.plan_id, c.name nulls last, p.member_id`.execute(desk.tx)
  return rows.map(({ memberId, customerId, name, planId, since, until, cancelled, ended, isCollected }) => [
    ...[memberId, customerId, name, desk.rules.plans.find(({ id }) => id === planId)?.name ?? planId],
    ...[since, until, cancelled, ended].map((at) => at?.toISOString() ?? null),
    isCollected ? 'stripe' : 'till',
  ])
}
