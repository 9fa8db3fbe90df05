import { sql } from 'kysely'
import type { LoyaltyRules } from '#contract/loyalty'
import { DomainError } from '#platform/errors'
import { atDesk, type Desk, type LoyaltyDeps, type Place, rulesOf } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'
import { post } from '../ledger/post.ts'
import { bareCode } from './listed-codes.ts'
import { findOpenCode, spendOpenCode } from './open-codes.ts'
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
  minOrderMinor: number | null
  expiresAt: string | null
}

type Use = {
  code: string
  orderTotalMinor?: number | undefined
  order?: string | undefined
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
  return await atDesk(
    deps,
    place,
    async (desk) =>
      (await findVoucher(desk, code, false)) ?? (await findOpenCode(desk, { code, memberId }, false)) ?? refuse(),
  )
}

/** Uses a voucher once. Throws voucher_not_valid, below_minimum_order, and for a code for everybody what `spendOpenCode` throws. */
export async function takeVoucher(deps: LoyaltyDeps, place: Place, { key, ...use }: Keyed & Use): Promise<Voucher> {
  return await atDesk(deps, place, (desk) =>
    once(desk, key, { use }, async () => {
      const voucher = (await findVoucher(desk, use.code, true)) ?? (await findOpenCode(desk, use, true)) ?? refuse()
      await spendVoucher(desk, use, voucher)
      return voucher
    }),
  )
}

async function spendVoucher(desk: Desk, use: Use, voucher: Voucher): Promise<void> {
  const { voucherId, rewardId, memberId, minOrderMinor } = voucher
  if (minOrderMinor !== null && (use.orderTotalMinor ?? 0) < minOrderMinor)
    throw new DomainError('conflict', 'below_minimum_order', 'The order is too small for this voucher.', {
      minMinor: minOrderMinor,
    })
  if (voucherId === null) await spendOpenCode(desk, use, voucher)
  else
    await sql`update loyalty_vouchers set used_at = ${desk.now.toString()} where workspace_id = ${desk.workspaceId}
      and voucher_id = ${voucherId}`.execute(desk.tx)
  const detail = { reward: rewardId, ...(voucherId === null ? {} : { voucher: voucherId }) }
  await post(desk, [], { kind: 'voucher', memberId, at: desk.now, order: use.order, detail, lines: [] })
}

function refuse(): never {
  throw new DomainError('conflict', 'voucher_not_valid', 'This voucher cannot be used.')
}

/** A voucher of one member, as tills hand things over for: a code that is nobody's own is as good as none. */
export type OwnVoucher = Voucher & { voucherId: string; memberId: string }

export async function checkOwnVoucher(
  deps: LoyaltyDeps,
  place: Place,
  { code }: { code: string },
): Promise<OwnVoucher> {
  return await atDesk(deps, place, async (desk) => (await findVoucher(desk, code, false)) ?? refuse())
}

export async function takeOwnVoucher(
  deps: LoyaltyDeps,
  place: Place,
  { key, ...use }: Keyed & Use,
): Promise<OwnVoucher> {
  return await atDesk(deps, place, (desk) =>
    once(desk, key, { use }, async () => {
      const voucher = (await findVoucher(desk, use.code, true)) ?? refuse()
      await spendVoucher(desk, use, voucher)
      return voucher
    }),
  )
}

type Row = { voucherId: string; rewardId: string; memberId: string } & {
  min: number | null
  used: Date | null
  ends: Date | null
  version: number
}

async function findVoucher(desk: Desk, code: string, lock: boolean): Promise<OwnVoucher | undefined> {
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
    minOrderMinor: min,
    expiresAt: ends?.toISOString() ?? null,
  }
}
