import { sql } from 'kysely'
import type { LoyaltyReturnRate } from '#contract/loyalty-reports'
import { atReportDesk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { knownUntil } from './last-order.ts'

const days = 90

/**
 * Of the customers who had bought before the last 90 days began, and within the year before: how many bought since, members (who had
 * joined by then) and others apart. It compares; it does not say that membership is the cause.
 */
export async function readReturnRate(deps: LoyaltyDeps, place: Place): Promise<LoyaltyReturnRate> {
  return await atReportDesk(deps, place, async (desk) => {
    const until = await knownUntil(desk)
    const since = until.subtract({ hours: 24 * days }).toString()
    const yearBefore = until.subtract({ hours: 24 * (days + 365) }).toString()
    const { rows } = await sql<{ isMember: boolean; people: number; back: number }>`
      with joined as (select distinct coalesce(c.merged_into, c.customer_id) as customer_id from loyalty_members m
        join customers c using (workspace_id, customer_id)
        where m.workspace_id = ${desk.workspaceId} and m.programme_id = ${desk.programmeId} and m.joined_at < ${since})
      select j.customer_id is not null as "isMember", count(*)::int as people,
        count(*) filter (where s.last_order_at >= ${since})::int as back
      from customer_measures s left join joined j using (customer_id)
      where s.workspace_id = ${desk.workspaceId} and s.first_order_at < ${since} and s.last_order_at >= ${yearBefore}
      group by 1`.execute(desk.tx)
    const of = (isMember: boolean) => {
      const { people = 0, back = 0 } = rows.find((row) => row.isMember === isMember) ?? {}
      return { people, back }
    }
    return { since, days, members: of(true), others: of(false) }
  })
}
