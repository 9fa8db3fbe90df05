import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomFrom } from '#models/folds'
import { type Frame, frameFromText, selectRows } from '#models/frame'
import { type BoostedTrees, fitBoostedTrees, predictBoostedTrees, treeContributions, treeExplainer } from './index.ts'

/** Numbers with blanks, a category, and a target that needs both and their meeting. */
function shop(rows: number, seed: number): { frame: Frame; target: Float64Array } {
  const random = randomFrom(seed)
  const people = Array.from({ length: rows }, () => ({
    days: random() < 0.1 ? '' : String(Math.floor(random() * 40)),
    spend: (random() * 100).toFixed(1),
    plan: ['a', 'b', 'c', ''][Math.floor(random() * 4)] ?? '',
  }))
  const frame = frameFromText(
    (['days', 'spend', 'plan'] as const).map((name) => ({ name, cells: people.map((person) => person[name]) })),
  )
  const target = Float64Array.from(people, ({ days, spend, plan }) =>
    random() < (days === '' || Number(days) > 20 ? 0.7 : 0.2) + (plan === 'c' && Number(spend) > 50 ? 0.25 : 0) ? 1 : 0,
  )
  return { frame, target }
}

test.each(['logistic', 'squared'] as const)('reasons add up to the score exactly (%s)', (loss) => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 2, max: 8 }), (seed, leaves) => {
      const { frame, target } = shop(120, seed)
      const model = fitBoostedTrees(frame, target, { loss, leaves, trees: 12, leastRows: 4 })
      const { base, contributions } = treeContributions(model, frame)
      for (const [row, predicted] of predictBoostedTrees(model, frame).entries()) {
        const score = loss === 'squared' ? predicted : Math.log(predicted / (1 - predicted))
        const sum = contributions.subarray(3 * row, 3 * row + 3).reduce((total, each) => total + each, base)
        expect(sum).toBeCloseTo(score, 9)
      }
    }),
    { numRuns: 20 },
  )
})

/** v(S) straight from the definition: follow the row where the column is in S, else both ways by their cover. */
function expectedScore(model: BoostedTrees, frame: Frame, known: number): number {
  const treesAlone = (tree: BoostedTrees['trees'][number], node: number): number => {
    const column = tree.column[node] ?? -1
    if (column < 0) return tree.value[node] ?? 0
    const [left, right] = [tree.left[node] ?? 0, tree.right[node] ?? 0]
    if (known & (1 << column)) return treesAlone(tree, goesLeft(model, tree, node, frame) ? left : right)
    const share = (tree.cover[left] ?? 0) / (tree.cover[node] ?? 1)
    return share * treesAlone(tree, left) + (1 - share) * treesAlone(tree, right)
  }
  return model.trees.reduce((sum, tree) => sum + treesAlone(tree, 0), model.base)
}

function goesLeft(model: BoostedTrees, tree: BoostedTrees['trees'][number], node: number, frame: Frame): boolean {
  const binning = model.binnings[tree.column[node] ?? 0]
  const column = frame.columns[tree.column[node] ?? 0]
  if (binning?.kind === 'number' && column?.kind === 'number') {
    const value = column.values[0] ?? Number.NaN
    return Number.isNaN(value)
      ? tree.unknownLeft[node] === 1
      : value <= (binning.edges[tree.bin[node] ?? 0] ?? Infinity)
  }
  const level = column?.kind === 'category' ? column.levels[column.codes[0] ?? 0] : ''
  const bin = binning?.kind === 'category' ? binning.binOfLevel.get(level ?? '') : undefined
  return bin === undefined ? tree.unknownLeft[node] === 1 : bin <= (tree.bin[node] ?? 0)
}

test('reasons are Shapley’s values, by the definition', () => {
  const { frame, target } = shop(300, 4)
  const model = fitBoostedTrees(frame, target, { trees: 10, leastRows: 5 })
  for (let row = 0; row < 25; row++) {
    const one = selectRows(frame, [row])
    const { contributions } = treeContributions(model, one)
    const v = (set: number) => expectedScore(model, one, set)
    for (const [player, others] of [
      [0, [1, 2]],
      [1, [0, 2]],
      [2, [0, 1]],
    ] as const) {
      const [a, b] = [1 << others[0], 1 << others[1]]
      const own = 1 << player
      const gain = (set: number) => v(set | own) - v(set)
      expect(contributions[player]).toBeCloseTo(gain(0) / 3 + gain(a) / 6 + gain(b) / 6 + gain(a | b) / 3, 10)
    }
  }
})

test('a rising map of a number changes no prediction', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { frame, target } = shop(200, seed)
      const columns = frame.columns.map((column) =>
        column.kind === 'number' ? { ...column, values: column.values.map((value) => 3 + 7 * value) } : column,
      )
      const mapped = { ...frame, columns }
      const first = predictBoostedTrees(fitBoostedTrees(frame, target, { trees: 20 }), frame)
      const second = predictBoostedTrees(fitBoostedTrees(mapped, target, { trees: 20 }), mapped)
      for (const [row, p] of first.entries()) expect(second[row]).toBeCloseTo(p, 9)
    }),
    { numRuns: 10 },
  )
})

test('blanks are learnt from, unseen levels and missing columns are borne', () => {
  const { frame, target } = shop(2000, 9)
  const model = fitBoostedTrees(frame, target)
  const ask = (days: string, plan: string) =>
    predictBoostedTrees(
      model,
      frameFromText([
        { name: 'days', cells: [days, '1'] },
        { name: 'plan', cells: [plan, 'a'] },
      ]),
    )[0] ?? Number.NaN
  expect(ask('', 'a')).toBeGreaterThan(0.55)
  expect(ask('5', 'a')).toBeLessThan(0.4)
  expect(ask('5', 'never seen')).toBeGreaterThan(0)
})

test('few rows, one class, constant columns: the average', () => {
  const constant = frameFromText([{ name: 'x', cells: Array(100).fill('1') }])
  const target = Array.from({ length: 100 }, (_, i) => (i < 30 ? 1 : 0))
  expect(predictBoostedTrees(fitBoostedTrees(constant, target), constant)[0]).toBeCloseTo(0.3, 12)
  const three = frameFromText([{ name: 'x', cells: ['1', '2', ''] }])
  expect(predictBoostedTrees(fitBoostedTrees(three, [1, 1, 1]), three)[0]).toBeCloseTo(0.875, 12)
  expect(predictBoostedTrees(fitBoostedTrees(three, [1, 5, 6], { loss: 'squared' }), three)[0]).toBe(4)
})

test('a line of many values is followed closely', () => {
  const x = Array.from({ length: 3000 }, (_, i) => i / 100)
  const frame: Frame = { rows: 3000, columns: [{ kind: 'number', name: 'x', values: Float64Array.from(x) }] }
  const model = fitBoostedTrees(frame, x, { loss: 'squared' })
  for (const [row, predicted] of predictBoostedTrees(model, frame).entries())
    expect(Math.abs(predicted - (x[row] ?? 0))).toBeLessThan(0.6)
})

test('what is kept of one table serves the next', () => {
  const { frame, target } = shop(300, 4)
  const model = fitBoostedTrees(frame, target, { trees: 20, leastRows: 4 })
  const explain = treeExplainer(model)
  for (const rows of [[0, 1, 2], [...frame.columns.keys()], [299, 3, 3]]) {
    const some = selectRows(frame, rows)
    expect(explain(some)).toEqual(treeContributions(model, some))
  }
})
