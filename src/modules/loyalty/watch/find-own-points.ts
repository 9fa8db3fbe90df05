import { sql } from 'kysely'
import { whoNow } from '#modules/customers'
import type { Desk } from '../ledger/desk.ts'
import { type Finding, lookBack, mine } from './finding.ts'

/** People who gave to the member who has their own e-mail address, at a till or in the console. */
export async function findOwnPoints(desk: Desk): Promise<Finding[]> {
  const { rows } = await sql<{ personId: string; memberId: string; count: number; of: number; at: Date }>`
    select t.actor_id as "personId", m.member_id as "memberId", count(*)::int as count, max(t.at) as at,
      coalesce(sum((t.detail ->> 'points')::bigint), 0)::bigint as of
    from loyalty_transactions t join people p on p.id = t.actor_id
      join loyalty_members m on m.workspace_id = t.workspace_id and m.member_id = t.member_id
      join customers o on o.workspace_id = m.workspace_id and o.customer_id = m.customer_id
      join customers c on c.workspace_id = o.workspace_id and c.customer_id = ${whoNow('o')}
    where ${mine(desk, 't')} and t.actor_kind = 'person' and t.kind in ('earn', 'grant', 'stamp', 'gift')
      and t.recorded_at >= ${lookBack(desk)} and lower(c.email) = p.email
    group by 1, 2`.execute(desk.tx)
  return rows.map(({ memberId, ...row }) => ({
    ...row,
    finding: `own_points:${row.personId}:${memberId}`,
    kind: 'own_points',
    memberIds: [memberId],
    usual: 0,
  }))
}

const oftenEnough = 10

/** Cards that one person serves, ten times and more, and hardly anybody else: theirs, or a friend's. */
export async function findFavourites(desk: Desk): Promise<Finding[]> {
  const { rows } = await sql<{
    personId: string
    memberId: string
    count: number
    of: number
    usual: number
    at: Date
  }>`
    with deeds as (select x.person_id, x.member_id, x.at from loyalty_till_deeds x
      where ${mine(desk, 'x')} and x.at >= ${lookBack(desk)} and x.undone_at is null and x.kind in ('earn', 'stamp')),
    pairs as (select person_id, member_id, count(*) as times, max(at) as at from deeds group by 1, 2)
    select p.person_id as "personId", p.member_id as "memberId", p.times::int as count, p.at,
      (select count(*) from deeds d where d.member_id = p.member_id)::int as of,
      (select round(100.0 * count(*) filter (where d.person_id = p.person_id) / count(*)) from deeds d)::int as usual
    from pairs p where p.times >= ${oftenEnough}`.execute(desk.tx)
  return rows
    .filter(({ count, of, usual }) => count >= of * 0.8 && usual <= 50)
    .map(({ memberId, ...row }) => ({
      ...row,
      finding: `favourite:${row.personId}:${memberId}`,
      kind: 'favourite',
      memberIds: [memberId],
    }))
}
