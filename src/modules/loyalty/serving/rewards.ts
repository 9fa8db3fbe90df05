import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { debit } from '../ledger/credit.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'
import { post } from '../ledger/post.ts'
import { type Keyed, markActive, servingMember } from './with-member.ts'

export type Claim = Keyed & {
  memberId: string
  rewardId: string
  /** a code of the shop's own, for instance from a partner's list; one that nobody can guess when not given */
  code?: string | undefined
}

export type Claimed = { voucherId: string; code: string; points: number; expiresAt: string | null }

/** A reward for points, as a voucher. Throws reward_not_found, out_of_stock, reward_limit_reached, not_enough_points, code_taken. */
export async function claimReward(deps: LoyaltyDeps, place: Place, { key, ...claim }: Claim): Promise<Claimed> {
  return await atDesk(deps, place, (desk) =>
    once(desk, key, { claim }, async () => {
      const reward = desk.rules.rewards.find(({ id }) => id === claim.rewardId)
      if (!reward) throw new DomainError('not_found', 'reward_not_found', 'This programme has no such reward.')
      // Rewards before accounts, everywhere, so that nobody waits in a circle.
      if (!(await countUp(desk, `reward:${reward.id}`, 1, reward.stock)))
        throw new DomainError('conflict', 'out_of_stock', 'None of this reward is left.')
      return await servingMember(desk, claim.memberId, async ({ book, member }) => {
        if (reward.perMember !== undefined && (await claimedBy(desk, member.memberId, reward.id)) >= reward.perMember)
          throw new DomainError('conflict', 'reward_limit_reached', 'This member has had this reward.', {
            perMember: reward.perMember,
          })
        const detail = { reward: reward.id }
        const transactionId =
          reward.cost === 0
            ? await post(desk, [book], { kind: 'claim', memberId: member.memberId, at: desk.now, detail, lines: [] })
            : await debit(desk, book, member, { kind: 'claim', points: reward.cost, to: 'redeemed', detail })
        const lasts = reward.voucherDays
        const expiresAt =
          lasts === undefined
            ? null
            : desk.now.toZonedDateTimeISO(desk.zone).add({ days: lasts }).toInstant().toString()
        const code = claim.code ?? newCode()
        const voucherId = newId()
        const added =
          await sql`insert into loyalty_vouchers (workspace_id, voucher_id, programme_id, code, reward_id, member_id,
            transaction_id, min_order_minor, issued_at, expires_at)
          values (${desk.workspaceId}, ${voucherId}, ${desk.programmeId}, ${code}, ${reward.id}, ${member.memberId}, ${transactionId},
            ${reward.voucherMinMinor ?? null}, ${desk.now.toString()}, ${expiresAt}) on conflict do nothing`.execute(
            desk.tx,
          )
        if (added.numAffectedRows === 0n)
          throw new DomainError('conflict', 'code_taken', 'This code is given out already.')
        markActive(book, desk.now)
        return { voucherId, code, points: reward.cost, expiresAt }
      })
    }),
  )
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

/**
 * Uses a voucher once. Unknown, used and expired ones get the same answer, so that nothing is learnt by trying. Throws
 * voucher_not_valid, below_minimum_order.
 */
export async function takeVoucher(
  deps: LoyaltyDeps,
  place: Place,
  { key, ...use }: Keyed & { code: string; orderTotalMinor?: number | undefined; order?: string | undefined },
): Promise<{ rewardId: string; memberId: string }> {
  return await atDesk(deps, place, (desk) =>
    once(desk, key, { use }, async () => {
      const { rows } = await sql<{
        voucherId: string
        rewardId: string
        memberId: string
        min: number | null
        used: Date | null
        ends: Date | null
      }>`
        select voucher_id as "voucherId", reward_id as "rewardId", member_id as "memberId", min_order_minor as min, used_at as used,
          expires_at as ends
        from loyalty_vouchers where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and code = ${use.code.trim()}
        for update`.execute(desk.tx)
      const [voucher] = rows
      const isOver = voucher?.ends && voucher.ends.getTime() <= desk.now.epochMilliseconds
      if (!voucher || voucher.used || isOver)
        throw new DomainError('conflict', 'voucher_not_valid', 'This voucher cannot be used.')
      if (voucher.min !== null && (use.orderTotalMinor ?? 0) < voucher.min)
        throw new DomainError('conflict', 'below_minimum_order', 'The order is too small for this voucher.', {
          minMinor: voucher.min,
        })
      const { voucherId, rewardId, memberId } = voucher
      await sql`update loyalty_vouchers set used_at = ${desk.now.toString()} where workspace_id = ${desk.workspaceId}
        and voucher_id = ${voucherId}`.execute(desk.tx)
      const detail = { reward: rewardId, voucher: voucherId }
      await post(desk, [], { kind: 'voucher', memberId, at: desk.now, order: use.order, detail, lines: [] })
      return { rewardId, memberId }
    }),
  )
}
