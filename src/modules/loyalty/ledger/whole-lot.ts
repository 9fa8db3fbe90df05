import { sql } from 'kysely'
import { type Book, type Lot, lotsOf } from './book.ts'
import type { Desk } from './desk.ts'

/** What was granted at once and became of it, wherever it lies: its owner may have become another member or joined a household. */
export type WholeLot = {
  /** it, and what was moved to another account */
  ids: string[]
  granted: number
  /** still there, anywhere */
  left: number
  expired: number
  /** when it counted for tiers; null where it never did */
  activeAt: Temporal.Instant | null
  /** where it stands in the ledger */
  transactionId: string
}

/** Nothing of it may be pending. */
export async function findWholeLot(desk: Desk, lotId: string): Promise<WholeLot | undefined> {
  const { rows } = await sql<Omit<WholeLot, 'activeAt'> & { activeAt: Date | null }>`
    select array_agg(lot_id) as ids, max(granted) filter (where part_of is null) as granted, sum(remaining)::bigint as left,
      sum(expired)::bigint as expired, min(active_at) filter (where activated) as "activeAt",
      (array_agg(transaction_id) filter (where part_of is null))[1] as "transactionId"
    from loyalty_lots where workspace_id = ${desk.workspaceId} and (lot_id = ${lotId} or part_of = ${lotId})
    having bool_or(part_of is null)`.execute(desk.tx)
  const [row] = rows
  if (!row) return undefined
  const { activeAt } = row
  return { ...row, activeAt: activeAt && Temporal.Instant.fromEpochMilliseconds(activeAt.getTime()) }
}

/** What of it lies in a book. */
export async function partsIn(desk: Desk, book: Book, { ids }: Pick<WholeLot, 'ids'>): Promise<Lot[]> {
  return (await lotsOf(desk, book)).filter(({ lotId, remaining }) => remaining > 0 && ids.includes(lotId))
}
