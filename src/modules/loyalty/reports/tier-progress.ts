import { sql } from 'kysely'
import type { LoyaltyRules } from '#contract/loyalty'
import { creditsAccount } from '../ledger/credits.ts'
import type { Desk } from '../ledger/desk.ts'

type Path = NonNullable<LoyaltyRules['tiers']>

/** What counts towards the tiers of these members at the moment, by the programme's own measure. */
export async function readTierMeasures(desk: Desk, memberIds: string[]): Promise<Map<string, number>> {
  const path = desk.rules.tiers
  if (!path || memberIds.length === 0) return new Map()
  const { rows } = await measured(desk, path, memberIds).execute(desk.tx)
  return new Map(rows.map(({ id, amount }) => [id, amount]))
}

function measured(desk: Desk, path: Path, memberIds: string[]) {
  const { workspaceId, now, zone } = desk
  const ids = sql`m.workspace_id = ${workspaceId} and m.member_id = any(${memberIds}::uuid[])`
  const year = now.toZonedDateTimeISO(zone).year
  const counted = (from: Temporal.Instant | null) => sql<{ id: string; amount: number }>`
    select m.member_id as id, coalesce((select sum(q.points) from loyalty_qualifying q where q.workspace_id = m.workspace_id
      and q.member_id = m.member_id and q.at >= ${from === null ? sql`m.cycle_start` : from.toString()}), 0)::bigint as amount
    from loyalty_members m where ${ids}`
  const local = now.toZonedDateTimeISO(zone)
  const startOf = (month: number) => Temporal.PlainDate.from({ year, month, day: 1 }).toZonedDateTime(zone).toInstant()
  switch (path.mode) {
    case 'lifetime_points':
      return sql<{
        id: string
        amount: number
      }>`select m.member_id as id, m.lifetime as amount from loyalty_members m where ${ids}`
    case 'balance_immediate':
    case 'every_days_active':
      return sql<{
        id: string
        amount: number
      }>`select m.member_id as id, (coalesce(sum(l.remaining) filter (where l.activated), 0)
          - max(a.deficit))::bigint as amount
        from loyalty_members m join loyalty_accounts a using (workspace_id, account_id)
        left join loyalty_lots l on l.workspace_id = m.workspace_id and l.account_id = m.account_id and l.remaining > 0
        where ${ids} group by 1`
    case 'calendar_year_spend':
      return sql<{
        id: string
        amount: number
      }>`select m.member_id as id, coalesce((select sum(o.basis_minor - o.refunded_minor)
          from loyalty_orders o where o.workspace_id = m.workspace_id and o.member_id = m.member_id
            and o.occurred_at >= ${startOf(1).toString()}), 0)::bigint as amount from loyalty_members m where ${ids}`
    case 'rolling_spend':
      return sql<{
        id: string
        amount: number
      }>`select m.member_id as id, coalesce((select sum(o.basis_minor - o.refunded_minor)
          from loyalty_orders o where o.workspace_id = m.workspace_id and o.member_id = m.member_id
            and (o.occurred_at at time zone ${zone})::date + make_interval(months => ${path.months}::int)
              >= ${local.toPlainDate().toString()}::date), 0)::bigint as amount from loyalty_members m where ${ids}`
    case 'credits':
      return sql<{
        id: string
        amount: number
      }>`select x.id, coalesce(a.balance, 0) as amount
        from unnest(${memberIds}::uuid[], ${memberIds.map((id) => creditsAccount(desk, id))}::uuid[]) as x(id, account)
        left join lateral (select balance from loyalty_accounts
          where workspace_id = ${workspaceId} and account_id = x.account offset 0) a on true`
    case 'calendar_year_points':
      return counted(startOf(1))
    case 'calendar_quarter':
      return counted(startOf(local.month - ((local.month - 1) % 3)))
    case 'rolling_status':
      return counted(local.subtract({ months: path.months }).toInstant())
    case 'cycle':
      return counted(null)
  }
}

/** How much of the way to the next tier is done, 0 to 1; null where there is none above. */
export function tierShare({ tiers }: LoyaltyRules, tier: string | null, measure: number | undefined): number | null {
  const at = tiers?.levels.findIndex(({ id }) => id === tier) ?? -1
  const next = tiers?.levels[at + 1]
  if (!next || next.byInvitation || measure === undefined || next.min <= 0) return null
  return Math.round(Math.min(1, Math.max(0, measure / next.min)) * 100) / 100
}
