import { expect, test } from 'vitest'
import type { Frame } from '#models/frame'
import { watchDrift } from './watch-drift.ts'

/** Customers whose columns lie around these values. */
function frameOf(centres: Record<string, number>, rows = 400): Frame {
  return {
    rows,
    columns: Object.entries(centres).map(([name, centre]) => ({
      kind: 'number' as const,
      name,
      values: Float64Array.from({ length: rows }, (_, i) => centre + ((i * 7919) % rows) / rows),
    })),
  }
}

const before = frameOf({ rhythm: 0, tenure: 3, score: 0.2 })

test('customers like those the model learnt from raise no alarm', () => {
  expect(watchDrift(before, [frameOf({ rhythm: 0, tenure: 3, score: 0.2 }, 100)]).level).toBe('none')
})

test('customers who come otherwise than those it learnt from do, and the page can say in what', () => {
  const { level, features } = watchDrift(before, [frameOf({ rhythm: 0.8, tenure: 3, score: 0.2 })])
  expect(level).toBe('much')
  expect(features[0]?.feature).toBe('rhythm')
  expect(features[0]?.ks).toBeGreaterThan(0.5)
})

test('that everybody has been a customer for longer is no alarm; too few to tell is none either', () => {
  expect(watchDrift(before, [frameOf({ rhythm: 0, tenure: 9, score: 0.2 })]).level).toBe('none')
  expect(watchDrift(before, [frameOf({ rhythm: 9, tenure: 3, score: 0.2 }, 20)]).level).toBe('none')
  expect(watchDrift(null, [before])).toEqual({ level: 'none', features: [] })
})
