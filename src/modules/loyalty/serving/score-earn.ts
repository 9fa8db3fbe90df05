import { sql } from 'kysely'
import { type Question, question } from '../ledger/ask-at-once.ts'
import type { Member } from '../ledger/book.ts'
import type { Desk } from '../ledger/desk.ts'
import { readPaidPlans } from '../plans/plan-members.repo.ts'
import { chooseMultipliers } from '../rules/choose-multipliers.ts'
import { type Item, type Score, scorePurchase } from '../rules/score-purchase.ts'
import { requireWithin } from '../rules/within-bounds.ts'

export type Earning = {
  /** what earns; a purchase when not given */
  event?: string | undefined
  amountMinor: number
  /** taken off by vouchers or points: it earns nothing */
  discountMinor?: number | undefined
  items?: Item[] | undefined
  /** where, as tills are called */
  shop?: string | undefined
  /** nothing of it counts: not even the visit earns */
  isNothing?: boolean | undefined
}

/** Kept with the order: what a refund needs to say what a smaller purchase would have earned. */
export type Evaluation = Omit<Score, 'credits'> & {
  /** absent from before there were tier credits */
  credits?: number
  event: string
  items: Item[]
  shop?: string | undefined
  multipliers: string[]
  carriedIn: Record<string, number>
  /** what the cap of the day left off */
  cutOff: number
  /** of the amount what never earns, so that a refund takes its share of it */
  leftMinor?: number
}

/** What a member has earned on a day, and how often each multiplier was used. */
export type Today = { points: number; used: Record<string, number> }

export const basisOf = ({ amountMinor, discountMinor = 0 }: Earning): number => Math.max(0, amountMinor - discountMinor)

/** What a purchase earns this member at a moment, by the rules in force and everything the day's limits leave. Throws figures_too_large. */
export async function scoreEarn(
  desk: Desk,
  member: Pick<Member, 'memberId' | 'tier' | 'carried'>,
  earning: Earning,
  at: Temporal.Instant,
  today: Today = { points: 0, used: {} },
): Promise<{ points: number; evaluation: Evaluation }> {
  const { event = 'purchase', items = [], shop } = earning
  const local = at.toZonedDateTimeISO(desk.zone)
  const plan = (await readPaidPlans(desk, [member.memberId])).get(member.memberId)
  const circumstances = { at: local, tier: member.tier, plan, shop, usedToday: today.used }
  const multipliers = chooseMultipliers(desk.rules, circumstances)
  const rules = earning.isNothing ? { ...desk.rules, earn: [] } : desk.rules
  const purchase = { event, items, shop, basisMinor: basisOf(earning) }
  const score = scorePurchase(rules, purchase, multipliers, member.carried)
  requireWithin([score.points, score.credits, ...Object.values(score.rules)])
  const left = Math.max(0, (desk.rules.memberDailyCap ?? Number.POSITIVE_INFINITY) - today.points)
  const points = Math.min(score.points, left)
  const cutOff = score.points - points
  return { points, evaluation: { ...score, event, items, shop, multipliers, carriedIn: member.carried, cutOff } }
}

const needsToday = ({ rules }: Desk): boolean =>
  rules.memberDailyCap !== undefined || rules.multipliers.some(({ perMemberPerDay }) => perMemberPerDay !== undefined)

/** What the day of a moment has brought members so far, where a rule asks; nothing for who is not among them. */
export function todayOf(desk: Desk, asked: { memberId: string; at: Temporal.Instant }[]): Question<Map<string, Today>> {
  if (!needsToday(desk)) return question(null, () => new Map<string, Today>())
  // Those who are served at once mostly buy at one moment.
  const days = new Map<number, { begins: string; ends: string }>()
  const dayOf = (at: Temporal.Instant): { begins: string; ends: string } => {
    const known = days.get(at.epochMilliseconds)
    if (known) return known
    const start = at.toZonedDateTimeISO(desk.zone).startOfDay()
    const day = { begins: start.toInstant().toString(), ends: start.add({ days: 1 }).toInstant().toString() }
    days.set(at.epochMilliseconds, day)
    return day
  }
  const begins = asked.map(({ at }) => dayOf(at).begins)
  const ends = asked.map(({ at }) => dayOf(at).ends)
  const ids = asked.map(({ memberId }) => memberId)
  const asks = sql<{ memberId: string; granted: number; multipliers: string[] }>`
    select x.id as "memberId", o.granted, o.multipliers
    from unnest(${ids}::uuid[], ${begins}::timestamptz[], ${ends}::timestamptz[]) as x(id, begins, ends)
    cross join lateral (select granted, evaluation -> 'multipliers' as multipliers from loyalty_orders
      where workspace_id = ${desk.workspaceId} and member_id = x.id and occurred_at >= x.begins and occurred_at < x.ends
      offset 0) o`
  return question(asks, (rows) => {
    const today = new Map<string, Today>()
    for (const { memberId, granted, multipliers } of rows) {
      const { points, used } = today.get(memberId) ?? { points: 0, used: {} }
      for (const id of multipliers) used[id] = (used[id] ?? 0) + 1
      today.set(memberId, { points: points + granted, used })
    }
    return today
  })
}
