import { sql } from 'kysely'
import { inWorkspace } from '#platform/postgres'
import type { LoyaltyDeps } from './desk.ts'

/** Few enough that a till waits for them no longer than for another till. */
const accountsAtOnce = 500

/**
 * After new rules everybody is due, some at a time and each part in a transaction of its own: tills go on meanwhile, and take accounts
 * that nobody has looked at again for due. Again changes nothing.
 */
export async function lookAgain(deps: LoyaltyDeps, workspaceId: string): Promise<void> {
  while (await lookAtSome(deps, workspaceId));
}

/** Whether there may be more. */
async function lookAtSome({ db, clock }: LoyaltyDeps, workspaceId: string): Promise<boolean> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    // Makes workers take turns, and keeps nobody from joining.
    const { rows } = await sql<{ programmeId: string; from: string }>`
      select programme_id as "programmeId", due_from as "from" from loyalty_programmes
      where workspace_id = ${workspaceId} and due_from is not null order by programme_id limit 1 for no key update`.execute(
      tx,
    )
    const [programme] = rows
    if (!programme) return false
    const { programmeId, from } = programme
    // In one order everywhere, so that nobody waits in a circle.
    const part = await sql<{ id: string }>`
      with part as (select account_id from loyalty_accounts where workspace_id = ${workspaceId} and programme_id = ${programmeId}
          and currency = 'points' and account_id >= ${from} order by account_id limit ${accountsAtOnce} for update),
        due as (update loyalty_accounts a set next_due_at = least(a.next_due_at, ${clock.now().toString()}::timestamptz) from part
          where a.workspace_id = ${workspaceId} and a.account_id = part.account_id returning a.account_id as id)
      select id from due order by id`.execute(tx)
    const next = part.rows.length < accountsAtOnce ? null : (part.rows.at(-1)?.id ?? null)
    await sql`update loyalty_programmes set due_from = ${next} where workspace_id = ${workspaceId}
      and programme_id = ${programmeId}`.execute(tx)
    return true
  })
}
