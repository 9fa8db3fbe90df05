import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { findLot } from '../ledger/book.ts'
import type { Desk } from '../ledger/desk.ts'
import { counterpart, post } from '../ledger/post.ts'
import type { At } from './with-member.ts'

/**
 * Takes points that were given at once back, as a reversal that stays in the ledger; of the books that are open, from the one they lie in.
 * Returns how many. Throws spent_or_expired.
 */
export async function reverseLot(desk: Desk, open: Pick<At, 'book' | 'member'>[], lotId: string): Promise<number> {
  const lot = await findLot(desk, lotId)
  const { book, member } = open.find((one) => one.book.accountId === lot?.accountId) ?? {}
  if (!lot || lot.remaining < lot.granted || !book || !member)
    throw new DomainError('conflict', 'spent_or_expired', 'Something of it has been spent or has expired.')
  const owner = book.members.find(({ memberId }) => memberId === lot.memberId) ?? member
  const { rows } = await sql<{ of: string }>`select transaction_id as of from loyalty_lots
    where workspace_id = ${desk.workspaceId} and lot_id = ${lotId}`.execute(desk.tx)
  const points = lot.granted
  await post(desk, [book], {
    kind: 'undo',
    memberId: owner.memberId,
    at: desk.now,
    detail: { points, of: rows[0]?.of },
    lines: [
      { accountId: book.accountId, currency: 'points', lotId, amount: -points },
      { accountId: counterpart(desk, 'undone'), currency: 'points', amount: points },
    ],
    qualifying: lot.activated ? [{ memberId: owner.memberId, at: lot.activeAt, points: -points }] : [],
  })
  if (lot.activated) owner.lifetime -= points
  book.lots = undefined
  return points
}
