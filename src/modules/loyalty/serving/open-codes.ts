import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { resolveMember } from '../ledger/book.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'
import { post } from '../ledger/post.ts'
import { bareCode } from './listed-codes.ts'
import { countUp, isOffered } from './rewards.ts'
import type { Voucher } from './vouchers.ts'

type Brought = { code: string; memberId?: string | undefined }

/** A code that is no member's own: one for everybody, or one of a reward's list that nobody was given. */
export async function findOpenCode(
  desk: Desk,
  { code, memberId }: Brought,
  lock: boolean,
): Promise<Voucher | undefined> {
  const bare = bareCode(code)
  const listed = await sql<{ rewardId: string; taken: Date | null }>`select reward_id as "rewardId", taken_at as taken
    from loyalty_listed_codes where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and code = ${bare}
    ${lock ? sql`for update` : sql``}`.execute(desk.tx)
  const rewardId = listed.rows[0]?.rewardId
  if (listed.rows[0]?.taken) throw voucherNotValid()
  const reward = desk.rules.rewards.find(({ id, publicCode }) => (rewardId ? id === rewardId : publicCode === bare))
  if (!reward || !isOffered(reward, desk.now)) return undefined
  const owner = memberId === undefined ? null : (await resolveMember(desk, memberId)).memberId
  return {
    voucherId: null,
    rewardId: reward.id,
    memberId: owner,
    name: reward.name ?? null,
    kind: reward.kind,
    valueMinor: reward.valueMinor ?? null,
    percent: reward.percent ?? null,
    shops: reward.shops ?? null,
    minOrderMinor: reward.voucherMinMinor ?? null,
    expiresAt: reward.until ?? null,
  }
}

/** Unknown, used and expired ones get one answer, so that nothing is learnt by trying. */
export const voucherNotValid = (): DomainError =>
  new DomainError('conflict', 'voucher_not_valid', 'This voucher cannot be used.')

/** Counts one use. Throws out_of_stock, member_needed (a limit for each needs to know whose it is), reward_limit_reached. */
export async function spendOpenCode(desk: Desk, { code }: Brought, { rewardId, memberId }: Voucher): Promise<void> {
  const listed =
    await sql`update loyalty_listed_codes set taken_at = ${desk.now.toString()} where workspace_id = ${desk.workspaceId}
    and programme_id = ${desk.programmeId} and code = ${bareCode(code)} and taken_at is null`.execute(desk.tx)
  if (listed.numAffectedRows === 1n) return
  const reward = desk.rules.rewards.find(({ id }) => id === rewardId)
  if (!(await countUp(desk, `code:${rewardId}`, 1, reward?.stock ?? null)))
    throw new DomainError('conflict', 'out_of_stock', 'None of this reward is left.')
  if (reward?.perMember === undefined) return
  if (memberId === null)
    throw new DomainError('conflict', 'member_needed', 'This code counts for each member: say whose it is.')
  // The counter's lock, taken above, makes two of one member take turns.
  const { rows } = await sql<{ used: number }>`select count(*)::int as used from loyalty_transactions
    t where workspace_id = ${desk.workspaceId} and member_id = ${memberId} and kind = 'voucher' and detail ->> 'reward' = ${rewardId}
      and not detail ? 'voucher' and not exists (select from loyalty_transactions u where u.workspace_id = t.workspace_id
        and u.member_id = t.member_id and u.kind = 'undo' and u.detail ->> 'of' = t.transaction_id::text)`.execute(
    desk.tx,
  )
  if ((rows[0]?.used ?? 0) >= reward.perMember)
    throw new DomainError('conflict', 'reward_limit_reached', 'This member has had this reward.', {
      perMember: reward.perMember,
    })
}

/** A use that was a mistake: the code is as good as before. A second time changes nothing. Throws nothing_to_take_back. */
export async function undoOpenCode(
  deps: LoyaltyDeps,
  place: Place,
  { transactionId, code, key }: { transactionId: string; code: string; key: string },
): Promise<void> {
  await atDesk(deps, place, (desk) =>
    once(desk, key, { undoCode: transactionId }, async () => {
      const { rows } = await sql<{ memberId: string | null; reward: string }>`
        select member_id as "memberId", detail ->> 'reward' as reward from loyalty_transactions
        where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and transaction_id = ${transactionId}
          and kind = 'voucher' and not detail ? 'voucher'`.execute(desk.tx)
      const [used] = rows
      if (!used) throw new DomainError('conflict', 'nothing_to_take_back', 'There is nothing to undo.')
      const listed = await sql`update loyalty_listed_codes set taken_at = null where workspace_id = ${desk.workspaceId}
        and programme_id = ${desk.programmeId} and code = ${bareCode(code)}`.execute(desk.tx)
      if (listed.numAffectedRows === 0n)
        await sql`update loyalty_counters set used = used - 1 where workspace_id = ${desk.workspaceId}
          and programme_id = ${desk.programmeId} and name = ${`code:${used.reward}`}`.execute(desk.tx)
      const detail = { reward: used.reward, of: transactionId }
      await post(desk, [], { kind: 'undo', memberId: used.memberId, at: desk.now, detail, lines: [] })
      return {}
    }),
  )
}
