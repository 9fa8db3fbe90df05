import { mostPoints } from '#contract/loyalty-bounds'
import type { TillDeed } from '#contract/loyalty-cards'
import { DomainError, isDomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { keyReused } from '../../ledger/once.ts'
import { payPlan } from '../../plans/pay-plan.ts'
import { requireFree } from '../../serving/blocked.ts'
import { payWithCash } from '../../serving/cash.ts'
import { earnPoints } from '../../serving/earn-points.ts'
import { getRules } from '../../serving/programmes.ts'
import { redeemPoints } from '../../serving/redeem-points.ts'
import { addStamps, redeemStamps } from '../../serving/stamps.ts'
import type { Surprise } from '../../serving/surprise.ts'
import { requireShop, takeVoucherAtTill } from '../../serving/vouchers.ts'
import type { CardDeps } from '../card-deps.ts'
import { claimHeld, endHold, findHold } from '../holds.ts'
import { type Deed, type DeedKind, findDeed, insertDeed } from './deeds.repo.ts'
import { readAmount } from './read-amount.ts'
import { leaveRoom, takeRoom } from './room.ts'
import { tillCurrency } from './till-currency.ts'
import { isTicket, placeOf, shopOf, type TillSession } from './till-session.ts'

type Done = {
  /** null for a code that is nobody's own */
  memberId: string | null
  points?: number
  stamps?: number
  amountMinor?: number | undefined
  /** what undoing it reverses */
  transactionId?: string
  orderRef?: string
  code?: string | null
  surprise?: Surprise | null
}

/** What was done, with what nobody expected: that is said once, to who does it. */
export type DoneDeed = Deed & { surprise: Surprise | null }

type Asked = { key: string; deed: TillDeed; ticket?: string | undefined; occurredAt?: Temporal.Instant }

/**
 * One thing done by somebody at a till, once for its key, within what they may give. Redeeming asks for a code that the guest's phone
 * showed a moment ago, or for what the guest holds. Throws what the ledger throws, key_reused,
 * till_limit_hour, offline_limit, till_limit_stamps, till_limit_amount, code_needed, member_blocked.
 */
export async function doDeed(deps: CardDeps, session: TillSession, asked: Asked): Promise<DoneDeed> {
  const { workspaceId } = session.device
  const { key, deed, occurredAt } = asked
  const now = deps.clock.now()
  const begun = { deedId: newId(), key, at: occurredAt ?? now, now, offline: occurredAt !== undefined }
  const known = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const done = await findDeed(tx, workspaceId, { key })
    if (done) return done
    await takeRoom(tx, session, begun)
    // Whose a voucher is says who takes it: again with its key it is used already, and done all the same.
    if (deed.kind !== 'voucher') await requireFree(tx, workspaceId, deed.memberId)
    return undefined
  })
  if (known) {
    const isSame = known.kind === deed.kind && (deed.kind === 'voucher' || known.memberId === deed.memberId)
    if (!isSame || known.personId !== session.personId) throw keyReused()
    return { ...known, surprise: null }
  }
  const {
    memberId,
    points = 0,
    stamps = 0,
    amountMinor = null,
    transactionId = null,
    orderRef = null,
    code = null,
    surprise = null,
  } = await works[deed.kind](deps, session, asked).catch(async (error: unknown) => {
    // What failed otherwise may have been done.
    if (isDomainError(error)) await inWorkspace(deps.db, workspaceId, (tx) => leaveRoom(tx, session, begun))
    throw error
  })
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { deedId, offline, at } = begun
    const row = {
      deedId,
      memberId,
      kind: deed.kind,
      points,
      stamps,
      amountMinor,
      transactionId,
      orderRef,
      code,
      key,
      offline,
    }
    await insertDeed(tx, session, row, at)
    await leaveRoom(tx, session, begun)
    const written = await findDeed(tx, workspaceId, { key })
    if (!written) throw new Error('a deed was not written down')
    return { ...written, surprise }
  })
}

type Work = (deps: CardDeps, session: TillSession, asked: Asked) => Promise<Done>
type Of<K extends DeedKind> = Extract<TillDeed, { kind: K }>

// Which kind a work is for follows from the table below.
const of = <K extends DeedKind>(deed: TillDeed, _kind: K): Of<K> => deed as Of<K>

const works: Record<DeedKind, Work> = {
  stamp: async (deps, session, { key, deed, occurredAt }) => {
    const { memberId, count, amount } = of(deed, 'stamp')
    if (count > session.limits.maxStamps)
      throw new DomainError('conflict', 'till_limit_stamps', 'So many stamps at once are more than you may give.', {
        most: session.limits.maxStamps,
      })
    const amountMinor = amount ? await amountOf(deps, session, amount) : undefined
    const { stampsAdded, transactionId } = await addStamps(deps, placeOf(session), {
      memberId,
      count,
      amountMinor,
      occurredAt,
      key,
    })
    return { memberId, stamps: stampsAdded, amountMinor, transactionId }
  },
  earn: async (deps, session, { key, deed, occurredAt }) => {
    const { memberId, amount } = of(deed, 'earn')
    const amountMinor = await amountOf(deps, session, amount)
    const { points, surprise, transactionId } = await earnPoints(deps, placeOf(session), {
      memberId,
      amountMinor,
      shop: shopOf(session),
      occurredAt,
      key,
    })
    return { memberId, points, amountMinor, surprise, transactionId }
  },
  reward: async (deps, session, { key, deed, ticket }) => {
    const { memberId, rewardId, amount } = of(deed, 'reward')
    const { workspaceId, programmeId } = session.device
    await requireProof(deps, session, memberId, rewardId, ticket)
    const orderTotalMinor = amount ? await amountOf(deps, session, amount) : 0
    const { rules } = await inWorkspace(deps.db, workspaceId, (tx) => getRules(tx, workspaceId, programmeId))
    const wanted = rules.rewards.find(({ id }) => id === rewardId)
    requireShop(wanted?.shops, session.device.shop)
    const minMinor = wanted?.voucherMinMinor ?? 0
    if (orderTotalMinor < minMinor)
      throw new DomainError('conflict', 'below_minimum_order', 'The order is too small for this reward.', { minMinor })
    // Again with the same key: the same voucher, used once.
    const claim = { memberId, rewardId, key: `${key}:claim` }
    const { code, points, transactionId } = await claimHeld(deps, placeOf(session), claim)
    await takeVoucherAtTill(deps, placeOf(session), {
      code,
      orderTotalMinor,
      shop: shopOf(session),
      key: `${key}:use`,
    })
    return { memberId, points: -points, transactionId }
  },
  stamp_reward: async (deps, session, { key, deed, ticket }) => {
    const { memberId } = of(deed, 'stamp_reward')
    await requireProof(deps, session, memberId, null, ticket)
    await endHold(deps, placeOf(session), memberId, 'handed_over')
    const { transactionId } = await redeemStamps(deps, placeOf(session), { memberId, key })
    return { memberId, transactionId }
  },
  points_off: async (deps, session, { key, deed, ticket }) => {
    const { memberId, amount } = of(deed, 'points_off')
    if (!ticket || !isTicket(deps, session, memberId, ticket)) throw codeNeeded()
    const orderTotalMinor = await amountOf(deps, session, amount)
    const orderRef = `till:${key}`
    const asked = { memberId, points: mostPoints, orderTotalMinor, order: orderRef, key }
    const { points, discountMinor } = await redeemPoints(deps, placeOf(session), asked)
    return { memberId, points: -points, amountMinor: discountMinor, orderRef }
  },
  cash_off: async (deps, session, { key, deed, ticket }) => {
    const { memberId, amount } = of(deed, 'cash_off')
    if (!ticket || !isTicket(deps, session, memberId, ticket)) throw codeNeeded()
    const asked = { memberId, amountMinor: await amountOf(deps, session, amount), order: `till:${key}`, key }
    const { amountMinor, transactionId } = await payWithCash(deps, placeOf(session), asked)
    return { memberId, amountMinor, transactionId }
  },
  voucher: async (deps, session, { key, deed }) => {
    const { code, amount, memberId } = of(deed, 'voucher')
    const orderTotalMinor = amount ? await amountOf(deps, session, amount) : 0
    const use = { code, orderTotalMinor, memberId, shop: shopOf(session), key }
    const { voucher, transactionId } = await takeVoucherAtTill(deps, placeOf(session), use)
    return { memberId: voucher.memberId, transactionId, code: voucher.voucherId === null ? code : null }
  },
  plan: async (deps, session, { key, deed }) => {
    const { memberId, planId } = of(deed, 'plan')
    const { amountMinor, paymentId } = await payPlan(deps, placeOf(session), { memberId, planId, key })
    return { memberId, amountMinor, transactionId: paymentId }
  },
}

const codeNeeded = (): DomainError =>
  new DomainError('forbidden', 'code_needed', 'Redeeming needs the code that changes on the guest’s phone.')

/** The guest's phone was here, or the guest said on it what they want. */
async function requireProof(
  deps: CardDeps,
  session: TillSession,
  memberId: string,
  rewardId: string | null,
  ticket: string | undefined,
): Promise<void> {
  if (ticket && isTicket(deps, session, memberId, ticket)) return
  const { workspaceId } = session.device
  const hold = await inWorkspace(deps.db, workspaceId, (tx) => findHold(tx, workspaceId, memberId, deps.clock.now()))
  if (hold?.rewardId !== rewardId) throw codeNeeded()
}

/** What was typed, within what this person may enter. */
export async function amountOf({ db }: CardDeps, session: TillSession, text: string): Promise<number> {
  const minor = readAmount(text, await tillCurrency(db, session.device.workspaceId))
  const { maxAmountMinor } = session.limits
  if (maxAmountMinor !== null && minor > maxAmountMinor)
    throw new DomainError('conflict', 'till_limit_amount', 'This amount is more than you may enter.')
  return minor
}
