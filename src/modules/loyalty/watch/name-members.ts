import { sql } from 'kysely'
import type { WatchedMember } from '#contract/loyalty-oversight'
import { whoNow } from '#modules/customers'
import type { Desk } from '../ledger/desk.ts'

/** Who these members are to a person who looks at them. */
export async function nameMembers(desk: Desk, memberIds: string[]): Promise<Map<string, WatchedMember>> {
  const { rows } = await sql<WatchedMember>`select m.member_id as "memberId", c.customer_id as "customerId",
      coalesce(c.name, c.email, c.phone) as name, m.blocked_at is not null as "isBlocked"
    from loyalty_members m
    left join customers o on o.workspace_id = m.workspace_id and o.customer_id = m.customer_id
    left join customers c on c.workspace_id = o.workspace_id and c.customer_id = ${whoNow('o')}
    where m.workspace_id = ${desk.workspaceId} and m.member_id = any(${memberIds}::uuid[])`.execute(desk.tx)
  return new Map(rows.map((row) => [row.memberId, row]))
}
