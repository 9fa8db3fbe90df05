import { recordAudit } from '#modules/audit'
import { credit, debit } from '../ledger/credit.ts'
import type { LoyaltyDeps, Place } from '../ledger/desk.ts'
import { refuseBlocked } from './blocked.ts'
import { type Keyed, markActive, withMember } from './with-member.ts'

export type Grant = Keyed & {
  memberId: string
  points: number
  /** null: never; as the programme says when not given */
  expiresAt?: Temporal.Instant | null | undefined
  reason?: string | undefined
}

/** Points given by hand: an apology, a prize, a balance brought over. They can be spent at once. */
export async function grantPoints(deps: LoyaltyDeps, place: Place, grant: Grant): Promise<{ points: number }> {
  return await withMember(deps, place, { ...grant, name: 'grant' }, async ({ desk, book, member }) => {
    refuseBlocked(member)
    const { points, reason } = grant
    const dates = grant.expiresAt === undefined ? {} : { expiresAt: grant.expiresAt }
    const detail = reason === undefined ? {} : { reason }
    await credit(desk, book, member, { kind: 'grant', points, at: desk.now, detail, ...dates })
    markActive(book, desk.now)
    await recordAudit(desk.tx, desk.workspaceId, desk.actor, {
      action: 'loyalty_points.granted',
      target: { kind: 'loyalty_member', id: member.memberId },
      detail: { points },
    })
    return { points }
  })
}

/** Points taken for something that is not an order of the shop. Throws not_enough_points. */
export async function spendPoints(
  deps: LoyaltyDeps,
  place: Place,
  spend: Keyed & { memberId: string; points: number; reason?: string | undefined },
): Promise<{ points: number }> {
  return await withMember(deps, place, { ...spend, name: 'spend' }, async ({ desk, book, member }) => {
    refuseBlocked(member)
    const { points, reason } = spend
    await debit(desk, book, member, {
      kind: 'spend',
      points,
      to: 'redeemed',
      detail: reason === undefined ? {} : { reason },
    })
    markActive(book, desk.now)
    await recordAudit(desk.tx, desk.workspaceId, desk.actor, {
      action: 'loyalty_points.taken',
      target: { kind: 'loyalty_member', id: member.memberId },
      detail: { points },
    })
    return { points }
  })
}
