import { sql } from 'kysely'
import type { CustomerMemberships } from '#contract/loyalty-reports'
import { customerFamily } from '#modules/customers'
import { inWorkspace } from '#platform/postgres'
import type { LoyaltyDeps } from '../ledger/desk.ts'

/** The programmes of which a customer is a member, and those they could join. Throws not_found. */
export async function listMemberships(
  { db }: LoyaltyDeps,
  workspaceId: string,
  customerId: string,
): Promise<CustomerMemberships> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const family = await customerFamily(tx, workspaceId, customerId)
    const { rows } = await sql<{ programmeId: string; programme: string; memberId: string | null }>`
      select p.programme_id as "programmeId", p.name as programme, (select m.member_id from loyalty_members m
        where m.workspace_id = p.workspace_id and m.programme_id = p.programme_id and m.customer_id = any(${family}::uuid[])
        order by m.merged_into is not null, m.joined_at limit 1) as "memberId"
      from loyalty_programmes p where p.workspace_id = ${workspaceId} and p.status = 'active'
      order by p.created_at`.execute(tx)
    return {
      memberships: rows.flatMap(({ memberId, ...row }) => (memberId === null ? [] : [{ ...row, memberId }])),
      open: rows.flatMap(({ memberId, ...row }) => (memberId === null ? [row] : [])),
    }
  })
}
