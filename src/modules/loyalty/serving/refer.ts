import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { prepared } from '#platform/postgres'
import { resolveMember } from '../ledger/book.ts'
import { credit } from '../ledger/credit.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { post } from '../ledger/post.ts'
import type { At } from './with-member.ts'

/** Remembers who brought whom. Nobody brings themselves, and nobody is brought twice. Throws self_referral, already_referred, no_referrals. */
export async function referMember(
  deps: LoyaltyDeps,
  place: Place,
  { referrerId, refereeId }: { referrerId: string; refereeId: string },
): Promise<{ expiresAt: string }> {
  return await atDesk(deps, place, async (desk) => {
    const rule = desk.rules.referral
    if (!rule) throw new DomainError('conflict', 'no_referrals', 'This programme has no referrals.')
    const referrer = (await resolveMember(desk, referrerId)).memberId
    const referee = (await resolveMember(desk, refereeId)).memberId
    if (referrer === referee) throw new DomainError('conflict', 'self_referral', 'Nobody can bring themselves.')
    const expiresAt = desk.now.toZonedDateTimeISO(desk.zone).add({ days: rule.pendingDays }).toInstant().toString()
    const added =
      await sql`insert into loyalty_referrals (workspace_id, programme_id, referee_id, referrer_id, at, expires_at)
      values (${desk.workspaceId}, ${desk.programmeId}, ${referee}, ${referrer}, ${desk.now.toString()}, ${expiresAt})
      on conflict do nothing`.execute(desk.tx)
    if (added.numAffectedRows === 0n)
      throw new DomainError('conflict', 'already_referred', 'Somebody has brought this member already.')
    await post(desk, [], { kind: 'refer', memberId: referrer, at: desk.now, detail: { referee }, lines: [] })
    return { expiresAt }
  })
}

/** Who brought this member, while that is still worth something. */
export async function findOpenReferral(desk: Desk, memberId: string): Promise<{ referrerId: string } | undefined> {
  if (!desk.rules.referral) return undefined
  const { rows } = await prepared<{ referrerId: string }>`
    with recursive stands as (
      select member_id, merged_into from loyalty_members where workspace_id = ${desk.workspaceId} and member_id = ${memberId}
      union all
      select m.member_id, m.merged_into from stands s
        join loyalty_members m on m.workspace_id = ${desk.workspaceId} and m.member_id = s.merged_into)
    select r.referrer_id as "referrerId" from stands s join loyalty_referrals r on r.workspace_id = ${desk.workspaceId}
      and r.programme_id = ${desk.programmeId} and r.referee_id = s.member_id
    where s.merged_into is null and r.paid_at is null and r.expires_at > ${desk.now.toString()}`.execute(desk.tx)
  return rows[0]
}

/** Pays both for an order that is big enough, once. Returns what the one who was brought got. */
export async function payReferral(
  desk: Desk,
  referee: Pick<At, 'book' | 'member'>,
  referrer: Pick<At, 'book' | 'member'>,
  basisMinor: number,
): Promise<number> {
  const rule = desk.rules.referral
  if (!rule || basisMinor < rule.minOrderMinor) return 0
  const paid =
    await sql`update loyalty_referrals set paid_at = ${desk.now.toString()} where workspace_id = ${desk.workspaceId}
    and programme_id = ${desk.programmeId} and referee_id = ${referee.member.memberId} and paid_at is null`.execute(
      desk.tx,
    )
  if (paid.numAffectedRows === 0n) return 0
  const both = [
    { who: referrer, points: rule.referrerPoints, as: 'referrer' },
    { who: referee, points: rule.refereePoints, as: 'referee' },
  ]
  for (const { who, points, as } of both)
    if (points > 0) await credit(desk, who.book, who.member, { kind: 'referral', points, at: desk.now, detail: { as } })
  return rule.refereePoints
}
