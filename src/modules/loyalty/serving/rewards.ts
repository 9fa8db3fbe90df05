import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { LoyaltyRules } from '#contract/loyalty'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import type { Member } from '../ledger/book.ts'
import { debit } from '../ledger/credit.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'
import { post } from '../ledger/post.ts'
import { refuseOthers } from './audience.ts'
import { refuseBlocked } from './blocked.ts'
import { codesLeft, takeListedCode } from './listed-codes.ts'
import { type At, type Keyed, markActive, servingMember } from './with-member.ts'

export type Reward = LoyaltyRules['rewards'][number]

export type Claim = Keyed & {
  memberId: string
  rewardId: string
  /** a code of the shop's own, for instance from a partner's list; one that nobody can guess when not given */
  code?: string | undefined
}

/** `plan`: it comes with what the member pays for. */
type Gift = Claim & { reason?: string | undefined; plan?: string }

/** `transactionId`: where it stands in the ledger. */
export type Claimed = {
  transactionId: string
  voucherId: string
  code: string
  points: number
  expiresAt: string | null
}

/**
 * A reward for points, as a voucher. Throws reward_not_found, reward_not_now, reward_not_for_tier, reward_by_invitation, reward_not_for_segment,
 * out_of_stock, reward_limit_reached, not_enough_points, code_taken.
 */
export async function claimReward(deps: LoyaltyDeps, place: Place, { key, ...claim }: Claim): Promise<Claimed> {
  return await atDesk(deps, place, (desk) => once(desk, key, { claim }, () => claimAtDesk(desk, claim)))
}

/** A reward as a present, as a voucher: stock counts, points, limits and audiences do not. Throws reward_not_found, out_of_stock. */
export async function giveReward(deps: LoyaltyDeps, place: Place, { key, ...gift }: Gift): Promise<Claimed> {
  return await atDesk(deps, place, (desk) => once(desk, key, { gift }, () => giveAtDesk(desk, gift)))
}

/** The same inside a transaction that is open already; `before` is done under the lock of the member's account. */
export async function giveAtDesk(desk: Desk, gift: Gift, before?: (at: At) => Promise<void>): Promise<Claimed> {
  const reward = findReward(desk, gift.rewardId)
  await takeFromStock(desk, reward)
  return await servingMember(desk, gift.memberId, async (at) => {
    const { book, member } = at
    refuseBlocked(member)
    await before?.(at)
    const { reason, plan } = gift
    const detail = { reward: reward.id, gift: true, ...(reason && { reason }), ...(plan && { plan }) }
    const posting = { kind: 'gift', memberId: member.memberId, at: desk.now, detail, lines: [] }
    const transactionId = await post(desk, [book], posting)
    await recordAudit(desk.tx, desk.workspaceId, desk.actor, {
      action: 'loyalty_reward.given',
      target: { kind: 'loyalty_member', id: member.memberId },
      detail: { reward: reward.id },
    })
    return await issue(desk, member, reward, { transactionId, code: gift.code, points: 0 })
  })
}

/** The same inside a transaction that is open already; `before` is done under the lock of the member's account. */
export async function claimAtDesk(desk: Desk, claim: Claim, before?: (at: At) => Promise<void>): Promise<Claimed> {
  const reward = findReward(desk, claim.rewardId)
  if (!isOffered(reward, desk.now))
    throw new DomainError('conflict', 'reward_not_now', 'This reward cannot be had at this time.')
  // Rewards before accounts, everywhere, so that nobody waits in a circle.
  await takeFromStock(desk, reward)
  return await servingMember(desk, claim.memberId, async (at) => {
    const { book, member } = at
    refuseBlocked(member)
    await before?.(at)
    await refuseOthers(desk, member, reward)
    if (reward.perMember !== undefined && (await claimedBy(desk, member.memberId, reward.id)) >= reward.perMember)
      throw new DomainError('conflict', 'reward_limit_reached', 'This member has had this reward.', {
        perMember: reward.perMember,
      })
    const detail = { reward: reward.id }
    const transactionId =
      reward.cost === 0
        ? await post(desk, [book], { kind: 'claim', memberId: member.memberId, at: desk.now, detail, lines: [] })
        : await debit(desk, book, member, { kind: 'claim', points: reward.cost, to: 'redeemed', detail })
    markActive(book, desk.now)
    return await issue(desk, member, reward, { transactionId, code: claim.code, points: reward.cost })
  })
}

/** Within the time that the rules give it. */
export function isOffered({ from, until }: Reward, now: Temporal.Instant): boolean {
  const { compare, from: read } = Temporal.Instant
  return (from === undefined || compare(now, read(from)) >= 0) && (until === undefined || compare(now, read(until)) < 0)
}

export function findReward(desk: Desk, rewardId: string): Reward {
  const reward = desk.rules.rewards.find(({ id }) => id === rewardId)
  if (!reward) throw new DomainError('not_found', 'reward_not_found', 'This programme has no such reward.')
  return reward
}

/** Looks only: somebody else may have the last one a moment later. Throws reward_not_found, out_of_stock. */
export async function requireLeft(desk: Desk, rewardId: string): Promise<void> {
  const reward = findReward(desk, rewardId)
  const { rows } = await sql<{
    used: number
  }>`select used from loyalty_counters where workspace_id = ${desk.workspaceId}
    and programme_id = ${desk.programmeId} and name = ${`reward:${reward.id}`}`.execute(desk.tx)
  if (reward.stock !== null && (rows[0]?.used ?? 0) >= reward.stock) throw outOfStock()
  if (reward.fromList && !(await codesLeft(desk)).has(reward.id)) throw outOfStock()
}

async function takeFromStock(desk: Desk, reward: Reward): Promise<void> {
  if (!(await countUp(desk, `reward:${reward.id}`, 1, reward.stock))) throw outOfStock()
}

export const outOfStock = (): DomainError => new DomainError('conflict', 'out_of_stock', 'None of this reward is left.')

export async function issue(
  desk: Desk,
  { memberId }: Member,
  reward: Reward,
  given: { transactionId: string; code: string | undefined; points: number },
): Promise<Claimed> {
  const lasts = reward.voucherDays
  const ends = lasts === undefined ? null : desk.now.toZonedDateTimeISO(desk.zone).add({ days: lasts }).toInstant()
  const expiresAt = ends?.toString() ?? null
  const listed = reward.fromList && given.code === undefined ? await takeListedCode(desk, reward.id) : undefined
  if (reward.fromList && given.code === undefined && listed === undefined) throw outOfStock()
  const code = given.code ?? listed ?? newCode()
  const voucherId = newId()
  const added =
    await sql`insert into loyalty_vouchers (workspace_id, voucher_id, programme_id, code, reward_id, member_id,
      transaction_id, min_order_minor, issued_at, expires_at)
    values (${desk.workspaceId}, ${voucherId}, ${desk.programmeId}, ${code}, ${reward.id}, ${memberId}, ${given.transactionId},
      ${reward.voucherMinMinor ?? null}, ${desk.now.toString()}, ${expiresAt}) on conflict do nothing`.execute(desk.tx)
  if (added.numAffectedRows === 0n) throw new DomainError('conflict', 'code_taken', 'This code is given out already.')
  return { transactionId: given.transactionId, voucherId, code, points: given.points, expiresAt }
}

/** Counts up under the counter's lock, unless that would be more than there is. */
export async function countUp(desk: Desk, name: string, by: number, most: number | null): Promise<boolean> {
  await sql`insert into loyalty_counters (workspace_id, programme_id, name)
    values (${desk.workspaceId}, ${desk.programmeId}, ${name}) on conflict do nothing`.execute(desk.tx)
  const counted = await sql`update loyalty_counters set used = used + ${by} where workspace_id = ${desk.workspaceId}
    and programme_id = ${desk.programmeId} and name = ${name} and (${most}::bigint is null or used + ${by} <= ${most})`.execute(
    desk.tx,
  )
  return counted.numAffectedRows === 1n
}

async function claimedBy(desk: Desk, memberId: string, rewardId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from loyalty_vouchers
    where workspace_id = ${desk.workspaceId} and member_id = ${memberId} and reward_id = ${rewardId}`.execute(desk.tx)
  return rows[0]?.count ?? 0
}

// Letters and digits that nobody takes for one another; 16 of 31 are 79 random bits.
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXY'

/** Sixteen signs and one that the others determine, so that a slip of the finger is told from a guess. */
export function newCode(): string {
  const signs = Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)] ?? '2')
  return signs.join('') + checkSign(signs.join(''))
}

function checkSign(signs: string): string {
  const sum = [...signs].reduce((total, sign, i) => total + alphabet.indexOf(sign) * ((i % 30) + 1), 0)
  return alphabet[sum % alphabet.length] ?? '2'
}
