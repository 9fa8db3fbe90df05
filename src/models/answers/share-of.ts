import type { Estimate } from './net-promoter-score.ts'

const z = 1.959963984540054

/**
 * How many of all said so, from 0 to 1. Undefined where nobody was asked. The interval is Wilson's score interval, which stays within 0
 * and 1 (E. B. Wilson 1927, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22, 209–212).
 */
export function shareOf(count: number, all: number): Estimate | undefined {
  if (all === 0) return undefined
  const value = count / all
  const middle = (value + z ** 2 / (2 * all)) / (1 + z ** 2 / all)
  const reach = (z / (1 + z ** 2 / all)) * Math.sqrt((value * (1 - value)) / all + z ** 2 / (4 * all ** 2))
  return {
    value,
    low: Math.min(value, Math.max(0, middle - reach)),
    high: Math.max(value, Math.min(1, middle + reach)),
  }
}
