import { sql } from 'kysely'
import type { Desk } from '../ledger/desk.ts'
import { type Finding, lookBack, mine } from './finding.ts'

/**
 * People who take back much of what they do – five times and one in ten – or rewards three times: whoever undoes a reward after handing
 * it over has given it away.
 */
export async function findUndos(desk: Desk): Promise<Finding[]> {
  const { rows } = await sql<{ personId: string; count: number; of: number; usual: number; at: Date }>`
    with done as (select x.person_id, count(*) filter (where x.undone_at is not null) as undone, count(*) as times,
        count(*) filter (where x.undone_at is not null and x.kind in ('reward', 'stamp_reward', 'points_off', 'cash_off', 'voucher')) as rewards,
        max(x.undone_at) as at
      from loyalty_till_deeds x where ${mine(desk, 'x')} and x.at >= ${lookBack(desk)} group by 1)
    select person_id as "personId", undone::int as count, times::int as of, at,
      (select round(100 * sum(undone) / sum(times)) from done)::int as usual
    from done where rewards >= 3 or (undone >= 5 and undone * 10 >= times)`.execute(desk.tx)
  return rows.map((row) => ({ ...row, finding: `undos:${row.personId}`, kind: 'undos', memberIds: [] }))
}
