import { type RawBuilder, sql } from 'kysely'
import type { VipList, VipQuery } from '#contract/predictions'
import { DomainError } from '#platform/errors'
import { inWorkspace, type Tx } from '#platform/postgres'
import { countEngagement } from './queries/count-engagement.ts'
import type { PredictionDeps } from './run-predictions.ts'

type Vip = VipList['vips'][number]
type Row = Omit<Vip, 'rank' | 'amount' | 'reasons'>

/** From which share of customers on being among the best is worth a word. */
const shares = [0.01, 0.05]

/** The best customers by what they spend, how often they come, or how much else they do with the shop; and why. */
export async function findVips(
  { db, ch, clock }: Pick<PredictionDeps, 'db' | 'ch' | 'clock'>,
  workspaceId: string,
  { by, limit }: VipQuery,
): Promise<VipList> {
  const since = clock.now().subtract({ hours: 24 * 365 })
  const engaged = await countEngagement(ch.forWorkspace(workspaceId), since.toString(), 1_000)
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { currency, customers } = await readShopSize(tx, workspaceId)
    const bars = {
      spend: await barsOf(tx, workspaceId, sql`revenue_minor`, customers),
      visits: await barsOf(tx, workspaceId, sql`visits`, customers),
    }
    const rows = await readRows(
      tx,
      workspaceId,
      by,
      limit,
      engaged.map(({ customerId }) => customerId),
    )
    const days = new Map(engaged.map(({ customerId, days: count }) => [customerId, count]))
    const vips = rows
      .map((row): Omit<Vip, 'rank'> => {
        const amounts = { spend: row.revenueMinor, visits: row.visits, engagement: days.get(row.customerId) ?? 0 }
        const reasons = (['spend', 'visits'] as const).flatMap((measure) => {
          const top = shares.find((_, i) => amounts[measure] >= (bars[measure][i] ?? Number.POSITIVE_INFINITY))
          return top === undefined ? [] : [{ measure, amount: amounts[measure], top: 100 * top }]
        })
        const active =
          amounts.engagement > 0 ? [{ measure: 'engagement' as const, amount: amounts.engagement, top: 0 }] : []
        return { ...row, amount: amounts[by], reasons: [...reasons, ...active] }
      })
      .sort((a, b) => b.amount - a.amount || b.revenueMinor - a.revenueMinor)
    return { by, currency, customers, vips: vips.slice(0, limit).map((vip, i) => ({ ...vip, rank: i + 1 })) }
  })
}

async function readShopSize(tx: Tx, workspaceId: string): Promise<{ currency: string; customers: number }> {
  const { rows } = await sql<{ currency: string; customers: number }>`select currency,
      (select count(*)::int from customer_measures where workspace_id = ${workspaceId} and visits > 0) as customers
    from workspaces where workspace_id = ${workspaceId}`.execute(tx)
  const [row] = rows
  if (!row) throw new DomainError('not_found', 'workspace_not_found', 'There is no such workspace.')
  return row
}

/** The amounts from which on a customer is among the best hundredth, and the best twentieth, where there are so many that it holds somebody. */
async function barsOf(tx: Tx, workspaceId: string, column: RawBuilder<unknown>, customers: number): Promise<number[]> {
  const bars: number[] = []
  for (const share of shares) {
    const places = Math.floor(share * customers)
    if (places === 0) {
      bars.push(Number.POSITIVE_INFINITY)
      continue
    }
    const { rows } = await sql<{ bar: number }>`select ${column} as bar from customer_measures
      where workspace_id = ${workspaceId} and visits > 0
      order by ${column} desc, customer_id desc offset ${places - 1} limit 1`.execute(tx)
    bars.push(rows[0]?.bar ?? Number.POSITIVE_INFINITY)
  }
  return bars
}

async function readRows(
  tx: Tx,
  workspaceId: string,
  by: VipQuery['by'],
  limit: number,
  engaged: string[],
): Promise<Row[]> {
  const column = by === 'visits' ? sql`m.visits` : sql`m.revenue_minor`
  const whose = by === 'engagement' ? sql`m.customer_id = any(${engaged}::uuid[])` : sql`m.visits > 0`
  const { rows } = await sql<Row>`
    select c.customer_id as "customerId", coalesce(nullif(c.name, ''), c.email, c.external_id, c.phone, '#' || c.number) as name,
      m.revenue_minor as "revenueMinor", m.visits, m.last_visit_on as "lastVisitOn", s.band, s.risk, s.clv_minor as "clvMinor"
    from customer_measures m
    join customers c on c.workspace_id = ${workspaceId} and c.customer_id = m.customer_id
    left join customer_scores s on s.workspace_id = ${workspaceId} and s.customer_id = m.customer_id
    where m.workspace_id = ${workspaceId} and c.merged_into is null and ${whose}
    order by ${column} desc, m.customer_id desc limit ${by === 'engagement' ? 1_000 : limit}`.execute(tx)
  return rows
}
