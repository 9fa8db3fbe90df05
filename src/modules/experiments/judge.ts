import type { Comparison, MetricResult } from '#contract/experiments'
import {
  type ArmSums,
  adjustForHistory,
  bayesTest,
  correctPValues,
  type Effect,
  estimateEffect,
  type Moments,
  momentsOf,
  sequentialTest,
  tTest,
} from '#models/experiments'

export type Judging = {
  metric: MetricResult['metric']
  role: MetricResult['role']
  wanted: MetricResult['wanted']
  /** of each arm, in the order of `arms` */
  sums: ArmSums[]
  arms: { key: string; isControl: boolean }[]
  interval: 'fixed' | 'sequential'
  /** chance of a false alarm over all comparisons of this metric together */
  alpha: number
  /** people for whom the sequential interval is narrowest */
  tuning: number
}

const sureEnough = 1e6

/** What each arm did and how it compares with the control. Pure. */
export function judgeMetric(judging: Judging): MetricResult {
  const { metric, role, wanted, sums, arms } = judging
  const control = sums[arms.findIndex(({ isControl }) => isControl)]
  const others = arms.flatMap(({ key, isControl }, i) => {
    const arm = sums[i]
    return isControl || !arm ? [] : [{ key, arm }]
  })
  const compared = control
    ? others.map(({ key, arm }) => compare(judging, control, arm, key, judging.alpha / others.length))
    : []
  const tested = compared.filter(({ p }) => p !== null)
  const corrected = correctPValues(tested.map(({ p }) => p ?? 1))
  for (const [i, comparison] of tested.entries()) comparison.p = corrected[i]?.holm ?? null
  return {
    role,
    metric,
    wanted,
    arms: arms.map(({ key }, i) => {
      const { n, sum } = sums[i] ?? { n: 0, sum: 0 }
      return { arm: key, people: n, total: sum, mean: n > 0 ? sum / n : 0 }
    }),
    comparisons: compared,
  }
}

const nothing = {
  absolute: null,
  relative: null,
  total: null,
  p: null,
  chanceToWin: null,
  verdict: 'none',
  adjusted: false,
} as const

function compare(judging: Judging, control: ArmSums, arm: ArmSums, key: string, alpha: number): Comparison {
  const { metric, wanted } = judging
  if (control.n < 2 || arm.n < 2) return { ...nothing, arm: key, problem: 'too_few_people' }
  const plain: [Moments, Moments] = [
    momentsOf(control, metric.measure === 'did' ? 'proportion' : 'mean'),
    momentsOf(arm, metric.measure === 'did' ? 'proportion' : 'mean'),
  ]
  const [of, to] = control.pre && arm.pre ? adjustedOr(plain, adjustForHistory(control, arm)) : plain
  const absolute = estimateEffect(of, to, 'absolute')
  if (typeof absolute === 'string') return { ...nothing, arm: key, problem: absolute }
  const relative = estimateEffect(of, to, 'relative')
  const test = (effect: Effect) =>
    judging.interval === 'fixed' ? tTest(effect, alpha) : sequentialTest(effect, alpha, judging.tuning)
  const result = test(absolute)
  const [low, high] = result.ci
  const sign = wanted === 'more' ? 1 : -1
  const chance = 100 * bayesTest(absolute, alpha).chance_to_win
  return {
    arm: key,
    absolute: { value: result.expected, low, high },
    relative: typeof relative === 'string' ? null : percentOf(test(relative)),
    total: { value: result.expected * arm.n, low: low * arm.n, high: high * arm.n },
    p: result.p,
    chanceToWin: wanted === 'more' ? chance : 100 - chance,
    verdict: low <= 0 && high >= 0 ? 'unclear' : result.expected * sign > 0 ? 'better' : 'worse',
    problem: null,
    adjusted: of.adjustment !== undefined,
  }
}

/** History only where it calms the figure. */
function adjustedOr(plain: [Moments, Moments], adjusted: [Moments, Moments]): [Moments, Moments] {
  const spread = ([a, b]: [Moments, Moments]): number => a.variance / a.n + b.variance / b.n
  return spread(adjusted) > 0 && spread(adjusted) < spread(plain) ? adjusted : plain
}

/** A share of next to nothing says nothing. */
function percentOf({ expected, ci }: { expected: number; ci: [number, number] }): Comparison['relative'] {
  if (Math.max(Math.abs(expected), Math.abs(ci[0]), Math.abs(ci[1])) > sureEnough) return null
  return { value: 100 * expected, low: 100 * ci[0], high: 100 * ci[1] }
}

/** Adds the sums of two groups of people. */
export function addSums(a: ArmSums, b: ArmSums): ArmSums {
  const sums = { n: a.n + b.n, sum: a.sum + b.sum, sumSquares: a.sumSquares + b.sumSquares }
  if (!b.pre) return sums
  const pre = a.pre ?? { sum: 0, sumSquares: 0, products: 0 }
  return {
    ...sums,
    pre: {
      sum: pre.sum + b.pre.sum,
      sumSquares: pre.sumSquares + b.pre.sumSquares,
      products: pre.products + b.pre.products,
    },
  }
}
