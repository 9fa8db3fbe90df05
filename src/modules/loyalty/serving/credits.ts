import { addCredits, momentsOf, takeCredits } from '../ledger/credits.ts'
import { findGiven, type Given } from './find-given.ts'
import type { At } from './with-member.ts'

/** What a purchase or an event brings as tier credits: they count from the day on which it happened. */
export async function giveCredits(
  { desk, book, member }: At,
  earned: { credits: number; at: Temporal.Instant; order: string | undefined; earnId: string },
): Promise<void> {
  const { credits, at, order, earnId } = earned
  if (credits > 0) await addCredits(desk, book, member, { credits, at, order, detail: { with: earnId } })
}

const kinds = { given: 'credits', taken: 'credits_refund', amount: 'credits' } as const

/** The credits that came with a purchase go with it, unless they have ended. Returns how many. */
export async function takeCreditsOfEarn(at: At, earnId: string): Promise<number> {
  return await takeBut(at, await findGiven(at, kinds, { earnId }), 0)
}

/** Of the credits that came with an order those that what is left of it would not have brought. Returns how many went. */
export async function takeCreditsOfOrder(at: At, order: string, stays: number): Promise<number> {
  return await takeBut(at, await findGiven(at, kinds, { order }), stays)
}

async function takeBut({ desk, book, member }: At, found: Given | undefined, stays: number): Promise<number> {
  if (!found) return 0
  const moment = found.at.getTime()
  const there = (await momentsOf(desk, member)).get(moment) ?? 0
  const credits = Math.min(there, Math.max(0, found.amount - found.taken - stays))
  await takeCredits(desk, book, member, {
    kind: 'credits_refund',
    at: desk.now,
    order: found.order ?? undefined,
    detail: { of: found.id },
    moments: new Map([[moment, credits]]),
    to: 'reversed',
  })
  return credits
}
