import { sql } from 'kysely'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { closeBooks } from '../ledger/advance.ts'
import { momentsOf, moveCredits } from '../ledger/credits.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { post } from '../ledger/post.ts'
import { moveCash } from './cash.ts'
import { moveAll, moveCount } from './move-points.ts'
import { balanceOf, putStamps } from './stamps.ts'
import { markActive, openMembers } from './with-member.ts'

/**
 * Two members are one person: lots, stamps, rewards, vouchers and what counted for a tier go to `into`, the higher tier stays. The other
 * is empty from then on, and whatever is done for it is done for `into`. Throws same_member.
 */
export async function mergeMembers(
  deps: LoyaltyDeps,
  place: Place,
  { fromId, intoId }: { fromId: string; intoId: string },
): Promise<{ memberId: string }> {
  return await atDesk(deps, place, async (desk) => {
    const [from, into] = await openMembers(desk, [fromId, intoId])
    if (from.member === into.member) throw new DomainError('conflict', 'same_member', 'This is one member already.')
    const [a, b] = [from.member, into.member]
    if (from.book !== into.book && from.book.pool === null) {
      await moveAll(desk, from.book, into.book, { memberId: b.memberId, kind: 'merge', detail: { from: a.memberId } })
      if (from.book.lastActiveAt) markActive(into.book, from.book.lastActiveAt)
    }
    const detail = { from: a.memberId }
    await moveCount(desk, 'stamps', a.stampsAccountId, b.stampsAccountId, b.memberId, { detail })
    await moveCount(desk, 'rewards', a.rewardsAccountId, b.rewardsAccountId, b.memberId, { detail })
    await moveCash(desk, { fromId: a.memberId, toId: b.memberId, kind: 'merge' })
    const moving = { kind: 'merge', memberId: b.memberId, at: desk.now, detail }
    await moveCredits(desk, [a.memberId, b.memberId], await momentsOf(desk, a), moving)
    b.credits = undefined
    // Two cards together may be a full one.
    const { required = Number.POSITIVE_INFINITY } = desk.rules.stamps ?? {}
    if ((await balanceOf(desk, b.stampsAccountId)) >= required) await putStamps(desk, into.book, b, 0)
    const { rows } = await sql<{
      at: Date
      points: number
    }>`select at, sum(points)::bigint as points from loyalty_qualifying
      where workspace_id = ${desk.workspaceId} and member_id = ${a.memberId} group by at`.execute(desk.tx)
    const qualifying = rows.map((row) => ({
      memberId: b.memberId,
      at: Temporal.Instant.fromEpochMilliseconds(row.at.getTime()),
      points: row.points,
    }))
    await post(desk, [from.book, into.book], {
      kind: 'merge',
      memberId: b.memberId,
      at: desk.now,
      detail: { from: a.memberId },
      lines: [],
      qualifying,
    })
    await sql`insert into loyalty_badges select workspace_id, ${b.memberId}, challenge_id, times, last_at from loyalty_badges
      where workspace_id = ${desk.workspaceId} and member_id = ${a.memberId}
      on conflict (workspace_id, member_id, challenge_id) do update set times = greatest(loyalty_badges.times, excluded.times),
        last_at = greatest(loyalty_badges.last_at, excluded.last_at)`.execute(desk.tx)
    await moveClub(desk, a.memberId, b.memberId)
    b.given = undefined
    b.lifetime += a.lifetime
    b.birthday ??= a.birthday
    b.birthdaySetAt ??= a.birthdaySetAt
    b.birthdayPaid = Math.max(b.birthdayPaid ?? 0, a.birthdayPaid ?? 0) || null
    for (const [id, minor] of Object.entries(a.carried))
      b.carried = { ...b.carried, [id]: (b.carried[id] ?? 0) + minor }
    const rank = (tier: string | null): number => desk.rules.tiers?.levels.findIndex(({ id }) => id === tier) ?? -1
    if (rank(a.tier) > rank(b.tier)) Object.assign(b, { tier: a.tier, since: a.since, until: a.until })
    await sql`update loyalty_members set merged_into = ${b.memberId} where workspace_id = ${desk.workspaceId}
      and member_id = ${a.memberId}`.execute(desk.tx)
    // Nobody gets free by becoming somebody else.
    if (a.blocked)
      await sql`update loyalty_members set blocked_at = coalesce(blocked_at, ${desk.now.toString()})
        where workspace_id = ${desk.workspaceId} and member_id = ${b.memberId}`.execute(desk.tx)
    await sql`update loyalty_vouchers set member_id = ${b.memberId} where workspace_id = ${desk.workspaceId}
      and member_id = ${a.memberId}`.execute(desk.tx)
    await sql`update loyalty_orders set member_id = ${b.memberId} where workspace_id = ${desk.workspaceId}
      and member_id = ${a.memberId}`.execute(desk.tx)
    b.spending = undefined
    from.book.members = from.book.members.filter((one) => one !== a)
    await closeBooks(desk, [from.book, into.book])
    await recordAudit(desk.tx, desk.workspaceId, desk.actor, {
      action: 'loyalty_members.merged',
      target: { kind: 'loyalty_member', id: b.memberId },
      detail: { from: a.memberId },
    })
    return { memberId: b.memberId }
  })
}

/** What one member holds by invitation, by a plan and on the leaderboard is the other's, where the other has none. */
async function moveClub({ tx, workspaceId }: Desk, from: string, to: string): Promise<void> {
  await sql`insert into loyalty_invited select workspace_id, ${to}, kind, target, invitation_id, at from loyalty_invited
    where workspace_id = ${workspaceId} and member_id = ${from} on conflict do nothing`.execute(tx)
  await sql`update loyalty_board_members b set member_id = ${to} where workspace_id = ${workspaceId} and member_id = ${from}
    and not exists (select from loyalty_board_members o where o.workspace_id = b.workspace_id and o.member_id = ${to})`.execute(
    tx,
  )
  // Of two plans the one that is paid for longer stays.
  await sql`delete from loyalty_plan_members p using loyalty_plan_members o where p.workspace_id = ${workspaceId}
    and o.workspace_id = ${workspaceId} and p.member_id = ${to} and o.member_id = ${from} and o.lasts_until > p.lasts_until`.execute(
    tx,
  )
  await sql`update loyalty_plan_members p set member_id = ${to} where workspace_id = ${workspaceId} and member_id = ${from}
    and not exists (select from loyalty_plan_members o where o.workspace_id = p.workspace_id and o.member_id = ${to})`.execute(
    tx,
  )
  // The other is over; its subscription, if it goes on, is paid for the one they are now.
  await sql`delete from loyalty_plan_members where workspace_id = ${workspaceId} and member_id = ${from}`.execute(tx)
}
