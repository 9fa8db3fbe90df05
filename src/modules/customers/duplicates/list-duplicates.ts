import { sql } from 'kysely'
import { z } from 'zod'
import type { DuplicatePage, DuplicateSearch, DuplicateSide, DuplicateSuggestion } from '#contract/duplicates'
import type { Clock } from '#platform/clock'
import { cursorPart, readCursor, writeCursor } from '#platform/cursor'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { getShop } from '../as-of.ts'

const place = z.object({ score: cursorPart.whole.max(1e9).min(-1e9), aId: z.uuid(), bId: z.uuid() })

type Stored = { aId: string; bId: string; score: number; reasons: DuplicateSuggestion['reasons'] }

const open = sql`not exists (select from distinct_customers d where d.workspace_id = s.workspace_id and d.a_id = s.a_id and d.b_id = s.b_id)
  and a.merged_into is null and b.merged_into is null and a.erased_at is null and b.erased_at is null`

const from = sql`duplicate_suggestions s
  join customers a on a.workspace_id = s.workspace_id and a.customer_id = s.a_id
  join customers b on b.workspace_id = s.workspace_id and b.customer_id = s.b_id`

/** Pairs that look like one person, the likeliest first; what was merged or said to be two is left out. */
export async function listDuplicates(
  { db, clock }: { db: Db; clock: Clock },
  workspaceId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<DuplicatePage> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    // Before what it finds: once it is over, what is read after it is what it found.
    const search = (await findSearch(tx, workspaceId)) ?? null
    const shop = await getShop(tx, clock, workspaceId)
    const after = cursor === undefined ? undefined : readCursor(place, cursor)
    const found = await sql<Stored>`select s.a_id as "aId", s.b_id as "bId", s.score, s.reasons from ${from}
      where s.workspace_id = ${workspaceId} and ${open}
        ${after ? sql`and (-s.score, s.a_id, s.b_id) > (${-after.score}, ${after.aId}::uuid, ${after.bId}::uuid)` : sql``}
      order by s.score desc, s.a_id, s.b_id limit ${limit}`.execute(tx)
    const last = found.rows.at(-1)
    const total = await sql<{ count: number }>`select count(*)::int as count from ${from}
      where s.workspace_id = ${workspaceId} and ${open}`.execute(tx)
    return {
      suggestions: await withSides(tx, workspaceId, found.rows),
      nextCursor:
        last && found.rows.length === limit ? writeCursor({ score: last.score, aId: last.aId, bId: last.bId }) : null,
      total: total.rows[0]?.count ?? 0,
      currency: shop.currency,
      asOf: shop.asOf,
      search,
    }
  })
}

async function withSides(tx: Tx, workspaceId: string, rows: Stored[]): Promise<DuplicateSuggestion[]> {
  const ids = [...new Set(rows.flatMap((row) => [row.aId, row.bId]))]
  const found = await sql<Omit<DuplicateSide, 'firstSeenAt' | 'lastSeenAt'> & { firstSeenAt: Date; lastSeenAt: Date }>`
    select c.customer_id as "customerId", c.name, c.email, c.phone, c.external_id as "externalId",
      coalesce(c.traits ->> 'city', c.traits -> 'address' ->> 'city') as city, coalesce(m.orders, 0) as orders,
      coalesce(m.visits, 0) as visits, coalesce(m.revenue_minor, 0) as "revenueMinor", c.first_seen_at as "firstSeenAt",
      c.last_seen_at as "lastSeenAt", m.first_visit_on as "firstVisitOn", m.last_visit_on as "lastVisitOn",
      coalesce(m.recent_visits, '{}') as "recentVisits"
    from customers c left join customer_measures m using (workspace_id, customer_id)
    where c.workspace_id = ${workspaceId} and c.customer_id = any(${ids}::uuid[])`.execute(tx)
  const sides = new Map(
    found.rows.map((row) => [
      row.customerId,
      { ...row, firstSeenAt: row.firstSeenAt.toISOString(), lastSeenAt: row.lastSeenAt.toISOString() },
    ]),
  )
  return rows.flatMap(({ aId, bId, score, reasons }) => {
    const a = sides.get(aId)
    const b = sides.get(bId)
    if (!a || !b) return []
    const [first, second] = b.orders > a.orders ? [b, a] : [a, b]
    return [{ score, reasons, a: first, b: second }]
  })
}

export async function findSearch(tx: Tx, workspaceId: string): Promise<DuplicateSearch | undefined> {
  const found = await sql<{ startedAt: Date; finishedAt: Date | null; customers: number; found: number }>`
    select started_at as "startedAt", finished_at as "finishedAt", customers, found from duplicate_searches
    where workspace_id = ${workspaceId}`.execute(tx)
  const [row] = found.rows
  return row && { ...row, startedAt: row.startedAt.toISOString(), finishedAt: row.finishedAt?.toISOString() ?? null }
}
