import { sql } from 'kysely'
import type { Desk } from '../ledger/desk.ts'
import { type Finding, lookBack, mine } from './finding.ts'

const times = 8
const enough = 20

/** Purchases typed in at a till that are eight times as large as the usual one and more: a comma in the wrong place, or a present. */
export async function findAmounts(desk: Desk): Promise<Finding[]> {
  const { rows } = await sql<{
    deedId: string
    personId: string
    memberId: string
    count: number
    of: number
    usual: number
    at: Date
  }>`
    with typed as (select x.deed_id, x.person_id, x.member_id, x.amount_minor, x.points, x.at from loyalty_till_deeds x
      where ${mine(desk, 'x')} and x.at >= ${lookBack(desk, 90)} and x.undone_at is null and x.kind = 'earn' and x.amount_minor > 0),
    middle as (select percentile_cont(0.5) within group (order by amount_minor) as usual, count(*) as n from typed)
    select t.deed_id as "deedId", t.person_id as "personId", t.member_id as "memberId", t.amount_minor as count,
      t.points as of, round(m.usual)::bigint as usual, t.at
    from typed t cross join middle m
    where m.n >= ${enough} and t.amount_minor >= m.usual * ${times} and t.at >= ${lookBack(desk)}
    order by t.at desc limit 100`.execute(desk.tx)
  return rows.map(({ deedId, memberId, ...row }) => ({
    ...row,
    finding: `amount:${deedId}`,
    kind: 'amount',
    memberIds: [memberId],
  }))
}
