import { varianceOf } from './cholesky.ts'
import type { Feature } from './design.ts'

/** Change of log-odds for a standard deviation of a number, or for being of a level instead of the average customer. */
export type Effect = { name: string; effect: number; standardError: number }

/**
 * One level's coefficient means nothing by itself (all levels of a column and the intercept can trade places), its
 * distance to the column's average does. Standard errors are of these contrasts, from the inverse penalised Hessian,
 * whose Cholesky factor is `information`. The first effect is the average customer's log-odds.
 */
export function effectsOf(
  features: Feature[],
  names: string[],
  coefficients: Float64Array,
  information: Float64Array,
): Effect[] {
  const size = names.length
  const described = (feature: number, contrast: Float64Array): Effect => ({
    name: names[feature] ?? '',
    effect: contrast.reduce((sum, weight, j) => sum + weight * (coefficients[j] ?? 0), 0),
    standardError: Math.sqrt(Math.max(0, varianceOf(information, size, contrast))),
  })
  const average = new Float64Array(size)
  average[0] = 1
  const effects: Effect[] = []
  for (const feature of features) {
    const own = new Float64Array(size)
    if (feature.kind === 'category') for (const [i, share] of feature.shares.entries()) own[feature.first + i] = share
    for (const [j, share] of own.entries()) average[j] = (average[j] ?? 0) + share
    const width = feature.kind === 'category' ? feature.levels.length : feature.marksBlank ? 2 : 1
    for (let j = feature.first; j < feature.first + width; j++) {
      const contrast = own.map((share) => -share)
      contrast[j] = (contrast[j] ?? 0) + 1
      effects.push(described(j, contrast))
    }
  }
  return [described(0, average), ...effects]
}
