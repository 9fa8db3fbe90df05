import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import type { AtRiskPage, AtRiskQuery, AtRiskRow } from '#contract/predictions'
import { type StoredScore, scoreColumns, toScore } from '#modules/customers'
import { cursorPart, readCursor, writeCursor } from '#platform/cursor'
import { DomainError } from '#platform/errors'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { PredictionDeps } from './run-predictions.ts'
import { listVersions } from './versions.repo.ts'

const sorts = {
  at_stake: {
    column: sql`s.at_stake_minor`,
    cast: sql`bigint`,
    place: cursorPart.whole,
    of: (row: AtRiskRow) => row.atStakeMinor,
  },
  risk: { column: sql`s.risk`, cast: sql`real`, place: cursorPart.real, of: (row: AtRiskRow) => row.risk },
  clv: { column: sql`s.clv_minor`, cast: sql`bigint`, place: cursorPart.whole, of: (row: AtRiskRow) => row.clv.minor },
} as const

/** Customers with what is foretold of them; a page at a time. */
export async function listAtRisk(
  { db }: Pick<PredictionDeps, 'db'>,
  workspaceId: string,
  query: AtRiskQuery,
): Promise<AtRiskPage> {
  return await inWorkspace(db, workspaceId, (tx) => readPage(tx, workspaceId, query))
}

/** A page as the transaction sees it. */
export async function readPage(tx: Tx, workspaceId: string, query: AtRiskQuery): Promise<AtRiskPage> {
  const [version] = await listVersions(tx, workspaceId, 1)
  const { currency, today } = await readMoney(tx, workspaceId)
  const asOf = version?.report.asOf ?? today
  const margin = version?.report.worth?.averageMargin ?? null
  // With somebody gone nothing is at stake, so their worth is what tells them apart.
  const { column, cast, place, of } = sorts[query.who === 'gone' && query.sort === 'at_stake' ? 'clv' : query.sort]
  const descending = query.direction === 'desc'
  const cursor =
    query.cursor === undefined ? undefined : readCursor(z.object({ value: place, id: z.uuid() }), query.cursor)
  const after = cursor
    ? sql`(${column}, s.customer_id) ${descending ? sql`<` : sql`>`} (${cursor.value}::${cast}, ${cursor.id}::uuid)`
    : sql`true`
  const direction = descending ? sql`desc` : sql`asc`
  const { rows } = await sql<StoredRow>`
      select s.customer_id as "customerId", coalesce(nullif(c.name, ''), c.email, c.external_id, c.phone, '#' || c.number) as name,
        c.email, c.phone, m.visits, m.last_visit_on as "lastVisitOn", greatest(0, ${asOf}::date - m.last_visit_on) as "silentDays",
        m.usual_gap_days as "usualGapDays", m.revenue_minor as "revenueMinor", m.recent_visits as "recentVisits", ${scoreColumns}
      from customer_scores s
      join customers c on c.workspace_id = ${workspaceId} and c.customer_id = s.customer_id and c.merged_into is null
      join customer_measures m on m.workspace_id = ${workspaceId} and m.customer_id = s.customer_id
      where s.workspace_id = ${workspaceId} and ${conditions(query, margin)} and ${after}
      order by ${column} ${direction}, s.customer_id ${direction} limit ${query.limit}`.execute(tx)
  const customers = rows.map((row): AtRiskRow => {
    const {
      customerId,
      name,
      email,
      phone,
      visits,
      lastVisitOn,
      silentDays,
      usualGapDays,
      revenueMinor,
      recentVisits,
    } = row
    const who = { customerId, name, email, phone, visits, lastVisitOn, silentDays, usualGapDays, revenueMinor }
    return { ...toScore(row), ...who, recentVisits }
  })
  const last = customers.at(-1)
  const nextCursor =
    last && customers.length === query.limit ? writeCursor({ value: of(last), id: last.customerId }) : null
  return { customers, nextCursor, currency, asOf }
}

type StoredRow = StoredScore &
  Pick<
    AtRiskRow,
    | 'customerId'
    | 'name'
    | 'email'
    | 'phone'
    | 'visits'
    | 'lastVisitOn'
    | 'silentDays'
    | 'usualGapDays'
    | 'revenueMinor'
    | 'recentVisits'
  >

const valueBands = { top: 1, middle: 2, rest: 3 }

function conditions({ band, who, value, margin }: AtRiskQuery, average: number | null): RawBuilder<unknown> {
  const asked: RawBuilder<unknown>[] = []
  if (band) asked.push(sql`s.band = ${band}`)
  // In these words, which are those of the indexes.
  if (who !== 'all') asked.push(who === 'gone' ? sql`s.is_gone` : sql`not s.is_gone`)
  if (who === 'at_risk') asked.push(sql`s.band in ('medium', 'high')`)
  if (value) asked.push(sql`s.value_band = ${valueBands[value]}`)
  if (margin === 'unknown' && average !== null) asked.push(sql`s.margin_rate is null`)
  if (margin === 'above') asked.push(average === null ? sql`false` : sql`s.margin_rate >= ${average}::real`)
  if (margin === 'below') asked.push(average === null ? sql`false` : sql`s.margin_rate < ${average}::real`)
  return asked.length > 0 ? sql.join(asked, sql` and `) : sql`true`
}

export async function readMoney(tx: Tx, workspaceId: string): Promise<{ currency: string; today: string }> {
  const { rows } = await sql<{ currency: string; today: string }>`
    select currency, (now() at time zone time_zone)::date as today from workspaces where workspace_id = ${workspaceId}`.execute(
    tx,
  )
  const [row] = rows
  if (!row) throw new DomainError('not_found', 'workspace_not_found', 'There is no such workspace.')
  return row
}
