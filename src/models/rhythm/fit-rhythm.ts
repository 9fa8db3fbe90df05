import { minimise } from '#models/optimise'
import { ModelProblem } from '#models/problem'
import { upperTail } from './normal.ts'
import { keptPauses, narrowest, rhythmOf, stageOf } from './rhythm.ts'
import { spreadOfSpreads } from './spread-of-spreads.ts'

/**
 * Visits of many customers: the pauses between neighbouring visits one customer after the other, oldest first
 * (`pauses[starts[i]]` … `pauses[starts[i + 1] − 1]`), and the silence since each one's last visit.
 */
export type Visits = { pauses: ArrayLike<number>; starts: ArrayLike<number>; silence: ArrayLike<number> }

/** Plain numbers, so that it can be kept and sent about. Means and spreads are of the natural logarithms of pauses. */
export type RhythmFit = {
  /** the first pause, and the share of newcomers who never come a second time */
  first: { mean: number; spread: number; leaves: number }
  /** all pauses: the shop's mean, how far customers' means lie apart (variance), how a customer's pauses vary (variance), and how alike customers are in that */
  usual: { mean: number; between: number; within: number; strength: number }
  /** probability of leaving after the 2nd, the 3rd, the 4th to 6th and a later visit */
  leaves: number[]
  /** the shortest pause seen */
  shortest: number
  customers: number
  pauses: number
}

/** Pseudo-visits: a stage that few have reached is not said to lose nobody, or everybody. */
const prior = { left: 0.5, visits: 5 }
const rounds = 40

export function fitRhythm(visits: Visits): RhythmFit {
  const customers = visits.silence.length
  const count = (visits.starts[customers] ?? 0) - (visits.starts[0] ?? 0)
  if (customers === 0) throw new ModelProblem('no_customers', 'There is no customer to learn from.')
  if (count <= 0)
    throw new ModelProblem('no_repeats', 'Nobody has bought a second time yet, so there is no rhythm to learn.')
  const shortest = shortestOf(visits)
  const fit: RhythmFit = {
    first: firstPause(visits, shortest),
    usual: usualPauses(visits, shortest),
    leaves: [],
    shortest,
    customers,
    pauses: count,
  }
  fit.leaves = leavingByStage(visits, { ...fit, leaves: [0, 0, 0, 0] })
  return fit
}

function shortestOf({ pauses, starts, silence }: Visits): number {
  let shortest = Number.POSITIVE_INFINITY
  for (let i = starts[0] ?? 0; i < (starts[silence.length] ?? 0); i++) {
    const pause = pauses[i] ?? 0
    if (pause > 0 && pause < shortest) shortest = pause
  }
  return Number.isFinite(shortest) ? shortest : 1
}

/** Maximum likelihood with the silence of one-time buyers as pauses that may yet end, or never. */
function firstPause({ pauses, starts, silence }: Visits, shortest: number): RhythmFit['first'] {
  const ended = new Map<number, number>()
  const open = new Map<number, number>()
  const count = (where: Map<number, number>, value: number) => {
    // Times a hundredth apart are one: so a million customers cost no more than some hundred values.
    const key = Math.round(100 * Math.log(Math.max(shortest, value) / shortest))
    where.set(key, (where.get(key) ?? 0) + 1)
  }
  for (let i = 0; i < silence.length; i++) {
    const from = starts[i] ?? 0
    if ((starts[i + 1] ?? 0) > from) count(ended, pauses[from] ?? 0)
    else count(open, silence[i] ?? 0)
  }
  const logOf = (key: number) => key / 100
  const loss = ([share = 0, mean = 0, logSpread = 0]: Float64Array): number => {
    const leaves = 1 / (1 + Math.exp(-share))
    const spread = Math.exp(logSpread) + narrowest
    let sum = 0.5 * logSpread ** 2 + 0.05 * share ** 2
    for (const [key, times] of ended) {
      const z = (logOf(key) - mean) / spread
      sum -= times * (Math.log1p(-leaves) - 0.5 * z * z - Math.log(spread))
    }
    for (const [key, times] of open)
      sum -= times * Math.log(leaves + (1 - leaves) * upperTail((logOf(key) - mean) / spread))
    return sum
  }
  let [total, weighed, squares] = [0, 0, 0]
  for (const [key, times] of ended) {
    total += times
    weighed += times * logOf(key)
    squares += times * logOf(key) ** 2
  }
  const middle = total > 0 ? weighed / total : 0
  const width = total > 1 ? Math.sqrt(Math.max(0.01, squares / total - middle ** 2)) : 1
  const best = [-1, 1]
    .map((share) => minimise(loss, [share, middle, Math.log(width)]))
    .sort((a, b) => a.value - b.value)[0]
  const [share = 0, mean = middle, logSpread = 0] = best?.at ?? []
  return {
    mean: mean + Math.log(shortest),
    spread: Math.exp(logSpread) + narrowest,
    leaves: Math.min(1 - 1e-6, Math.max(1e-6, 1 / (1 + Math.exp(-share)))),
  }
}

/** Moments within and between customers, of each one's latest pauses. */
function usualPauses({ pauses, starts, silence }: Visits, shortest: number): RhythmFit['usual'] {
  let [customers, sumOfMeans, squaresOfMeans, inverse, deviation, freedom] = [0, 0, 0, 0, 0, 0]
  const spreads: { variance: number; freedom: number }[] = []
  for (let i = 0; i < silence.length; i++) {
    const [from, to] = [starts[i] ?? 0, starts[i + 1] ?? 0]
    const count = Math.min(keptPauses, to - from)
    if (count < 1) continue
    let [sum, squares] = [0, 0]
    for (let k = to - count; k < to; k++) {
      const log = Math.log(Math.max(shortest, pauses[k] ?? 0))
      sum += log
      squares += log * log
    }
    customers++
    sumOfMeans += sum / count
    squaresOfMeans += (sum / count) ** 2
    inverse += 1 / count
    if (count < 2) continue
    const own = Math.max(0, squares - (sum * sum) / count)
    deviation += own
    freedom += count - 1
    if (count > 2) spreads.push({ variance: own / (count - 1), freedom: count - 1 })
  }
  const mean = sumOfMeans / customers
  const apart = Math.max(0, squaresOfMeans / customers - mean ** 2)
  // Without anybody who has two pauses, half of what sets customers apart is taken to be chance.
  const within = Math.max(narrowest ** 2, freedom > 0 ? deviation / freedom : apart / 2)
  const between = Math.max(narrowest ** 2, apart - (within * inverse) / customers)
  return { mean, between, within, strength: spreadOfSpreads(spreads) }
}

/** EM: whoever is silent has left with the probability that the rhythm leaves open; that many of all visits were last ones. */
function leavingByStage({ pauses, starts, silence }: Visits, fit: RhythmFit): number[] {
  const stages = fit.leaves.length
  const returned = new Float64Array(stages)
  const waiting: { stage: number; open: number }[] = []
  for (let i = 0; i < silence.length; i++) {
    const [from, to] = [starts[i] ?? 0, starts[i + 1] ?? 0]
    for (let visits = 2; visits <= to - from; visits++) {
      const stage = stageOf(visits)
      returned[stage] = (returned[stage] ?? 0) + 1
    }
    if (to === from) continue
    const { mean, spread } = rhythmOf(fit, pauses, from, to)
    const now = silence[i] ?? 0
    const open = now > 0 ? upperTail((Math.log(now) - mean) / spread) : 1
    waiting.push({ stage: stageOf(to - from + 1), open })
  }
  let leaves = Array.from({ length: stages }, () => 0.1)
  for (let round = 0; round < rounds; round++) {
    const left = new Float64Array(stages)
    const seen = Float64Array.from(returned)
    for (const { stage, open } of waiting) {
      const share = leaves[stage] ?? 0
      left[stage] = (left[stage] ?? 0) + share / (share + (1 - share) * open)
      seen[stage] = (seen[stage] ?? 0) + 1
    }
    leaves = leaves.map((_, stage) => ((left[stage] ?? 0) + prior.left) / ((seen[stage] ?? 0) + prior.visits))
  }
  return leaves.map((share) => Math.min(1 - 1e-6, Math.max(1e-6, share)))
}
