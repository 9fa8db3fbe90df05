import { sql } from 'kysely'
import { z } from 'zod'
import type { LoyaltyMemberList, LoyaltyMemberRow, loyaltyMemberQuery } from '#contract/loyalty-reports'
import { foldText, whoNow } from '#modules/customers'
import { readCursor, writeCursor } from '#platform/cursor'
import { atReportDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { openRewards } from '../rules/open-rewards.ts'

const lastOne = z.object({ value: z.string().regex(/^-?\d+(\.\d+)?$/), id: z.uuid() })

export type MemberQuery = Omit<z.infer<typeof loyaltyMemberQuery>, 'format'>

const sortValues = {
  joined: sql`extract(epoch from m.joined_at)`,
  balance: sql`a.balance`,
  active: sql`coalesce(extract(epoch from a.last_active_at), 0)`,
  lifetime: sql`m.lifetime`,
}

/** Members of a programme, a page at a time. Throws bad_cursor. */
export async function listMembers(deps: LoyaltyDeps, place: Place, query: MemberQuery): Promise<LoyaltyMemberList> {
  return await atReportDesk(deps, place, async (desk) => {
    const { sort, limit } = query
    const value = sortValues[sort]
    const after = query.cursor === undefined ? undefined : readCursor(lastOne, query.cursor)
    const { rows } = await sql<Row>`
      select m.member_id as "memberId", c.customer_id as "customerId", c.name, m.reference, m.lifetime, m.tier, m.joined_at as joined,
        a.last_active_at as active, (a.balance - coalesce(p.pending, 0))::bigint as available, coalesce(p.pending, 0)::bigint as pending,
        s.balance as stamps, r.balance as "rewardsReady", ${value}::text as value
      from loyalty_members m
      join loyalty_accounts a on a.workspace_id = m.workspace_id and a.account_id = m.account_id
      join loyalty_accounts s on s.workspace_id = m.workspace_id and s.account_id = m.stamps_account_id
      join loyalty_accounts r on r.workspace_id = m.workspace_id and r.account_id = m.rewards_account_id
      left join customers o on o.workspace_id = m.workspace_id and o.customer_id = m.customer_id
      left join customers c on c.workspace_id = m.workspace_id and c.customer_id = ${whoNow('o')}
      left join lateral (select sum(l.remaining) as pending from loyalty_lots l where l.workspace_id = m.workspace_id
        and l.account_id = m.account_id and l.remaining > 0 and not l.activated) p on true
      where m.workspace_id = ${desk.workspaceId} and m.programme_id = ${desk.programmeId} and m.merged_into is null
        ${narrow(desk, query)}
        ${after ? sql`and (${value}, m.member_id) < (${after.value}::numeric, ${after.id}::uuid)` : sql``}
      order by ${value} desc, m.member_id desc limit ${limit + 1}`.execute(desk.tx)
    const members = rows.slice(0, limit).map(toMember)
    const last = rows[limit - 1]
    return { members, next: rows.length > limit && last ? writeCursor({ value: last.value, id: last.memberId }) : null }
  })
}

type Row = Omit<LoyaltyMemberRow, 'joinedAt' | 'lastActiveAt'> & { joined: Date; active: Date | null; value: string }

function toMember({ joined, active, value: _, ...row }: Row): LoyaltyMemberRow {
  return { ...row, joinedAt: joined.toISOString(), lastActiveAt: active?.toISOString() ?? null }
}

function narrow(desk: Desk, { search, tier, only }: MemberQuery) {
  const cheapest = Math.min(
    ...openRewards(desk.rules)
      .map(({ cost }) => cost)
      .filter((cost) => cost > 0),
  )
  const soon = desk.now.add({ hours: 24 * 30 }).toString()
  const wanted = search === undefined || search === '' ? undefined : escaped(foldText(search))
  return sql`${tier === undefined ? sql`` : sql`and m.tier = ${tier}`}
    ${wanted === undefined ? sql`` : sql`and (m.reference ilike ${`%${escaped(search ?? '')}%`} or c.search_text like ${`%${wanted}%`})`}
    ${
      only === 'near'
        ? sql`and a.balance - coalesce(p.pending, 0) >= ${Number.isFinite(cheapest) ? cheapest : 0} * 0.8
            and a.balance - coalesce(p.pending, 0) < ${Number.isFinite(cheapest) ? cheapest : 0}`
        : sql``
    }
    ${
      only === 'vouchers'
        ? sql`and exists (select from loyalty_vouchers x where x.workspace_id = m.workspace_id and x.member_id = m.member_id
            and x.used_at is null and (x.expires_at is null or x.expires_at > ${desk.now.toString()}))`
        : sql``
    }
    ${only === 'owing' ? sql`and a.deficit > 0` : sql``}
    ${only === 'tier' ? sql`and ${isNearTier}` : sql``}
    ${only === 'lapsed' ? sql`and ${hasLapsed(desk.now)}` : sql``}
    ${
      only === 'ready'
        ? sql`and (r.balance > 0 or ${Number.isFinite(cheapest) ? sql`a.balance - coalesce(p.pending, 0) >= ${cheapest}` : sql`false`})`
        : sql``
    }
    ${
      only === 'expiring'
        ? sql`and exists (select from loyalty_lots x where x.workspace_id = m.workspace_id and x.account_id = m.account_id
            and x.remaining > 0 and x.expires_at between ${desk.now.toString()} and ${soon})`
        : sql``
    }`
}

/** Of members `m` with their account `a`: a fifth of the way to the next tier is missing, or less, as their profile was last told. */
export const isNearTier = sql`exists (select from loyalty_told_traits t where t.workspace_id = m.workspace_id
  and t.member_id = m.member_id and (t.traits ->> 'loyalty_tier_share')::numeric >= 0.8)`

export const activeDays = 90

/** Of the same: their card was not used for so long. */
export const hasLapsed = (now: Temporal.Instant) =>
  sql`coalesce(a.last_active_at, m.joined_at) < ${now.subtract({ hours: 24 * activeDays }).toString()}`

const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&')
