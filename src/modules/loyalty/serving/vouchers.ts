import { sql } from 'kysely'
import type { LoyaltyRules } from '#contract/loyalty'
import { DomainError } from '#platform/errors'
import { atDesk, type Desk, type LoyaltyDeps, type Place, rulesOf } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'
import { post } from '../ledger/post.ts'
import type { Keyed } from './with-member.ts'

export type Voucher = {
  voucherId: string
  rewardId: string
  memberId: string
  /** what it gives, as the rules said when it was given out */
  name: string | null
  kind: LoyaltyRules['rewards'][number]['kind']
  valueMinor: number | null
  percent: number | null
  minOrderMinor: number | null
  expiresAt: string | null
}

type Use = { code: string; orderTotalMinor?: number | undefined; order?: string | undefined }

/**
 * What a voucher gives, without using it. Unknown, used and expired ones get the same answer, so that nothing is learnt by trying.
 * Throws voucher_not_valid.
 */
export async function checkVoucher(deps: LoyaltyDeps, place: Place, { code }: { code: string }): Promise<Voucher> {
  return await atDesk(deps, place, (desk) => findVoucher(desk, code, false))
}

/** Uses a voucher once. Throws voucher_not_valid, below_minimum_order. */
export async function takeVoucher(deps: LoyaltyDeps, place: Place, { key, ...use }: Keyed & Use): Promise<Voucher> {
  return await atDesk(deps, place, (desk) =>
    once(desk, key, { use }, async () => {
      const voucher = await findVoucher(desk, use.code, true)
      const { voucherId, rewardId, memberId, minOrderMinor } = voucher
      if (minOrderMinor !== null && (use.orderTotalMinor ?? 0) < minOrderMinor)
        throw new DomainError('conflict', 'below_minimum_order', 'The order is too small for this voucher.', {
          minMinor: minOrderMinor,
        })
      await sql`update loyalty_vouchers set used_at = ${desk.now.toString()} where workspace_id = ${desk.workspaceId}
        and voucher_id = ${voucherId}`.execute(desk.tx)
      const detail = { reward: rewardId, voucher: voucherId }
      await post(desk, [], { kind: 'voucher', memberId, at: desk.now, order: use.order, detail, lines: [] })
      return voucher
    }),
  )
}

type Row = Pick<Voucher, 'voucherId' | 'rewardId' | 'memberId'> & {
  min: number | null
  used: Date | null
  ends: Date | null
  version: number
}

async function findVoucher(desk: Desk, code: string, lock: boolean): Promise<Voucher> {
  // As it is read out or typed: in any case, with blanks and hyphens.
  const plain = code.trim()
  const bare = plain.toUpperCase().replaceAll(/[\s-]/g, '')
  const { rows } = await sql<Row>`
    select v.voucher_id as "voucherId", v.reward_id as "rewardId", v.member_id as "memberId", v.min_order_minor as min,
      v.used_at as used, v.expires_at as ends, t.version
    from loyalty_vouchers v join loyalty_transactions t using (workspace_id, transaction_id)
    where v.workspace_id = ${desk.workspaceId} and v.programme_id = ${desk.programmeId} and v.code in (${plain}, ${bare})
    ${lock ? sql`for update of v` : sql``}`.execute(desk.tx)
  const [row] = rows
  const isOver = row?.ends && row.ends.getTime() <= desk.now.epochMilliseconds
  if (!row || row.used || isOver) throw new DomainError('conflict', 'voucher_not_valid', 'This voucher cannot be used.')
  const { voucherId, rewardId, memberId, min, ends, version } = row
  const reward = (await rulesOf(desk, version)).rewards.find(({ id }) => id === rewardId)
  return {
    voucherId,
    rewardId,
    memberId,
    name: reward?.name ?? null,
    kind: reward?.kind ?? 'product',
    valueMinor: reward?.valueMinor ?? null,
    percent: reward?.percent ?? null,
    minOrderMinor: min,
    expiresAt: ends?.toISOString() ?? null,
  }
}
