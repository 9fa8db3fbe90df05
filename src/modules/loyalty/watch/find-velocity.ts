import { sql } from 'kysely'
import type { Desk } from '../ledger/desk.ts'
import { type Finding, lookBack, mine, standsUndone } from './finding.ts'

/** Nobody is served so often in an hour. */
const mostInAnHour = 3

/** Members who got points or stamps by hand more than three times within an hour. */
export async function findVelocity(desk: Desk): Promise<Finding[]> {
  const { rows } = await sql<{ memberId: string; count: number; at: Date }>`
    select member_id as "memberId", max(times)::int as count, max(at) as at from (
      select t.member_id, t.at, count(*) over (partition by t.member_id order by t.at
        range between interval '1 hour' preceding and current row) as times
      from loyalty_transactions t where ${mine(desk, 't')} and t.kind in ('earn', 'stamp') and t.actor_kind <> 'system'
        and t.recorded_at >= ${lookBack(desk)} and ${standsUndone}) w
    where times > ${mostInAnHour} group by 1`.execute(desk.tx)
  return rows.map(({ memberId, count, at }) => ({
    finding: `velocity:${memberId}`,
    kind: 'velocity',
    at,
    memberIds: [memberId],
    personId: null,
    count,
    of: 60,
    usual: mostInAnHour,
  }))
}
