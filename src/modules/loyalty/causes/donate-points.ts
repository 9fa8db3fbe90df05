import { sql } from 'kysely'
import type { LoyaltyRules } from '#contract/loyalty'
import { DomainError } from '#platform/errors'
import { debit } from '../ledger/credit.ts'
import type { Desk, LoyaltyDeps, Place } from '../ledger/desk.ts'
import { counterpart, post } from '../ledger/post.ts'
import { fraction, roundTo, times, whole } from '../rules/exact.ts'
import { refuseBlocked } from '../serving/blocked.ts'
import { returnLines } from '../serving/return-points.ts'
import { type Keyed, markActive, withMember } from '../serving/with-member.ts'

type Donation = Keyed & { memberId: string; causeId: string; points: number }
type Donated = { donationId: string; points: number; valueMinor: number }

type Cause = LoyaltyRules['causes'][number]

/** So long a gift can be taken back by who gave it. */
const takeBackMinutes = 10

/** Points of a member to a cause, at what they are worth to it now. Throws cause_not_found, cause_closed, not_enough_points, member_blocked. */
export async function donatePoints(deps: LoyaltyDeps, place: Place, donation: Donation): Promise<Donated> {
  return await withMember(deps, place, { ...donation, name: 'donate' }, async ({ desk, book, member }) => {
    refuseBlocked(member)
    const { points } = donation
    const cause = findCause(desk, donation.causeId)
    if (cause.closed) throw new DomainError('conflict', 'cause_closed', 'This cause takes no more points.')
    const valueMinor = roundTo(times(whole(points), fraction(cause.pointValueMinor)), 'floor')
    const donationId = await debit(desk, book, member, {
      kind: 'donate',
      points,
      to: `cause:${cause.id}`,
      detail: { cause: cause.name, causeId: cause.id, valueMinor },
    })
    markActive(book, desk.now)
    return { donationId, points, valueMinor }
  })
}

function findCause(desk: Desk, causeId: string): Cause {
  const cause = desk.rules.causes.find(({ id }) => id === causeId)
  if (!cause) throw new DomainError('not_found', 'cause_not_found', 'This programme has no such cause.')
  return cause
}

export type LastDonation = { id: string; points: number; valueMinor: number; cause: string; causeId: string }

/** The member's last gift, while it can be taken back. */
export async function findLastDonation(desk: Desk, memberId: string): Promise<LastDonation | undefined> {
  const since = desk.now.subtract({ minutes: takeBackMinutes }).toString()
  const { rows } = await sql<LastDonation & { isBack: boolean }>`
    select t.transaction_id as id, (t.detail ->> 'points')::bigint as points, (t.detail ->> 'valueMinor')::bigint as "valueMinor",
      t.detail ->> 'cause' as cause, t.detail ->> 'causeId' as "causeId",
      exists (select from loyalty_transactions u where u.workspace_id = t.workspace_id and u.member_id = t.member_id
        and u.kind = 'return' and u.detail ->> 'of' = t.transaction_id::text) as "isBack"
    from loyalty_transactions t where t.workspace_id = ${desk.workspaceId} and t.member_id = ${memberId}
      and t.kind = 'donate' and t.recorded_at > ${since} order by t.transaction_id desc limit 1`.execute(desk.tx)
  const [last] = rows
  return last?.isBack === false ? last : undefined
}

/** Gives the last gift back to who gave it, with the dates its points had. Throws nothing_to_take_back. */
export async function takeBackDonation(deps: LoyaltyDeps, place: Place, memberId: string): Promise<{ points: number }> {
  return await withMember(deps, place, { memberId, name: 'take_back' }, async ({ desk, book, member }) => {
    const last = await findLastDonation(desk, member.memberId)
    if (!last) throw new DomainError('conflict', 'nothing_to_take_back', 'There is nothing to undo.')
    const { id, points, valueMinor, cause, causeId } = last
    const { lines, lots } = await returnLines(desk, book, member, id)
    await post(desk, [book], {
      kind: 'return',
      memberId: member.memberId,
      at: desk.now,
      detail: { points, of: id, cause, causeId, valueMinor },
      lines: [...lines, { accountId: counterpart(desk, `cause:${causeId}`), currency: 'points', amount: -points }],
      lots,
    })
    return { points }
  })
}
