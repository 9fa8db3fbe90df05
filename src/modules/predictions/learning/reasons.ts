import type { RiskKind, RiskReason } from '#contract/predictions'
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
  /** the smallest and the largest sum of the latest visits */
  spentLeast: number
  spentMost: number
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
  const found = findKinds(shares, facts, reference)
  const base = probabilityOf(reference.base)
  let at = reference.base
  let before = base
  let told = 0
  const reasons: RiskReason[] = []
  for (let i = 0; i < Math.min(shown, found); i++) {
    const kind = kinds[i] as RiskKind
    at += oddsOf[i] ?? 0
    const after = probabilityOf(at)
    if (Math.abs(after - before) < worthTelling) break
    const weight = round(after - before)
    reasons.push(describe(kind, facts, weight))
    told += weight
    before = after
  }
  return { reasons, base: round(base), rest: round(risk - round(base) - told) }
}

const kinds: RiskKind[] = []
const oddsOf = new Float64Array(featureNames.length)

/** Puts the kinds of reasons and what each adds to the log-odds into `kinds` and `oddsOf`, the strongest first; how many there are. */
function findKinds(shares: Float64Array, facts: Facts, reference: Reference): number {
  let found = 0
  for (let i = 0; i < featureNames.length; i++) {
    const share = shares[i] ?? 0
    if (Math.abs(share) < tooLittle) continue
    const kind = kindOf(featureNames[i] as FeatureName, share, facts, reference)
    if (!kind) continue
    const same = kinds.indexOf(kind)
    const isKnown = same >= 0 && same < found
    const odds = isKnown ? (oddsOf[same] ?? 0) + share : share
    let at = isKnown ? same : found++
    // Two features may say the same in opposite directions: it can become weaker, too.
    for (; at > 0 && Math.abs(oddsOf[at - 1] ?? 0) < Math.abs(odds); at--) move(at - 1, at)
    for (; at < found - 1 && Math.abs(oddsOf[at + 1] ?? 0) > Math.abs(odds); at++) move(at + 1, at)
    kinds[at] = kind
    oddsOf[at] = odds
  }
  return found
}

function move(from: number, to: number): void {
  kinds[to] = kinds[from] as RiskKind
  oddsOf[to] = oddsOf[from] ?? 0
}

/** undefined where the facts do not bear out what the feature says: it then counts among the rest. */
function kindOf(feature: FeatureName, odds: number, facts: Facts, reference: Reference): RiskKind | undefined {
  const isWorse = odds > 0
  switch (feature) {
    case 'rhythm':
      if (!facts.rhythm.isOwn) return isWorse ? 'silent' : 'recent'
      if (isWorse) return facts.silence > facts.usualGap ? 'late' : 'comes_rarely'
      return facts.silence <= 1.5 * facts.usualGap ? 'on_time' : 'comes_often'
    case 'silence':
      return isWorse ? 'silent' : 'recent'
    case 'visits':
      if (isWorse) return facts.visits <= reference.medianVisits ? 'few_visits' : undefined
      return facts.visits >= reference.medianVisits && facts.visits > 1 ? 'many_visits' : undefined
    case 'tenure':
      return facts.tenure < reference.medianTenure ? 'new_here' : 'long_here'
    case 'pace':
      if (isWorse) return facts.gapNow > 1.05 * facts.gapBefore ? 'comes_less' : undefined
      return facts.gapNow < 0.95 * facts.gapBefore ? 'comes_more' : undefined
    case 'spend':
      // Three times running: each of them, not their mean alone.
      if (isWorse) return facts.spentMost < facts.spentBefore ? 'spends_less' : undefined
      return facts.spentLeast > facts.spentBefore ? 'spends_more' : undefined
    case 'refunds':
      return isWorse && facts.refunds > 0 ? 'refunded' : undefined
    case 'value':
      if (isWorse) return facts.average < reference.medianAverage ? 'small_orders' : undefined
      return facts.average > reference.medianAverage ? 'large_orders' : undefined
    default:
      return facts.source === '' ? undefined : 'source'
  }
}

function describe(kind: RiskKind, facts: Facts, weight: number): RiskReason {
  const { silence: silentDays, visits } = facts
  switch (kind) {
    case 'late':
    case 'on_time':
    case 'comes_rarely':
    case 'comes_often':
      return { kind, usualGapDays: days(facts.usualGap), silentDays, weight }
    case 'silent':
      return { kind, silentDays, visits, weight }
    case 'recent':
      return { kind, silentDays, weight }
    case 'few_visits':
    case 'many_visits':
      return { kind, visits, weight }
    case 'new_here':
    case 'long_here':
      return { kind, days: facts.tenure, weight }
    case 'comes_less':
    case 'comes_more':
      return { kind, beforeDays: days(facts.gapBefore), nowDays: days(facts.gapNow), weight }
    case 'spends_less':
    case 'spends_more': {
      const [beforeMinor, nowMinor] = [Math.round(facts.spentBefore), Math.round(facts.spentNow)]
      return { kind, beforeMinor, nowMinor, orders: recentRuns, weight }
    }
    case 'refunded':
      return { kind, refunds: facts.refunds, withinDays: refundDays, weight }
    case 'small_orders':
    case 'large_orders':
      return { kind, averageMinor: Math.round(facts.average), weight }
    case 'source':
      return { kind, source: facts.source, weight }
  }
}

function days(value: number): number {
  return Math.max(1, Math.round(value))
}

function round(value: number): number {
  return Math.round(1000 * value) / 1000
}
