import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldsOf, randomFrom, shuffled, splitByTime, stratifiedFolds } from './index.ts'

test('every row is tested once and never teaches its own test', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0, 1), { minLength: 1 }),
      fc.integer({ min: 2, max: 6 }),
      fc.nat(),
      (classes, count, seed) => {
        const folds = foldsOf(stratifiedFolds(classes, count, seed))
        expect(folds.flatMap(({ test: rows }) => [...rows]).sort((a, b) => a - b)).toEqual(classes.map((_, i) => i))
        for (const { train, test: rows } of folds) expect(train.length + rows.length).toBe(classes.length)
        const positives = folds.map(({ test: rows }) => rows.filter((row) => classes[row] === 1).length)
        if (folds.length === count) expect(Math.max(...positives) - Math.min(...positives)).toBeLessThanOrEqual(1)
      },
    ),
  )
})

test('without a seed the i-th row of a class is in fold i mod k', () => {
  expect([...stratifiedFolds(['n', 'n', 'y', 'n', 'y', 'n'], 3)]).toEqual([0, 1, 0, 2, 1, 0])
})

test('time never runs backwards from training to test', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1 }), (times) => {
      const fold = splitByTime(times)
      expect(fold === undefined).toBe(new Set(times).size === 1)
      if (!fold) return
      const latest = Math.max(...[...fold.train].map((row) => times[row] ?? 0))
      expect(latest).toBeLessThan(Math.min(...[...fold.test].map((row) => times[row] ?? 0)))
      expect(fold.train.length + fold.test.length).toBe(times.length)
    }),
  )
})

test('the same seed, the same order', () => {
  expect(shuffled(20, randomFrom(3))).toEqual(shuffled(20, randomFrom(3)))
  expect([...shuffled(20, randomFrom(3))].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i))
})
