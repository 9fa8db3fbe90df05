import { sql } from 'kysely'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { post } from '../ledger/post.ts'
import { type At, servingMember } from '../serving/with-member.ts'
import { countGiftsDown, feeBack, findPayment, movePoints, type Payment, pointsOf, takeGifts } from './payments.ts'
import { findHeld, saveHeld, withGrace } from './plan-members.repo.ts'

/** What became of a fee where it was collected: so much of it is gone by now, for one reason or the other. */
type Gone = { paymentId: string; because: 'refund' | 'dispute'; goneMinor: number }

/** What went with it; `until` null where its time was over or another payment had followed. */
type Taken = { points: number; until: string | null; gifts: number }

/**
 * A fee was given back where it was collected, or the member's bank took it, or gave it back again: the ledger follows the money. Once all
 * of it is gone the time that it paid for ends, unless the plan keeps it, with what is left of its points and an unused reward; what was
 * used stays used. The same again changes nothing.
 */
export async function refundPayment(deps: LoyaltyDeps, place: Place, gone: Gone): Promise<void> {
  await atDesk(deps, place, async (desk) => {
    const payment = await findPayment(desk, gone.paymentId)
    if (!payment) return
    const before = await goneBefore(desk, payment)
    const gifts = takesAll(desk, payment, before, gone) ? await countGiftsDown(desk, payment) : []
    await servingMember(desk, payment.memberId, (at) => settle(at, payment, gone, gifts))
  })
}

type Tally = Record<Gone['because'], number> & { taken: Taken | undefined }

const isWhole = ({ detail }: Payment, { refund, dispute }: Tally): boolean => refund + dispute >= detail.amountMinor

/** With this, all of it is gone, which was not so before. */
function takesAll({ rules }: Desk, payment: Payment, before: Tally, { because, goneMinor }: Gone): boolean {
  const keeps = rules.plans.find(({ id }) => id === payment.detail.planId)?.keepsOnRefund
  return !keeps && !isWhole(payment, before) && isWhole(payment, { ...before, [because]: goneMinor })
}

async function goneBefore({ tx, workspaceId, programmeId }: Desk, { id }: Payment): Promise<Tally> {
  const { rows } = await sql<{
    kind: string
    detail: { because: Gone['because']; amountMinor: number; taken?: Taken }
  }>`
    select kind, detail from loyalty_transactions where workspace_id = ${workspaceId} and programme_id = ${programmeId}
      and kind in ('plan_refunded', 'plan_restored') and detail ->> 'of' = ${id} order by transaction_id`.execute(tx)
  const tally: Tally = { refund: 0, dispute: 0, taken: undefined }
  for (const { kind, detail } of rows) {
    const isRefund = kind === 'plan_refunded'
    tally[detail.because] += isRefund ? detail.amountMinor : -detail.amountMinor
    tally.taken = isRefund ? (detail.taken ?? tally.taken) : undefined
  }
  return tally
}

async function settle(at: At, payment: Payment, gone: Gone, gifts: string[]): Promise<void> {
  const { desk, book, member } = at
  const { because, goneMinor } = gone
  const { plan, planId } = payment.detail
  // Looked at again under the lock.
  const before = await goneBefore(desk, payment)
  const amountMinor = goneMinor - before[because]
  if (amountMinor === 0) return
  const detail = { plan, planId, amountMinor: Math.abs(amountMinor), of: payment.id, because }
  const posting = { memberId: member.memberId, at: desk.now }
  const fee = feeBack(desk, planId, amountMinor)
  if (amountMinor < 0) {
    const back = isWhole(payment, { ...before, [because]: goneMinor }) ? undefined : before.taken
    const moved = back && (await giveBack(at, payment, back))
    const { lines = [], ...more } = moved ?? {}
    await post(desk, [book], { ...posting, kind: 'plan_restored', detail, ...more, lines: [...fee, ...lines] })
    book.lots = undefined
    return
  }
  if (!takesAll(desk, payment, before, gone)) {
    await post(desk, [book], { ...posting, kind: 'plan_refunded', detail, lines: fee })
    return
  }
  if (!(await takeGifts(at, payment, gifts))) throw new Error('a reward of this plan was used just now')
  const lot = await pointsOf(at, payment)
  const points = lot?.remaining ?? 0
  const taken: Taken = { points, until: await takeTime(at, payment), gifts: gifts.length }
  const { lines, qualifying } = lot ? movePoints(at, lot, points) : { lines: [], qualifying: [] }
  await post(desk, [book], {
    ...posting,
    kind: 'plan_refunded',
    detail: { ...detail, taken, ...(points > 0 && { points }) },
    lines: [...fee, ...lines],
    qualifying,
  })
  book.lots = undefined
}

/** Until when it was paid; null where this payment is not what runs. */
async function takeTime({ desk, member }: At, { detail }: Payment): Promise<string | null> {
  const held = await findHeld(desk, { memberId: member.memberId }, true)
  const { planId, until, from } = detail
  if (held?.planId !== planId || held.paidUntil.getTime() !== Date.parse(until)) return null
  const now = new Date(desk.now.epochMilliseconds)
  const ends = from === null ? now : new Date(from)
  await saveHeld(desk, { ...held, paidUntil: ends, lastsUntil: ends, endedAt: ends <= now ? now : held.endedAt })
  member.given = undefined
  return until
}

/** The bank decided for the shop: what was paid for runs again, and its points lie where they lay. */
async function giveBack(at: At, payment: Payment, { points, until, gifts }: Taken) {
  const { desk, member } = at
  const lot = points > 0 ? await pointsOf(at, payment) : undefined
  const held = await findHeld(desk, { memberId: member.memberId }, true)
  if (until !== null && held?.planId === payment.detail.planId && held.paidUntil.getTime() < Date.parse(until)) {
    const ends = Temporal.Instant.from(until)
    const isOver = Temporal.Instant.compare(ends, desk.now) <= 0
    await saveHeld(desk, {
      ...held,
      paidUntil: new Date(ends.epochMilliseconds),
      lastsUntil: new Date(withGrace(desk, ends).epochMilliseconds),
      endedAt: isOver ? held.endedAt : null,
      benefitAt: gifts > 0 ? new Date(desk.now.epochMilliseconds) : held.benefitAt,
    })
    member.given = undefined
  }
  return lot && movePoints(at, lot, -points)
}
