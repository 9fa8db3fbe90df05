import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#platform/postgres'

export type RegularRow = {
  customerId: string
  externalId: string | null
  name: string
  email: string | null
  phone: string | null
  usualGapDays: number
  visits: number
  lastVisitOn: string
  recentVisits: string[]
  yearlyMinor: number
  revenueMinor: number
  lateFrom: string
  cameBackOn: string | null
}

const columns = sql`c.customer_id as "customerId", c.external_id as "externalId",
  coalesce(nullif(c.name, ''), c.email, c.external_id, c.phone, '#' || c.number) as name,
  c.email, c.phone,
  m.usual_gap_days as "usualGapDays", m.visits, m.last_visit_on as "lastVisitOn", m.recent_visits as "recentVisits",
  m.yearly_minor as "yearlyMinor", m.revenue_minor as "revenueMinor", m.late_from as "lateFrom", m.came_back_on as "cameBackOn"`

const people = (workspaceId: string, condition: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`from customer_measures m join customers c using (workspace_id, customer_id)
    where m.workspace_id = ${workspaceId} and c.merged_into is null and m.usual_gap_days is not null and ${condition}`

/** Late against the own rhythm, and not silent for so long that they count as gone. `m` is customer_measures. */
export const isLate = (asOf: string, silenceDays: number): RawBuilder<unknown> =>
  sql`m.late_from <= ${asOf}::date and m.visits >= 4 and m.last_visit_on >= ${asOf}::date - ${silenceDays}::int`

/** Came back within the last days after having been late. */
export const isBack = (asOf: string, withinDays: number): RawBuilder<unknown> =>
  sql`m.came_back_on > ${asOf}::date - ${withinDays}::int and m.came_back_on <= ${asOf}::date`

async function list(tx: Tx, from: RawBuilder<unknown>, limit: number): Promise<RegularRow[]> {
  const { rows } = await sql<RegularRow>`select ${columns} ${from}
    order by m.yearly_minor desc, m.customer_id limit ${limit}`.execute(tx)
  return rows
}

export type Regulars = { customers: number; yearlyMinor: number; rows: RegularRow[] }

async function summarise(tx: Tx, from: RawBuilder<unknown>, limit: number): Promise<Regulars> {
  const { rows } = await sql<{ customers: number; yearly: string }>`
    select count(*)::int as customers, coalesce(sum(m.yearly_minor), 0) as yearly ${from}`.execute(tx)
  const [sums] = rows
  return {
    customers: sums?.customers ?? 0,
    yearlyMinor: Number(sums?.yearly ?? 0),
    rows: sums === undefined || sums.customers === 0 ? [] : await list(tx, from, limit),
  }
}

/** Regulars (four visits or more) silent for longer than their own rhythm allows, but not yet gone; most money first. */
export const findLateRegulars = (
  tx: Tx,
  workspaceId: string,
  { asOf, silenceDays, limit }: { asOf: string; silenceDays: number; limit: number },
): Promise<Regulars> => summarise(tx, people(workspaceId, isLate(asOf, silenceDays)), limit)

/** Regulars who came back after having been late, within the last days; most money first. */
export const findReturned = (
  tx: Tx,
  workspaceId: string,
  { asOf, withinDays, limit }: { asOf: string; withinDays: number; limit: number },
): Promise<Regulars> => summarise(tx, people(workspaceId, isBack(asOf, withinDays)), limit)
