import { prepared } from '#platform/postgres'
import type { Member } from '../ledger/book.ts'
import type { Desk } from '../ledger/desk.ts'

/** Which level these members hold by invitation, or by a plan that is paid: the highest. Asks nothing where there is no such level. */
export async function readGivenLevels(desk: Desk, members: Member[]): Promise<void> {
  const levels = desk.rules.tiers?.levels.filter(({ byInvitation }) => byInvitation).map(({ id }) => id) ?? []
  const found = levels.length === 0 ? new Map<string, string[]>() : await readHeld(desk, members)
  for (const member of members) {
    const held = found.get(member.memberId) ?? []
    member.given = levels.findLast((level) => held.includes(level)) ?? null
  }
}

async function readHeld(desk: Desk, members: Member[]): Promise<Map<string, string[]>> {
  const ids = members.map(({ memberId }) => memberId)
  const plans = desk.rules.plans.flatMap(({ id, tier }) => (tier === undefined ? [] : [{ plan: id, tier }]))
  const { rows } = await prepared<{ memberId: string; level: string }>`
    select i.member_id as "memberId", i.target as level from loyalty_invited i
      where i.workspace_id = ${desk.workspaceId} and i.member_id = any(${ids}::uuid[]) and i.kind = 'tier'
    union all
    select p.member_id, x.tier from loyalty_plan_members p
      join jsonb_to_recordset(${JSON.stringify(plans)}::jsonb) as x(plan text, tier text) on x.plan = p.plan_id
      where p.workspace_id = ${desk.workspaceId} and p.member_id = any(${ids}::uuid[]) and p.lasts_until > ${desk.now.toString()}`.execute(
    desk.tx,
  )
  const found = new Map<string, string[]>()
  for (const { memberId, level } of rows) found.set(memberId, [...(found.get(memberId) ?? []), level])
  return found
}
