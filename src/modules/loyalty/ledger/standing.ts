import { sql } from 'kysely'

/**
 * Joins, to a member `m`, what of their account's lots is still to become active (`w.pending`) and what is gone first (`e.at`, `e.points`):
 * by index, however many lots there are. What can be spent is the account's balance without what is pending.
 */
export const joinStanding = sql`
    cross join lateral (select coalesce(sum(remaining), 0)::bigint as pending from loyalty_lots
      where workspace_id = m.workspace_id and account_id = m.account_id and remaining > 0 and not activated) w
    left join lateral (select expires_at as at, sum(remaining)::bigint as points from loyalty_lots
      where workspace_id = m.workspace_id and account_id = m.account_id and remaining > 0 and activated and expires_at is not null
      group by expires_at order by expires_at limit 1) e on true`
