import type { RiskReason } from '#contract/predictions'
import type { Rhythm } from '#models/rhythm'
import { recentRuns, refundDays } from './features.ts'
import { probabilityOf } from './moment.ts'
import type { Reference } from './reference.ts'

/** What is known of one customer, to put a feature's share of the log-odds into words. */
export type Facts = {
  visits: number
  silence: number
  tenure: number
  rhythm: Rhythm
  usualGap: number
  gapBefore: number
  gapNow: number
  spentBefore: number
  spentNow: number
  average: number
  refunds: number
  source: string
}

export const featureNames = [
  'rhythm',
  'silence',
  'visits',
  'tenure',
  'pace',
  'spend',
  'refunds',
  'value',
  'source',
] as const
type FeatureName = (typeof featureNames)[number]

const shown = 3
/** Below two points nobody would notice. */
const worthTelling = 0.02
/** Log-odds that never make so many points. */
const tooLittle = 0.02

/**
 * The strongest three of what takes this customer's risk away from the average one's. Shares of the log-odds are added one
 * after the other, the strongest first, so that base + Σ weights + rest = risk exactly. `shares` are in the order of `featureNames`.
 */
export function reasonsOf(
  shares: Float64Array,
  facts: Facts,
  reference: Reference,
  risk: number,
): { reasons: RiskReason[]; rest: number; base: number } {
  const found: { reason: RiskReason; odds: number }[] = []
  for (let i = 0; i < featureNames.length; i++) {
    const odds = shares[i] ?? 0
    if (Math.abs(odds) < tooLittle) continue
    const reason = reasonFor(featureNames[i] as FeatureName, odds, facts, reference)
    if (!reason) continue
    const same = found.find((one) => one.reason.kind === reason.kind)
    if (same) same.odds += odds
    else found.push({ reason, odds })
  }
  const ranked = found.sort((a, b) => Math.abs(b.odds) - Math.abs(a.odds)).slice(0, shown)
  const base = probabilityOf(reference.base)
  let at = reference.base
  let before = base
  const reasons: RiskReason[] = []
  for (const { reason, odds } of ranked) {
    at += odds
    const after = probabilityOf(at)
    if (Math.abs(after - before) < worthTelling) break
    reasons.push({ ...reason, weight: round(after - before) })
    before = after
  }
  const told = reasons.reduce((sum, { weight }) => sum + weight, 0)
  return { reasons, base: round(base), rest: round(risk - round(base) - told) }
}

/** undefined where the facts do not bear out what the feature says: it then counts among the rest. */
function reasonFor(feature: FeatureName, odds: number, facts: Facts, reference: Reference): RiskReason | undefined {
  const isWorse = odds > 0
  const silentDays = facts.silence
  const pace = { usualGapDays: Math.max(1, Math.round(facts.usualGap)), silentDays, weight: 0 }
  switch (feature) {
    case 'rhythm':
      if (!facts.rhythm.isOwn) return silence(isWorse, facts)
      if (isWorse) return { ...pace, kind: silentDays > facts.usualGap ? 'late' : 'comes_rarely' }
      return { ...pace, kind: silentDays <= 1.5 * facts.usualGap ? 'on_time' : 'comes_often' }
    case 'silence':
      return silence(isWorse, facts)
    case 'visits': {
      const isFew = facts.visits <= reference.medianVisits
      if (isWorse && isFew) return { kind: 'few_visits', visits: facts.visits, weight: 0 }
      return !isWorse && facts.visits >= reference.medianVisits && facts.visits > 1
        ? { kind: 'many_visits', visits: facts.visits, weight: 0 }
        : undefined
    }
    case 'tenure':
      return { kind: facts.tenure < reference.medianTenure ? 'new_here' : 'long_here', days: facts.tenure, weight: 0 }
    case 'pace': {
      const gaps = { beforeDays: days(facts.gapBefore), nowDays: days(facts.gapNow), weight: 0 }
      if (isWorse) return facts.gapNow > 1.05 * facts.gapBefore ? { kind: 'comes_less', ...gaps } : undefined
      return facts.gapNow < 0.95 * facts.gapBefore ? { kind: 'comes_more', ...gaps } : undefined
    }
    case 'spend': {
      const spent = {
        beforeMinor: Math.round(facts.spentBefore),
        nowMinor: Math.round(facts.spentNow),
        orders: recentRuns,
        weight: 0,
      }
      if (isWorse) return facts.spentNow < facts.spentBefore ? { kind: 'spends_less', ...spent } : undefined
      return facts.spentNow > facts.spentBefore ? { kind: 'spends_more', ...spent } : undefined
    }
    case 'refunds':
      return isWorse && facts.refunds > 0
        ? { kind: 'refunded', refunds: facts.refunds, withinDays: refundDays, weight: 0 }
        : undefined
    case 'value': {
      const averageMinor = Math.round(facts.average)
      if (isWorse)
        return facts.average < reference.medianAverage ? { kind: 'small_orders', averageMinor, weight: 0 } : undefined
      return facts.average > reference.medianAverage ? { kind: 'large_orders', averageMinor, weight: 0 } : undefined
    }
    default:
      return facts.source === '' ? undefined : { kind: 'source', source: facts.source, weight: 0 }
  }
}

function silence(isWorse: boolean, { silence: silentDays, visits }: Facts): RiskReason {
  return isWorse ? { kind: 'silent', silentDays, visits, weight: 0 } : { kind: 'recent', silentDays, weight: 0 }
}

function days(value: number): number {
  return Math.max(1, Math.round(value))
}

function round(value: number): number {
  return Math.round(1000 * value) / 1000
}
