import { covarianceOf, hessianOf, minimise } from '#models/optimise'
import { ModelProblem } from '#models/problem'
import { retentionRate } from './curve.ts'

export type SbgFit = {
  alpha: number
  beta: number
  logLikelihood: number
  /** Of α and β; undefined when the data do not tell them apart. */
  standardErrors: Float64Array | undefined
  warnings: { reason: string; message: string }[]
}

const box = 14
/** With α or β above this subscribers differ so little that only α / β is known, and the curvature is that of rounding errors. */
const alike = 1e4

/** Fits α and β by maximum likelihood to the survivors after 0, 1, 2 … periods. */
export function fitSbg(survivors: readonly number[]): SbgFit {
  const lost = checked(survivors)
  const last = survivors.at(-1) ?? 0
  const logLikelihood = (alpha: number, beta: number) => {
    let [sum, alive] = [0, 0]
    for (const [i, leavers] of lost.entries()) {
      const t = i + 1
      sum += leavers * (alive + Math.log(alpha / (alpha + beta + t - 1)))
      alive += Math.log(retentionRate(alpha, beta, t))
    }
    return sum + last * alive
  }
  const objective = (at: Float64Array) => {
    const [alpha = 0, beta = 0] = at.map((part) => Math.exp(Math.min(box, Math.max(-box, part))))
    const outside = at.reduce((sum, part) => sum + Math.max(0, Math.abs(part) - box) ** 2, 0)
    return outside - logLikelihood(alpha, beta)
  }
  const [best] = [
    [0.7, 3],
    [0.3, 0.3],
    [10, 60],
  ]
    .map((start) => minimise(objective, start.map(Math.log), { tolerance: 1e-10 }))
    .sort((a, b) => a.value - b.value)
  const at = (best?.at ?? new Float64Array(2)).map((part) => Math.min(box, Math.max(-box, part)))
  const [alpha = 0, beta = 0] = at.map(Math.exp)
  const covariance = covarianceOf(hessianOf(objective, at))
  const errors = covariance && Float64Array.from([alpha, beta], (part, i) => part * Math.sqrt(covariance[i]?.[i] ?? 0))
  const isKnown = errors?.every((error, i) => error < 100 * ([alpha, beta][i] ?? 0)) ?? false
  const isInside = Math.max(alpha, beta) < alike && at.every((part) => Math.abs(part) < box - 0.01)
  const standardErrors = isKnown && isInside ? errors : undefined
  const warnings = standardErrors ? [] : [notIdentified]
  return { alpha, beta, logLikelihood: logLikelihood(alpha, beta), standardErrors, warnings }
}

const notIdentified = {
  reason: 'not_identified',
  message: 'Retention hardly changes with age here: only the ratio of α and β is known, or too few periods are given.',
}

function checked(survivors: readonly number[]): number[] {
  if (survivors.length < 2)
    throw new ModelProblem('too_few_periods', 'The survivors of two periods at least are needed.')
  const lost = survivors.slice(1).map((left, i) => (survivors[i] ?? 0) - left)
  const bad = lost.findIndex((leavers) => !(leavers >= 0))
  if (bad !== -1)
    throw new ModelProblem(
      'survivors_rise',
      `Survivors cannot rise: ${survivors[bad]} is followed by ${survivors[bad + 1]}.`,
    )
  if (survivors.some((left) => !(left >= 0 && Number.isFinite(left))))
    throw new ModelProblem('bad_count', 'Survivors are counts of 0 or more.')
  if (survivors[0] === 0) throw new ModelProblem('nobody_there', 'There was nobody at the start.')
  if (lost.every((leavers) => leavers === 0))
    throw new ModelProblem('nobody_left', 'Nobody has left yet: there is nothing to learn.')
  return lost
}
