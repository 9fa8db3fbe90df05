import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyIsotonic, applyPlatt, fitIsotonic, fitPlatt } from './index.ts'

const probability = fc.integer({ min: 0, max: 100 }).map((value) => value / 100)
const people = fc.array(fc.record({ p: probability, label: fc.constantFrom(0, 1) }), { maxLength: 60 })
const grid = Float64Array.from({ length: 201 }, (_, i) => i / 200)

test('neither map turns an order round or leaves 0 … 1', () => {
  fc.assert(
    fc.property(people, (rows) => {
      const [p, labels] = [rows.map((row) => row.p), rows.map((row) => row.label)]
      for (const mapped of [applyIsotonic(fitIsotonic(p, labels), grid), applyPlatt(fitPlatt(p, labels), grid)]) {
        for (const [i, value] of mapped.entries()) {
          expect(value).toBeGreaterThanOrEqual(i === 0 ? 0 : (mapped[i - 1] ?? 0))
          expect(value).toBeLessThanOrEqual(1)
        }
      }
    }),
  )
})

test('the isotonic map keeps the number of positives on its own rows', () => {
  fc.assert(
    fc.property(people, (rows) => {
      const p = Float64Array.from(rows, (row) => row.p)
      const mapped = applyIsotonic(
        fitIsotonic(
          p,
          rows.map((row) => row.label),
        ),
        p,
      )
      const positives = rows.reduce((sum, row) => sum + row.label, 0)
      expect(mapped.reduce((sum, value) => sum + value, 0)).toBeCloseTo(positives, 8)
    }),
  )
})

test('violators are pooled', () => {
  const { from, to } = fitIsotonic([0.1, 0.2, 0.3, 0.4], [0, 1, 0, 1])
  expect([...from]).toEqual([0.1, 0.2, 0.3, 0.4])
  expect([...to]).toEqual([0, 0.5, 0.5, 1])
})

test('Platt’s map puts a model that says too much in its place', () => {
  // Says 0.9 and 0.1 where 0.7 and 0.3 is true.
  const p = Array.from({ length: 2000 }, (_, i) => (i < 1000 ? 0.9 : 0.1))
  const labels = p.map((value, i) => (value === 0.9 ? Number(i % 10 < 7) : Number(i % 10 < 3)))
  const [high, low] = applyPlatt(fitPlatt(p, labels), Float64Array.of(0.9, 0.1))
  expect(high).toBeCloseTo(0.7, 2)
  expect(low).toBeCloseTo(0.3, 2)
})
