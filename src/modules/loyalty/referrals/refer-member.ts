import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { resolveMember } from '../ledger/book.ts'
import { atDesk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { post } from '../ledger/post.ts'

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
