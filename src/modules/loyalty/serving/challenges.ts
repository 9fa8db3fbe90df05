import { sql } from 'kysely'
import type { LoyaltyRules } from '#contract/loyalty'
import { credit } from '../ledger/credit.ts'
import type { Desk } from '../ledger/desk.ts'
import { challengeProgress, challengeSince } from '../rules/challenges.ts'
import type { At } from './with-member.ts'

type Challenge = LoyaltyRules['challenges'][number]

export type ChallengeState = {
  challengeId: string
  name: string
  goal: Challenge['goal']
  /** days or weeks so far, of so many */
  done: number
  count: number
  /** within so many days, for visits */
  days: number
  points: number
  /** how often it was completed: a badge, once it was */
  times: number
  lastAt: string | null
}

/** How far a member is with every challenge of the programme, and the badges they have. */
export async function readChallenges(
  desk: Desk,
  memberId: string,
  alsoOn: Temporal.Instant[] = [],
): Promise<ChallengeState[]> {
  const { challenges } = desk.rules
  if (challenges.length === 0) return []
  const dayOf = (at: Temporal.Instant) => at.toZonedDateTimeISO(desk.zone).toPlainDate()
  const today = dayOf(desk.now)
  const completed = await readCompleted(desk, memberId)
  const since = challenges.map((one) => challengeSince(one, today)).sort(Temporal.PlainDate.compare)[0] ?? today
  const days = [...(await readVisits(desk, memberId, since)), ...alsoOn.map(dayOf)]
  return challenges.map((one) => {
    const before = completed.get(one.id)
    const last = before && dayOf(Temporal.Instant.fromEpochMilliseconds(before.last.getTime()))
    const isOver = before !== undefined && !one.repeats
    const counting = last ? days.filter((day) => Temporal.PlainDate.compare(day, last) > 0) : days
    const done = isOver ? one.count : Math.min(one.count, challengeProgress(one, counting, today))
    const { id, name, goal, count, days: within, points } = one
    const lastAt = before?.last.toISOString() ?? null
    return { challengeId: id, name, goal, done, count, days: within, points, times: before?.times ?? 0, lastAt }
  })
}

/** After a visit: what it completes is paid at once and stands in the ledger. Inside an open book. */
export async function followChallenges({ desk, book, member }: At, visitedAt: Temporal.Instant): Promise<void> {
  for (const { challengeId, done, count, points, times } of await readChallenges(desk, member.memberId, [visitedAt])) {
    const challenge = desk.rules.challenges.find(({ id }) => id === challengeId)
    if (done < count || (times > 0 && !challenge?.repeats)) continue
    await credit(desk, book, member, {
      kind: 'challenge',
      points,
      at: desk.now,
      detail: { challenge: challenge?.name },
    })
    await sql`insert into loyalty_badges (workspace_id, member_id, challenge_id, times, last_at)
      values (${desk.workspaceId}, ${member.memberId}, ${challengeId}, 1, ${desk.now.toString()})
      on conflict (workspace_id, member_id, challenge_id) do update set times = loyalty_badges.times + 1, last_at = excluded.last_at`.execute(
      desk.tx,
    )
  }
}

async function readCompleted(desk: Desk, memberId: string): Promise<Map<string, { last: Date; times: number }>> {
  const { rows } = await sql<{
    id: string
    last: Date
    times: number
  }>`select challenge_id as id, last_at as last, times
    from loyalty_badges where workspace_id = ${desk.workspaceId} and member_id = ${memberId}`.execute(desk.tx)
  return new Map(rows.map(({ id, ...row }) => [id, row]))
}

/** Days with a purchase that was not given back whole, or with a stamp that was not taken back. */
async function readVisits(desk: Desk, memberId: string, since: Temporal.PlainDate): Promise<Temporal.PlainDate[]> {
  const from = since.toZonedDateTime(desk.zone).toInstant().toString()
  const { rows } = await sql<{ day: string }>`
    select distinct (o.occurred_at at time zone ${desk.zone})::date as day from loyalty_orders o
    where o.workspace_id = ${desk.workspaceId} and o.member_id = ${memberId} and o.occurred_at >= ${from}
      and o.evaluation ->> 'event' = 'purchase' and (o.basis_minor = 0 or o.refunded_minor < o.basis_minor)
    union
    select (t.at at time zone ${desk.zone})::date from loyalty_transactions t
    where t.workspace_id = ${desk.workspaceId} and t.member_id = ${memberId} and t.kind = 'stamp' and t.at >= ${from}
      and not t.detail ? 'welcome' and not exists (select from loyalty_transactions u where u.workspace_id = t.workspace_id
        and u.member_id = t.member_id and u.kind = 'undo' and u.detail ->> 'of' = t.transaction_id::text)`.execute(
    desk.tx,
  )
  return rows.map(({ day }) => Temporal.PlainDate.from(day))
}
