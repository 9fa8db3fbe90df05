import { sql } from 'kysely'
import { asOfDay } from '#modules/customers'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { type Clock, dayIn } from '#platform/clock'
import { DomainError } from '#platform/errors'
import { type Db, inWorkspace } from '#platform/postgres'
import { stripes } from '../plan-run.ts'

export type Shop = {
  currency: string
  timeZone: string
  today: string
  asOf: string
  firstDay: string | null
  /** the highest customer number that has bought */
  top: number
  buyers: number
  /** customer numbers that part the buyers into so many equal groups, the first and the last included */
  marks: number[]
  hasRefunds: boolean
  /** where orders came from */
  sources: string[]
}

type Span = {
  first: string
  last: string
  days: number
  top: number
  buyers: number
  marks: number[]
  refunded: number
  sources: string[]
}

const levels = Array.from({ length: stripes + 1 }, (_, i) => i / stripes).join(', ')

/** Whose shop it is, the day silence is counted to, and how much there is. */
export async function readShop(db: Db, clock: Clock, ch: WorkspaceClickhouse, workspaceId: string): Promise<Shop> {
  const [{ rows }, [span]] = await Promise.all([
    inWorkspace(db, workspaceId, (tx) =>
      sql<{ currency: string; timeZone: string }>`select currency, time_zone as "timeZone" from workspaces
        where workspace_id = ${workspaceId}`.execute(tx),
    ),
    ch.query<Span>(
      `SELECT min(day) AS first, max(day) AS last, count() AS days,
        arraySort(groupUniqArray(toString(source))) AS sources,
        (SELECT max(customer) FROM customer_totals WHERE workspace_id = {workspace_id:UUID}) AS top,
        (SELECT uniq(customer) FROM customer_totals WHERE workspace_id = {workspace_id:UUID}) AS buyers,
        (SELECT quantilesExact(${levels})(customer) FROM customer_totals WHERE workspace_id = {workspace_id:UUID}) AS marks,
        (SELECT sum(refunded) FROM daily_sales WHERE workspace_id = {workspace_id:UUID}) AS refunded
      FROM active_days WHERE workspace_id = {workspace_id:UUID}`,
    ),
  ])
  const [shop] = rows
  if (!shop) throw new DomainError('not_found', 'workspace_not_found', 'There is no such workspace.')
  const today = dayIn(clock.now(), shop.timeZone)
  const has = span !== undefined && span.days > 0
  return {
    ...shop,
    today,
    asOf: asOfDay(today, has ? span.last : null),
    firstDay: has ? span.first : null,
    top: has ? span.top : 0,
    buyers: has ? Number(span.buyers) : 0,
    marks: has ? span.marks : [],
    sources: span?.sources ?? [],
    hasRefunds: has && span.refunded !== 0,
  }
}
