import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { closeBooks } from '../ledger/advance.ts'
import { type Book, findLot, type Member } from '../ledger/book.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'
import { counterpart, type Line, type NewLot, post } from '../ledger/post.ts'
import { findByOrder, type StoredRedemption, setStatus } from './redemptions.repo.ts'
import { type At, type Keyed, openMembers } from './with-member.ts'

/** Gives the points of an order back to where they came from, with the dates they had. Throws redemption_not_found. */
export async function rollbackRedemption(
  deps: LoyaltyDeps,
  place: Place,
  { order, key }: Keyed & { order: string },
): Promise<{ points: number }> {
  return await atDesk(deps, place, (desk) =>
    once(desk, key, { rollback: order }, async () => {
      const found = await findByOrder(desk, order)
      if (!found) throw new DomainError('not_found', 'redemption_not_found', 'No points were used on this order.')
      const [{ book, member }] = await openMembers(desk, [found.memberId])
      // Read again under the lock.
      const still = await findByOrder(desk, order)
      const points = still ? await giveBack({ desk, book, member }, still) : 0
      await closeBooks(desk, [book])
      return { points }
    }),
  )
}

/** What was held or spent is there again; returns how much. Inside an open book. */
export async function giveBack({ desk, book, member }: At, found: StoredRedemption): Promise<number> {
  const wasReserved = found.status === 'reserved'
  const { lines, lots } = await returnLines(desk, book, member, found.transactionId)
  const from = counterpart(desk, wasReserved ? 'reserved' : 'redeemed')
  await post(desk, [book], {
    kind: wasReserved ? 'release' : 'return',
    memberId: member.memberId,
    at: desk.now,
    order: found.order ?? undefined,
    detail: { points: found.points },
    lines: [...lines, { accountId: from, currency: 'points', amount: -found.points }],
    lots,
  })
  await setStatus(desk, found.redemptionId, wasReserved ? 'cancelled' : 'returned')
  return found.points
}

/** The lines that put what a transaction took back into the lots it came from, with the dates they had. */
export async function returnLines(
  desk: Desk,
  book: Book,
  member: Member,
  transactionId: string,
): Promise<{ lines: Line[]; lots: NewLot[] }> {
  const { rows } = await sql<{
    lotId: string
    points: number
  }>`select lot_id as "lotId", -amount as points from loyalty_entries
    where workspace_id = ${desk.workspaceId} and transaction_id = ${transactionId} and lot_id is not null order by line`.execute(
    desk.tx,
  )
  const lines: Line[] = []
  const lots: NewLot[] = []
  for (const { lotId, points } of rows) {
    const lot = await findLot(desk, lotId)
    if (!lot) throw new Error('a lot of the ledger is missing')
    // The lot may have stayed behind when its owner was merged or joined a household.
    const isHere = lot.accountId === book.accountId
    const back = isHere ? lotId : newId()
    if (!isHere)
      lots.push({
        ...lot,
        lotId: back,
        accountId: book.accountId,
        memberId: member.memberId,
        kind: 'return',
        granted: points,
        partOf: lotId,
      })
    lines.push({ accountId: book.accountId, currency: 'points', lotId: back, amount: points })
  }
  return { lines, lots }
}
