import { sql } from 'kysely'
import type { Desk } from '../ledger/desk.ts'
import { type Finding, lookBack, mine } from './finding.ts'

const longest = 6

/** Members who brought each other in a circle, and members who brought cards that were opened on the same phone as theirs. */
export async function findRings(desk: Desk): Promise<Finding[]> {
  return [...(await findCircles(desk)), ...(await findOneHand(desk))]
}

/** Everybody was brought by one at most, so a way up that comes back is a circle. */
async function findCircles(desk: Desk): Promise<Finding[]> {
  const { rows } = await sql<{ way: string[]; at: Date }>`
    with recursive up as (
      select r.referee_id as first, r.referrer_id as at_member, array[r.referee_id::text] as way, r.at
        from loyalty_referrals r where ${mine(desk, 'r')} and r.at >= ${lookBack(desk)}
      union all
      select up.first, r.referrer_id, up.way || r.referee_id::text, greatest(up.at, r.at)
        from up join loyalty_referrals r on ${mine(desk, 'r')} and r.referee_id = up.at_member
        where up.at_member <> up.first and cardinality(up.way) < ${longest})
    select way, at from up where at_member = first`.execute(desk.tx)
  const circles = new Map(rows.map(({ way, at }) => [way.toSorted().join(), { way, at }]))
  return [...circles.values()].map(({ way, at }) => ringOf(way.toSorted(), at))
}

async function findOneHand(desk: Desk): Promise<Finding[]> {
  const { rows } = await sql<{ referrer: string; referees: string[]; at: Date }>`
    select r.referrer_id as referrer, array_agg(distinct r.referee_id::text) as referees, max(r.at) as at
    from loyalty_referrals r
      join loyalty_cards a on a.workspace_id = r.workspace_id and a.member_id = r.referrer_id
      join loyalty_cards b on b.workspace_id = r.workspace_id and b.member_id = r.referee_id and b.device_hash = a.device_hash
    where ${mine(desk, 'r')} and r.at >= ${lookBack(desk)} group by 1`.execute(desk.tx)
  return rows.map(({ referrer, referees, at }) => ringOf([referrer, ...referees], at))
}

const ringOf = (memberIds: string[], at: Date): Finding => ({
  finding: `ring:${memberIds[0]}`,
  kind: 'ring',
  at,
  memberIds,
  personId: null,
  count: memberIds.length,
  of: memberIds.length,
  usual: 0,
})
