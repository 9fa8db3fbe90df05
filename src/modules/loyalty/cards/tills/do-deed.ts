import type { TillDeed } from '#contract/loyalty-cards'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { earnPoints } from '../../serving/earn-points.ts'
import { getProgramme } from '../../serving/programmes.ts'
import { redeemPoints } from '../../serving/redeem-points.ts'
import { addStamps, redeemStamps } from '../../serving/stamps.ts'
import { checkOwnVoucher, takeOwnVoucher } from '../../serving/vouchers.ts'
import { refuseBlocked } from '../blocked.ts'
import type { CardDeps } from '../card-deps.ts'
import { claimHeld, endHold, findHold } from '../holds.ts'
import { countDeeds, type Deed, type DeedKind, findDeed, insertDeed, lastTransaction } from './deeds.repo.ts'
import { readAmount } from './read-amount.ts'
import { tillCurrency } from './till-currency.ts'
import { isTicket, placeOf, type TillSession } from './till-session.ts'

type Done = {
  memberId: string
  points?: number
  stamps?: number
  amountMinor?: number | undefined
  /** the kind of transaction that undoing it reverses */
  posted?: string
  orderRef?: string
}

type Asked = { key: string; deed: TillDeed; ticket?: string | undefined; occurredAt?: Temporal.Instant }

/**
 * One thing done by somebody at a till, once for its key, within what they may give. Redeeming asks for a code that the guest's phone
 * showed a moment ago, or for what the guest holds. Throws what the ledger throws, till_limit_hour, till_limit_stamps,
 * till_limit_amount, code_needed, member_blocked.
 */
export async function doDeed(deps: CardDeps, session: TillSession, asked: Asked): Promise<Deed> {
  const { workspaceId } = session.device
  const { key, deed, occurredAt } = asked
  const known = await inWorkspace(deps.db, workspaceId, (tx) => findDeed(tx, workspaceId, { key }))
  if (known) return known
  const now = deps.clock.now()
  await requireRoom(deps, session, occurredAt ?? now)
  const whose = 'memberId' in deed ? deed.memberId : (await checkOwnVoucher(deps, placeOf(session), deed)).memberId
  await inWorkspace(deps.db, workspaceId, (tx) => refuseBlocked(tx, workspaceId, whose))
  const deedId = newId()
  const {
    memberId,
    points = 0,
    stamps = 0,
    amountMinor = null,
    posted,
    orderRef = null,
  } = await works[deed.kind](deps, session, asked)
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const transactionId = posted === undefined ? null : await lastTransaction(tx, workspaceId, memberId, posted)
    const offline = occurredAt !== undefined
    const row = {
      deedId,
      memberId,
      kind: deed.kind,
      points,
      stamps,
      amountMinor,
      transactionId,
      orderRef,
      key,
      offline,
    }
    await insertDeed(tx, session, row, occurredAt ?? now)
    const written = await findDeed(tx, workspaceId, { key })
    if (!written) throw new Error('a deed was not written down')
    return written
  })
}

async function requireRoom({ db }: CardDeps, session: TillSession, at: Temporal.Instant): Promise<void> {
  const { workspaceId } = session.device
  const { maxPerHour } = session.limits
  const done = await inWorkspace(db, workspaceId, (tx) => countDeeds(tx, session, at.subtract({ hours: 1 })))
  if (done >= maxPerHour)
    throw new DomainError('conflict', 'till_limit_hour', 'That is all you may give in an hour.', { most: maxPerHour })
}

type Work = (deps: CardDeps, session: TillSession, asked: Asked) => Promise<Done>
type Of<K extends DeedKind> = Extract<TillDeed, { kind: K }>

// Which kind a work is for follows from the table below.
const of = <K extends DeedKind>(deed: TillDeed, _kind: K): Of<K> => deed as Of<K>

const works: Record<DeedKind, Work> = {
  stamp: async (deps, session, { key, deed }) => {
    const { memberId, count, amount } = of(deed, 'stamp')
    if (count > session.limits.maxStamps)
      throw new DomainError('conflict', 'till_limit_stamps', 'So many stamps at once are more than you may give.', {
        most: session.limits.maxStamps,
      })
    const amountMinor = amount ? await amountOf(deps, session, amount) : undefined
    const { stampsAdded } = await addStamps(deps, placeOf(session), { memberId, count, amountMinor, key })
    return { memberId, stamps: stampsAdded, amountMinor, posted: 'stamp' }
  },
  earn: async (deps, session, { key, deed, occurredAt }) => {
    const { memberId, amount } = of(deed, 'earn')
    const amountMinor = await amountOf(deps, session, amount)
    const { points } = await earnPoints(deps, placeOf(session), { memberId, amountMinor, occurredAt, key })
    return { memberId, points, amountMinor }
  },
  reward: async (deps, session, { key, deed, ticket }) => {
    const { memberId, rewardId, amount } = of(deed, 'reward')
    const { workspaceId, programmeId } = session.device
    await requireProof(deps, session, memberId, rewardId, ticket)
    const orderTotalMinor = amount ? await amountOf(deps, session, amount) : 0
    const { rules } = await inWorkspace(deps.db, workspaceId, (tx) => getProgramme(tx, workspaceId, programmeId))
    const minMinor = rules.rewards.find(({ id }) => id === rewardId)?.voucherMinMinor ?? 0
    if (orderTotalMinor < minMinor)
      throw new DomainError('conflict', 'below_minimum_order', 'The order is too small for this reward.', { minMinor })
    // Again with the same key: the same voucher, used once.
    const { code, points } = await claimHeld(deps, placeOf(session), { memberId, rewardId, key: `${key}:claim` })
    await takeOwnVoucher(deps, placeOf(session), { code, orderTotalMinor, key: `${key}:use` })
    return { memberId, points: -points, posted: 'claim' }
  },
  stamp_reward: async (deps, session, { key, deed, ticket }) => {
    const { memberId } = of(deed, 'stamp_reward')
    await requireProof(deps, session, memberId, null, ticket)
    await endHold(deps, placeOf(session), memberId, 'handed_over')
    await redeemStamps(deps, placeOf(session), { memberId, key })
    return { memberId, posted: 'stamp_redeem' }
  },
  points_off: async (deps, session, { key, deed, ticket }) => {
    const { memberId, amount } = of(deed, 'points_off')
    if (!ticket || !isTicket(deps, session, memberId, ticket)) throw codeNeeded()
    const orderTotalMinor = await amountOf(deps, session, amount)
    const orderRef = `till:${key}`
    const most = 1_000_000_000
    const asked = { memberId, points: most, orderTotalMinor, order: orderRef, key }
    const { points, discountMinor } = await redeemPoints(deps, placeOf(session), asked)
    return { memberId, points: -points, amountMinor: discountMinor, orderRef }
  },
  voucher: async (deps, session, { key, deed }) => {
    const { code, amount } = of(deed, 'voucher')
    const orderTotalMinor = amount ? await amountOf(deps, session, amount) : 0
    const { memberId } = await takeOwnVoucher(deps, placeOf(session), { code, orderTotalMinor, key })
    return { memberId, posted: 'voucher' }
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
