import { DomainError } from '#platform/errors'
import type { Desk } from '../ledger/desk.ts'
import { type Counterpart, counterpart, post } from '../ledger/post.ts'
import { findWholeLot, partsIn, type WholeLot } from '../ledger/whole-lot.ts'
import type { At } from './with-member.ts'

type Open = Pick<At, 'book' | 'member'>

/**
 * Takes points that were given at once back, as a reversal that stays in the ledger; of the books that are open, from those they lie in.
 * Returns how many. Throws spent_or_expired.
 */
export async function reverseLot(desk: Desk, open: Open[], lotId: string): Promise<number> {
  const whole = await findWholeLot(desk, lotId)
  const here = whole ? await leftIn(desk, open, whole) : 0
  if (!whole || here < whole.granted)
    throw new DomainError('conflict', 'spent_or_expired', 'Something of it has been spent or has expired.')
  return await takeLeft(desk, open, whole, { kind: 'undo', to: 'undone' })
}

/** How much of it lies in these books. */
export async function leftIn(desk: Desk, open: Open[], whole: WholeLot): Promise<number> {
  let left = 0
  for (const book of new Set(open.map((one) => one.book)))
    for (const { remaining } of await partsIn(desk, book, whole)) left += remaining
  return left
}

type Taking = { kind: string; to: Counterpart; detail?: Record<string, unknown> }

/** Takes what is left of points that were given at once, of the books that are open, and what it counted for tiers. Returns how many. */
export async function takeLeft(
  desk: Desk,
  open: Open[],
  whole: WholeLot,
  { kind, to, detail = {} }: Taking,
): Promise<number> {
  let taken = 0
  for (const { book, member } of new Map(open.map((one) => [one.book, one])).values()) {
    const parts = await partsIn(desk, book, whole)
    const points = parts.reduce((sum, { remaining }) => sum + remaining, 0)
    if (points === 0) continue
    const owner = book.members.find(({ memberId }) => memberId === parts[0]?.memberId) ?? member
    const { activeAt } = whole
    if (activeAt) owner.lifetime -= points
    taken += points
    await post(desk, [book], {
      kind,
      memberId: owner.memberId,
      at: desk.now,
      detail: { ...detail, points, of: whole.transactionId },
      lines: [
        ...parts.map(({ lotId, remaining }) => ({
          accountId: book.accountId,
          currency: 'points' as const,
          lotId,
          amount: -remaining,
        })),
        { accountId: counterpart(desk, to), currency: 'points', amount: points },
      ],
      qualifying: activeAt ? [{ memberId: owner.memberId, at: activeAt, points: -points }] : [],
    })
  }
  return taken
}
