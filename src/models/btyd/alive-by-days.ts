import type { Model } from './model.ts'
import { logIntegral } from './pareto-nbd.ts'
import { probabilityAlive } from './predict.ts'

/** Beyond this (in logarithms) a day's part of the integral would overflow beside another's. */
const widest = 600

export type AliveByDays = (x: number, lastDay: number, age: number) => number

/**
 * `probabilityAlive` of many customers whose times are whole days, `day` being one in the model's unit and `oldest` the highest
 * age. The Pareto/NBD's integral from the last purchase to today is a difference of two sums over days, kept for each x that is
 * asked for often. Summed from the latest day back: the integrand falls with time, so nothing cancels. Equal to 1e-10.
 */
export function aliveByDays(model: Model, p: Float64Array, day: number, oldest: number): AliveByDays {
  const asBefore: AliveByDays = (x, lastDay, age) => probabilityAlive(model, p, x, lastDay * day, age * day)
  if (model.name !== 'pareto-nbd') return asBefore
  const [r = 0, alpha = 0, s = 0, beta = 0] = p
  const end = oldest * day
  const ages = Float64Array.from({ length: oldest + 1 }, (_, age) => age * day)
  const logAlpha = ages.map((age) => Math.log(alpha + age))
  const logBeta = ages.map((age) => Math.log(beta + age))
  const [toAlpha, toBeta] = [Math.log1p(end / alpha), Math.log1p(end / beta)]
  const heightOf = (x: number): number => (r + x) * (logAlpha[oldest] ?? 0) + (s + 1) * (logBeta[oldest] ?? 0)
  const logS = Math.log(s)
  const asked = new Map<number, number>()
  const known = new Map<number, Float64Array>()
  // A sum over all days costs about as much as so many single answers.
  const worth = Math.max(20, oldest / 4)

  /** Σ from each day to the last of what the integral grows by, times the height of its last point. */
  function sumsOf(x: number): Float64Array | undefined {
    const there = known.get(x)
    if (there) return there
    const times = (asked.get(x) ?? 0) + 1
    asked.set(x, times)
    if (times < worth || (r + x) * toAlpha + (s + 1) * toBeta > widest) return undefined
    const sums = new Float64Array(oldest + 1)
    for (let d = oldest - 1; d >= 0; d--) {
      const part = logIntegral(r + x, alpha, s + 1, beta, ages[d] ?? 0, ages[d + 1] ?? 0)
      sums[d] = (sums[d + 1] ?? 0) + Math.exp(part + heightOf(x))
    }
    known.set(x, sums)
    return sums
  }

  return (x, lastDay, age) => {
    if (lastDay >= age) return 1
    const sums = age <= oldest ? sumsOf(x) : undefined
    if (!sums) return asBefore(x, lastDay, age)
    const between = (sums[lastDay] ?? 0) - (sums[age] ?? 0)
    const gone = logS + Math.log(between) - heightOf(x) + (r + x) * (logAlpha[age] ?? 0) + s * (logBeta[age] ?? 0)
    return 1 / (1 + Math.exp(gone))
  }
}
