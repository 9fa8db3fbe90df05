import { sql } from 'kysely'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { servingMember } from '../serving/with-member.ts'
import { holdInvited } from './accept-invitation.ts'
import { columns, type Invitation } from './invitations.repo.ts'

/** Few enough that a till waits for one of them no longer than for another till. */
const atOnce = 50

type To = Pick<Invitation, 'kind' | 'target'>

/** Members among these customers hold what they were invited to; some at a time. What was cut off goes on when it is asked again. */
export async function holdAtOnce(deps: LoyaltyDeps, place: Place, to: To, people: string[]): Promise<number> {
  let holding = 0
  for (;;) {
    const done = await atDesk(deps, place, async (desk) => {
      const waiting = await findWaiting(desk, to, people)
      for (const { memberId, ...invitation } of waiting)
        await servingMember(desk, memberId, (at) => holdInvited(at, invitation))
      return waiting.length
    })
    holding += done
    if (done < atOnce) return holding
  }
}

/** In the order in which everybody locks accounts, so that nobody waits in a circle. */
async function findWaiting(
  desk: Desk,
  { kind, target }: To,
  people: string[],
): Promise<(Invitation & { memberId: string })[]> {
  const { rows } = await sql<Invitation & { memberId: string }>`select ${columns}, m.member_id as "memberId"
    from loyalty_invitations i join loyalty_members m on m.workspace_id = i.workspace_id and m.programme_id = i.programme_id
      and m.customer_id = i.customer_id and m.merged_into is null
    where i.workspace_id = ${desk.workspaceId} and i.programme_id = ${desk.programmeId} and i.kind = ${kind}
      and i.target = ${target} and i.customer_id = any(${people}::uuid[]) and i.withdrawn_at is null and i.used = 0
      and not exists (select from loyalty_invited h where h.workspace_id = i.workspace_id and h.member_id = m.member_id
        and h.kind = i.kind and h.target = i.target)
    order by m.account_id limit ${atOnce}`.execute(desk.tx)
  return rows
}
