import { prepared } from '#platform/postgres'
import type { Member } from '../ledger/book.ts'
import type { Desk } from '../ledger/desk.ts'
import { chooseMultipliers } from '../rules/choose-multipliers.ts'
import { type Item, type Score, scorePurchase } from '../rules/score-purchase.ts'

export type Earning = {
  /** what earns; a purchase when not given */
  event?: string | undefined
  amountMinor: number
  /** taken off by vouchers or points: it earns nothing */
  discountMinor?: number | undefined
  items?: Item[] | undefined
}

/** Kept with the order: what a refund needs to say what a smaller purchase would have earned. */
export type Evaluation = Score & {
  event: string
  items: Item[]
  multipliers: string[]
  carriedIn: Record<string, number>
  /** what the cap of the day left off */
  cutOff: number
}

export const basisOf = ({ amountMinor, discountMinor = 0 }: Earning): number => Math.max(0, amountMinor - discountMinor)

/** What a purchase earns this member at a moment, by the rules in force and everything the day's limits leave. */
export async function scoreEarn(
  desk: Desk,
  member: Pick<Member, 'memberId' | 'tier' | 'carried'>,
  earning: Earning,
  at: Temporal.Instant,
): Promise<{ points: number; evaluation: Evaluation }> {
  const local = at.toZonedDateTimeISO(desk.zone)
  const today = needsToday(desk) ? await readToday(desk, member.memberId, local) : { points: 0, used: {} }
  const multipliers = chooseMultipliers(desk.rules, { at: local, tier: member.tier, usedToday: today.used })
  const { event = 'purchase', items = [] } = earning
  const score = scorePurchase(desk.rules, { event, items, basisMinor: basisOf(earning) }, multipliers, member.carried)
  const left = Math.max(0, (desk.rules.memberDailyCap ?? Number.POSITIVE_INFINITY) - today.points)
  const points = Math.min(score.points, left)
  const cutOff = score.points - points
  return { points, evaluation: { ...score, event, items, multipliers, carriedIn: member.carried, cutOff } }
}

const needsToday = ({ rules }: Desk): boolean =>
  rules.memberDailyCap !== undefined || rules.multipliers.some(({ perMemberPerDay }) => perMemberPerDay !== undefined)

async function readToday(
  desk: Desk,
  memberId: string,
  local: Temporal.ZonedDateTime,
): Promise<{ points: number; used: Record<string, number> }> {
  const from = local.startOfDay()
  const { rows } = await prepared<{ granted: number; multipliers: string[] }>`
    select granted, evaluation -> 'multipliers' as multipliers from loyalty_orders
    where workspace_id = ${desk.workspaceId} and member_id = ${memberId}
      and occurred_at >= ${from.toInstant().toString()} and occurred_at < ${from.add({ days: 1 }).toInstant().toString()}`.execute(
    desk.tx,
  )
  const used: Record<string, number> = {}
  for (const id of rows.flatMap(({ multipliers }) => multipliers)) used[id] = (used[id] ?? 0) + 1
  return { points: rows.reduce((sum, { granted }) => sum + granted, 0), used }
}
