import { sql } from 'kysely'
import type { LoyaltyRules } from '#contract/loyalty'
import { DomainError } from '#platform/errors'
import { atDesk, type Desk, type LoyaltyDeps, type Place, rulesOf } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'
import { post } from '../ledger/post.ts'
import { isAt } from '../rules/is-within.ts'
import { requireFree } from './blocked.ts'
import { bareCode } from './listed-codes.ts'
import { findOpenCode, spendOpenCode, voucherNotValid } from './open-codes.ts'
import type { Keyed } from './with-member.ts'

export type Voucher = {
  /** null for a code that is nobody's own */
  voucherId: string | null
  rewardId: string
  memberId: string | null
  /** what it gives, as the rules said when it was given out */
  name: string | null
  kind: LoyaltyRules['rewards'][number]['kind']
  valueMinor: number | null
  percent: number | null
  /** where it is good; null: everywhere */
  shops: string[] | null
  minOrderMinor: number | null
  expiresAt: string | null
}

type Use = {
  code: string
  orderTotalMinor?: number | undefined
  order?: string | undefined
  /** where, as tills are called */
  shop?: string | undefined
  /** who brought a code for everybody */
  memberId?: string | undefined
}

/**
 * What a voucher gives, without using it. Unknown, used and expired ones get the same answer, so that nothing is learnt by trying.
 * Throws voucher_not_valid.
 */
export async function checkVoucher(
  deps: LoyaltyDeps,
  place: Place,
  { code, memberId }: Pick<Use, 'code' | 'memberId'>,
): Promise<Voucher> {
  return await atDesk(deps, place, async (desk) => (await findAny(desk, { code, memberId }, false)) ?? refuse())
}

/** The same for a text that may be something else: undefined where no voucher was ever called so. Throws voucher_not_valid for one that is used or over. */
export async function lookUpVoucher(
  deps: LoyaltyDeps,
  place: Place,
  given: Pick<Use, 'code' | 'memberId'>,
): Promise<Voucher | undefined> {
  return await atDesk(deps, place, (desk) => findAny(desk, given, false))
}

async function findAny(desk: Desk, given: Pick<Use, 'code' | 'memberId'>, lock: boolean): Promise<Voucher | undefined> {
  return (await findVoucher(desk, given.code, lock)) ?? (await findOpenCode(desk, given, lock))
}

/** Uses a voucher once. Throws voucher_not_valid, below_minimum_order, other_shop, and for a code for everybody what `spendOpenCode` throws. */
export async function takeVoucher(deps: LoyaltyDeps, place: Place, { key, ...use }: Keyed & Use): Promise<Voucher> {
  return await atDesk(deps, place, (desk) =>
    once(desk, key, { use }, async () => (await takeAtDesk(desk, use)).voucher),
  )
}

/** The same with the transaction that stands in the ledger, so that a till can undo it. */
export async function takeVoucherAtTill(
  deps: LoyaltyDeps,
  place: Place,
  { key, ...use }: Keyed & Use,
): Promise<{ voucher: Voucher; transactionId: string }> {
  return await atDesk(deps, place, (desk) => once(desk, key, { use }, () => takeAtDesk(desk, use)))
}

async function takeAtDesk(desk: Desk, use: Use): Promise<{ voucher: Voucher; transactionId: string }> {
  const voucher = (await findAny(desk, use, true)) ?? refuse()
  return { voucher, transactionId: await spendVoucher(desk, use, voucher) }
}

async function spendVoucher(desk: Desk, use: Use, voucher: Voucher): Promise<string> {
  const { voucherId, rewardId, memberId, minOrderMinor } = voucher
  if (memberId !== null) await requireFree(desk.tx, desk.workspaceId, memberId)
  if (minOrderMinor !== null && (use.orderTotalMinor ?? 0) < minOrderMinor)
    throw new DomainError('conflict', 'below_minimum_order', 'The order is too small for this voucher.', {
      minMinor: minOrderMinor,
    })
  requireShop(voucher.shops, use.shop)
  if (voucherId === null) await spendOpenCode(desk, use, voucher)
  else
    await sql`update loyalty_vouchers set used_at = ${desk.now.toString()} where workspace_id = ${desk.workspaceId}
      and voucher_id = ${voucherId}`.execute(desk.tx)
  const detail = { reward: rewardId, ...(voucherId === null ? {} : { voucher: voucherId }) }
  return await post(desk, [], { kind: 'voucher', memberId, at: desk.now, order: use.order, detail, lines: [] })
}

/** Throws other_shop: a reward that is only handed over in some shops. */
export function requireShop(shops: string[] | null | undefined, shop: string | null | undefined): void {
  if (!shops || isAt(shops, shop)) return
  throw new DomainError('conflict', 'other_shop', `This is handed over at: ${shops.join(', ')}.`, {
    shops: shops.join(', '),
  })
}

function refuse(): never {
  throw voucherNotValid()
}

type Row = { voucherId: string; rewardId: string; memberId: string } & {
  min: number | null
  used: Date | null
  ends: Date | null
  version: number
}

async function findVoucher(desk: Desk, code: string, lock: boolean): Promise<Voucher | undefined> {
  // As it is read out or typed: in any case, with blanks and hyphens.
  const plain = code.trim()
  const bare = bareCode(plain)
  const { rows } = await sql<Row>`
    select v.voucher_id as "voucherId", v.reward_id as "rewardId", v.member_id as "memberId", v.min_order_minor as min,
      v.used_at as used, v.expires_at as ends, t.version
    from loyalty_vouchers v join loyalty_transactions t using (workspace_id, transaction_id)
    where v.workspace_id = ${desk.workspaceId} and v.programme_id = ${desk.programmeId} and v.code in (${plain}, ${bare})
    ${lock ? sql`for update of v` : sql``}`.execute(desk.tx)
  const [row] = rows
  const isOver = row?.ends && row.ends.getTime() <= desk.now.epochMilliseconds
  if (!row) return undefined
  if (row.used || isOver) refuse()
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
    shops: reward?.shops ?? null,
    minOrderMinor: min,
    expiresAt: ends?.toISOString() ?? null,
  }
}
