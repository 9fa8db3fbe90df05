import { expect, test } from 'vitest'
import { learningRanges, stripes } from './plan-run.ts'

/** Ranges for buyers of these numbers, and how many of them lie within. */
function learntOf(numbers: number[]) {
  const last = numbers.length - 1
  const marks = Array.from({ length: stripes + 1 }, (_, i) => numbers[Math.floor((i * last) / stripes)] ?? 0)
  const ranges = learningRanges({ top: numbers[last] ?? 0, buyers: numbers.length, marks })
  const within = numbers.filter((number) => ranges.some(({ from, to }) => number >= from && number <= to))
  return { ranges, within: within.length }
}

test.each<[string, (i: number) => number]>([
  ['every number a buyer', (i) => i + 1],
  ['one of a hundred visitors a buyer', (i) => 100 * i],
  ['buyers brought in at first, then visitors of whom few buy', (i) => (i < 90_000 ? i : 90_000 + 500 * (i - 90_000))],
])('%s: a large shop is learnt from about as many of its buyers', (_, numberOf) => {
  const { ranges, within } = learntOf(Array.from({ length: 100_000 }, (_, i) => numberOf(i)))
  expect(within).toBeGreaterThan(28_000)
  expect(within).toBeLessThan(32_000)
  expect(ranges.every(({ from, to }, i) => to >= from && from > (ranges[i - 1]?.to ?? -1))).toBe(true)
})

test('a few hundred buyers among a million visitors are all learnt from', () => {
  const { within } = learntOf(Array.from({ length: 300 }, (_, i) => 3_500 * i))
  expect(within).toBe(300)
})
