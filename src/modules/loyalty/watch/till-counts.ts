import { sql } from 'kysely'
import type { Desk } from '../ledger/desk.ts'

/** What was done at tills, for one shop or one person. */
export type TillCounts = {
  key: string | null
  tills: number
  deeds: number
  guests: number
  stampDeeds: number
  stamps: number
  points: number
  purchases: number
  purchasesMinor: number
  /** of the logarithms of the purchases: a few large ones must not hide the rest */
  logSum: number
  logSquares: number
  rewards: number
  undone: number
  offline: number
  /** what went to the guest who was served most */
  topGuest: number
}

/** Counted since a moment, most first; what was taken back is counted apart. */
export async function countTills(desk: Desk, by: 'shop' | 'person', since: Temporal.Instant): Promise<TillCounts[]> {
  const key = by === 'shop' ? sql`d.shop` : sql`x.person_id::text`
  const { rows } = await sql<TillCounts>`
    with deeds as (select x.*, ${key} as key, x.undone_at is null as stands from loyalty_till_deeds x
      left join loyalty_till_devices d using (workspace_id, device_id)
      where x.workspace_id = ${desk.workspaceId} and x.programme_id = ${desk.programmeId} and x.at >= ${since.toString()}),
    served as (select key, member_id, count(*)::int as times from deeds where stands group by 1, 2),
    top as (select key, max(times) as times from served group by 1)
    select deeds.key, count(distinct device_id)::int as tills, count(*) filter (where stands)::int as deeds,
      count(distinct member_id) filter (where stands)::int as guests,
      count(*) filter (where stands and kind = 'stamp')::int as "stampDeeds",
      coalesce(sum(stamps) filter (where stands), 0)::int as stamps,
      coalesce(sum(points) filter (where stands and kind = 'earn'), 0)::bigint as points,
      count(*) filter (where stands and kind = 'earn')::int as purchases,
      coalesce(sum(amount_minor) filter (where stands and kind = 'earn'), 0)::bigint as "purchasesMinor",
      coalesce(sum(ln(amount_minor)) filter (where stands and kind = 'earn' and amount_minor > 0), 0)::float8 as "logSum",
      coalesce(sum(ln(amount_minor) ^ 2) filter (where stands and kind = 'earn' and amount_minor > 0), 0)::float8 as "logSquares",
      count(*) filter (where stands and kind in ('reward', 'stamp_reward', 'points_off', 'cash_off', 'voucher'))::int as rewards,
      count(*) filter (where not stands)::int as undone, count(*) filter (where stands and offline)::int as offline,
      coalesce(max(top.times), 0)::int as "topGuest"
    from deeds left join top on top.key is not distinct from deeds.key
    group by deeds.key order by deeds desc, deeds.key`.execute(desk.tx)
  return rows
}
