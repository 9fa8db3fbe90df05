import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { randomFrom } from '#models/folds'
import { type Frame, frameFromText } from '#models/frame'
import { fitLogistic, logisticContributions, predictLogistic } from './index.ts'

const number = (name: string, values: number[]): Frame => ({
  rows: values.length,
  columns: [{ kind: 'number', name, values: Float64Array.from(values) }],
})

test('known truth is found within its standard errors', () => {
  const random = randomFrom(11)
  const x = Array.from({ length: 20_000 }, () => random() * 2 - 1)
  const y = x.map((value) => (random() < 1 / (1 + Math.exp(-(0.5 + 2 * value))) ? 1 : 0))
  const [average, slope] = fitLogistic(number('x', x), y).effects
  const sd = Math.sqrt(1 / 3)
  expect(Math.abs((average?.effect ?? 0) - 0.5)).toBeLessThan(4 * (average?.standardError ?? 0))
  expect(Math.abs((slope?.effect ?? 0) - 2 * sd)).toBeLessThan(4 * (slope?.standardError ?? 0))
  // 1 / √(Σ w x²), the textbook's for one standardised number.
  expect(slope?.standardError).toBeCloseTo(0.02, 2)
})

test('one level against the other: the log-odds ratio of the table', () => {
  const cells = [...Array(1000).fill('a'), ...Array(1000).fill('b')]
  const labels = cells.map((cell, i) => (i % 10 < (cell === 'a' ? 2 : 6) ? 1 : 0))
  const { effects } = fitLogistic(frameFromText([{ name: 'plan', cells }]), labels, { l2: 1e-6 })
  const [, a, b] = effects
  expect((b?.effect ?? 0) - (a?.effect ?? 0)).toBeCloseTo(Math.log(6 / 4) - Math.log(2 / 8), 4)
  // Var = Σ 1/nₖpₖ(1−pₖ), a quarter of it for half the distance.
  expect(a?.standardError).toBeCloseTo(Math.sqrt(1 / 160 + 1 / 240) / 2, 4)
})

test('a level never seen says nothing, a column that is gone neither', () => {
  const model = fitLogistic(frameFromText([{ name: 'plan', cells: ['a', 'b', 'a', 'b'] }]), [1, 0, 1, 0])
  const [unseen] = predictLogistic(model, frameFromText([{ name: 'plan', cells: ['new'] }]))
  expect(unseen).toBeCloseTo(0.5, 6)
  expect([...predictLogistic(model, { rows: 2, columns: [] })]).toEqual([unseen, unseen])
})

describe('whatever the table', () => {
  const cell = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(Number.NaN, 1e9, 1e-9))
  const rows = fc.array(fc.tuple(cell, fc.constantFrom('a', 'b', ''), fc.constantFrom(0, 1)), {
    minLength: 1,
    maxLength: 30,
  })
  const frameOf = (list: [number, string, number][]): Frame => ({
    rows: list.length,
    columns: [
      ...number(
        'x',
        list.map(([x]) => x),
      ).columns,
      ...frameFromText([{ name: 'plan', cells: list.map(([, plan]) => plan) }]).columns,
    ],
  })

  test('probabilities lie between 0 and 1 and reasons add up to the score', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const frame = frameOf(list)
        const model = fitLogistic(
          frame,
          list.map(([, , label]) => label),
        )
        const { base, contributions } = logisticContributions(model, frame)
        for (const [row, p] of predictLogistic(model, frame).entries()) {
          expect(p).toBeGreaterThan(0)
          expect(p).toBeLessThan(1)
          const sum = base + (contributions[2 * row] ?? 0) + (contributions[2 * row + 1] ?? 0)
          expect(sum).toBeCloseTo(Math.log(p / (1 - p)), 6)
        }
        for (const { effect, standardError } of model.effects)
          expect(Number.isFinite(effect + standardError)).toBe(true)
      }),
    )
  })

  test('the unit of a number does not matter', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom(0, 1)), { minLength: 2 }),
        (list) => {
          const labels = list.map(([, label]) => label)
          const [metres, feet] = [list.map(([x]) => x), list.map(([x]) => 3.28 * x)]
          const first = predictLogistic(fitLogistic(number('x', metres), labels), number('x', metres))
          const second = predictLogistic(fitLogistic(number('x', feet), labels), number('x', feet))
          for (const [row, p] of first.entries()) expect(second[row]).toBeCloseTo(p, 6)
        },
      ),
    )
  })
})
