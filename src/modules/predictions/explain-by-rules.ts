import type { Risk, RiskReason } from '#contract/predictions'
import { gapsOf, type Habits } from '#modules/customers'
import { lateRisk } from '#modules/metrics'

/** Definitions: docs/guide/customer-page.md, “Risk”. */
const recentRuns = 3
const spendsLessBelow = 0.7
const comesLessAbove = 1.5
const refundDays = 30

/** How likely a customer is to stay away, by simple rules on their own habits, and why. Null level: too few visits to say. */
export function explainByRules(habits: Habits): Risk {
  const { usualGapDays, lateFrom, silentDays, asOf, recentVisits } = habits
  if (usualGapDays === null || silentDays === null) return { level: null, reasons: [] }
  const isLate = lateFrom !== null && lateFrom <= asOf
  const decline = [findLessSpending(habits), findRarerVisits(habits)].filter((reason) => reason !== undefined)
  const reasons: RiskReason[] = [
    ...(isLate ? [{ kind: 'late' as const, usualGapDays, silentDays, weight: 0 }] : []),
    ...decline,
    ...findRefunds(habits),
  ]
  if (isLate) return { level: decline.length > 0 ? 'high' : lateRisk(silentDays, recentVisits), reasons }
  return { level: decline.length > 1 ? 'medium' : 'low', reasons }
}

/** Each of the last three days of purchase below the average of those before, and together by more than 30 %. */
function findLessSpending({ orders }: Habits): RiskReason | undefined {
  const days = [...sumByDay(orders)].map(([, sum]) => sum)
  const now = days.slice(0, recentRuns)
  const before = days.slice(recentRuns, recentRuns + 9)
  if (now.length < recentRuns || before.length < recentRuns) return undefined
  const beforeMinor = Math.round(mean(before))
  const nowMinor = Math.round(mean(now))
  const isLess = now.every((sum) => sum < beforeMinor) && nowMinor < spendsLessBelow * beforeMinor
  return isLess ? { kind: 'spends_less', beforeMinor, nowMinor, orders: recentRuns, weight: 0 } : undefined
}

/** The last three pauses half again as long as those before. */
function findRarerVisits({ recentVisits }: Habits): RiskReason | undefined {
  const gaps = gapsOf(recentVisits)
  const now = gaps.slice(-recentRuns)
  const before = gaps.slice(0, -recentRuns)
  if (before.length < recentRuns) return undefined
  const beforeDays = median(before)
  const nowDays = median(now)
  const isLess = nowDays > comesLessAbove * beforeDays && nowDays - beforeDays >= 2
  return isLess ? { kind: 'comes_less', beforeDays, nowDays, weight: 0 } : undefined
}

function findRefunds({ refundedOn, asOf }: Habits): RiskReason[] {
  const since = Temporal.PlainDate.from(asOf).subtract({ days: refundDays }).toString()
  const refunds = refundedOn.filter((day) => day >= since).length
  return refunds > 0 ? [{ kind: 'refunded', refunds, withinDays: refundDays, weight: 0 }] : []
}

function sumByDay(orders: Habits['orders']): Map<string, number> {
  const days = new Map<string, number>()
  for (const { on, revenueMinor } of orders) days.set(on, (days.get(on) ?? 0) + revenueMinor)
  return days
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) / 2
  return ((sorted[Math.floor(at)] ?? 0) + (sorted[Math.ceil(at)] ?? 0)) / 2
}
