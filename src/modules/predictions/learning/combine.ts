import type { PredictionModel } from '#contract/predictions'
import { fitPlatt } from '#models/calibration'
import type { Frame } from '#models/frame'
import { fitLogistic } from '#models/logistic'
import type { Learnt } from './classifier.ts'
import { logOdds, probabilityOf } from './moment.ts'

export type Member = 'rhythm' | 'alive' | Learnt
/** What each of the models says of the same customers: probabilities of staying away. */
export type Opinions = Partial<Record<Member, Float64Array>>

/**
 * One candidate: log-odds of the risk = offset + Σ weight × log-odds of a member. With one member it is Platt's map of it;
 * being linear, what a member says can be split into reasons that add up.
 */
export type Combination = { name: PredictionModel; offset: number; weights: { member: Member; weight: number }[] }

const leastRows = 30

/** Teaches the map on customers whose outcome the members did not learn from. Too few to teach: the member as it stands. */
export function calibrate(
  name: Exclude<PredictionModel, 'blend'>,
  said: Float64Array,
  stayedAway: Float64Array,
): Combination {
  const stayed = stayedAway.reduce((sum, label) => sum + label, 0)
  const canLearn = stayed >= leastRows && stayedAway.length - stayed >= leastRows
  if (!canLearn) return { name, offset: 0, weights: [{ member: name, weight: 1 }] }
  const { slope, offset } = fitPlatt(
    said.map((p) => probabilityOf(logOdds(p))),
    stayedAway,
  )
  return { name, offset, weights: [{ member: name, weight: slope }] }
}

/** The weights of several members; one that would count against itself is left out. undefined when fewer than two remain. */
export function blend(opinions: Opinions, members: Member[], stayedAway: Float64Array): Combination | undefined {
  const columns = members.flatMap((member) => {
    const said = opinions[member]
    return said ? [{ kind: 'number' as const, name: member, values: said.map(logOdds) }] : []
  })
  if (columns.length < 2) return undefined
  const frame: Frame = { rows: stayedAway.length, columns }
  const { features, coefficients } = fitLogistic(frame, stayedAway)
  let offset = coefficients[0] ?? 0
  const weights = features.flatMap((feature) => {
    if (feature.kind !== 'number' || feature.scale === 0) return []
    const weight = (coefficients[feature.first] ?? 0) / feature.scale
    offset -= weight * feature.mean
    return [{ member: feature.name as Member, weight }]
  })
  const kept = weights.filter(({ weight }) => weight > 0.02)
  if (kept.length < 2) return undefined
  if (kept.length < weights.length)
    return blend(
      opinions,
      kept.map(({ member }) => member),
      stayedAway,
    )
  return { name: 'blend', offset, weights }
}

/** The candidate's risk of everybody. */
export function combine({ offset, weights }: Combination, opinions: Opinions): Float64Array {
  const rows = Math.max(...weights.map(({ member }) => opinions[member]?.length ?? 0))
  const risk = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    let odds = offset
    for (const { member, weight } of weights) odds += weight * logOdds(opinions[member]?.[row] ?? 0.5)
    risk[row] = probabilityOf(odds)
  }
  return risk
}
