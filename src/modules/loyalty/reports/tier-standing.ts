import type { Member } from '../ledger/book.ts'
import { creditsOf, momentBelow } from '../ledger/credits.ts'
import type { Desk } from '../ledger/desk.ts'
import { countsFrom, daysOf, readSpendings } from '../ledger/follow-tiers.ts'
import { creditsEnd } from '../rules/credits.ts'
import { needsCredits, needsDays, nextReview, reachedLevels } from '../rules/tiers.ts'

type Standing = {
  /** tier credits that count; null where tiers are not reached by them */
  credits: number | null
  /**
   * Where what counts for a tier ends bit by bit: until when theirs is held if nothing is bought. Null for ever, for the lowest, for a level
   * by invitation, and where tiers are reviewed otherwise.
   */
  endsAt: Temporal.Instant | null
}

/** What a member holds towards their tier, and for how long. */
export async function readTierStanding(desk: Desk, memberId: string, tier: string | null): Promise<Standing> {
  const path = desk.rules.tiers
  const isGiven = path?.levels.find(({ id }) => id === tier)?.byInvitation ?? false
  const member: Pick<Member, 'memberId' | 'spending' | 'credits'> = { memberId }
  if (path && needsDays(path)) {
    if (isGiven) return { credits: null, endsAt: null }
    const state = { tier, since: null, until: null, cycleStart: desk.now }
    await readSpendings(desk, [{ member, from: countsFrom(path, state, desk.now) }])
    const spentOn = () => daysOf(member.spending ?? new Map())
    return { credits: null, endsAt: nextReview(path, state, { zone: desk.zone, spentOn }) }
  }
  if (!path || !needsCredits(path)) return { credits: null, endsAt: null }
  const { sum } = await creditsOf(desk, member)
  const above = reachedLevels(path).slice(1)
  const level = above.find(({ id }) => id === tier)
  const last = isGiven || !level ? null : await momentBelow(desk, memberId, level.min)
  const endsAt = last === null ? null : creditsEnd(path, desk.zone, Temporal.Instant.fromEpochMilliseconds(last))
  return { credits: sum, endsAt }
}
