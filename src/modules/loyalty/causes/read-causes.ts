import { sql } from 'kysely'
import type { LoyaltyCauses } from '#contract/loyalty-club'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { readCurrency } from '../reports/read-currency.ts'

type Given = { causeId: string; points: number; valueMinor: number; givers: number; mine: number }

/** The causes of a programme with what members gave and what came of it. */
export async function readCauses(deps: LoyaltyDeps, place: Place): Promise<LoyaltyCauses> {
  return await atDesk(deps, place, async (desk) => ({
    currency: await readCurrency(desk),
    causes: (await causesFor(desk, null)).map(({ mine, ...cause }) => cause),
  }))
}

/** The same with what one member gave. */
export async function causesFor(
  desk: Desk,
  memberId: string | null,
): Promise<(LoyaltyCauses['causes'][number] & { mine: number })[]> {
  const { causes } = desk.rules
  if (causes.length === 0) return []
  const given = await readGiven(desk, memberId)
  const news = Map.groupBy(await readNews(desk), ({ causeId }) => causeId)
  return causes.map(({ id, name, text, pointValueMinor, goalPoints, closed }) => {
    const { points, valueMinor, givers, mine } = given.get(id) ?? { points: 0, valueMinor: 0, givers: 0, mine: 0 }
    const told = (news.get(id) ?? []).map(({ causeId, at, ...one }) => ({ ...one, at: at.toISOString() }))
    return {
      causeId: id,
      name,
      text: text ?? null,
      pointValueMinor,
      goalPoints: goalPoints ?? null,
      isClosed: closed ?? false,
      points,
      valueMinor,
      givers,
      mine,
      paidMinor: told.reduce((sum, { paidMinor }) => sum + (paidMinor ?? 0), 0),
      news: told,
    }
  })
}

/** Gifts less those that were taken back, each at what its points were worth then. */
async function readGiven(desk: Desk, memberId: string | null): Promise<Map<string, Given>> {
  const { rows } = await sql<Given>`
    with given as (select t.member_id, t.detail ->> 'causeId' as cause,
        sum((t.detail ->> 'points')::bigint * case t.kind when 'donate' then 1 else -1 end) as points,
        sum((t.detail ->> 'valueMinor')::bigint * case t.kind when 'donate' then 1 else -1 end) as value
      from loyalty_transactions t where t.workspace_id = ${desk.workspaceId} and t.programme_id = ${desk.programmeId}
        and t.detail ? 'causeId' group by 1, 2)
    select cause as "causeId", sum(points)::bigint as points, sum(value)::bigint as "valueMinor",
      (count(*) filter (where points > 0))::int as givers,
      coalesce(sum(points) filter (where member_id = ${memberId}::uuid), 0)::bigint as mine from given group by 1`.execute(
    desk.tx,
  )
  return new Map(rows.map((row) => [row.causeId, row]))
}

type News = { newsId: string; causeId: string; text: string; paidMinor: number | null; at: Date }

async function readNews(desk: Desk): Promise<News[]> {
  const { rows } =
    await sql<News>`select news_id as "newsId", cause_id as "causeId", text, paid_minor as "paidMinor", at
    from loyalty_cause_news where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId}
    order by at desc, news_id desc`.execute(desk.tx)
  return rows
}
