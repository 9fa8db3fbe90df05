import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { togetherCounter } from './count-together.ts'
import { invertSymmetric } from './ease/invert-symmetric.ts'
import { makeSquare } from './ease/square.ts'
import {
  buildLog,
  compareModels,
  evaluate,
  type Interactions,
  listByCategory,
  makeBlend,
  makeMostViewed,
  pickBest,
  singleModels,
  weighOnPast,
} from './index.ts'

type Line = [user: number, item: number, time: number]

const users = 8
const items = 9
const lines = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: users - 1 }),
    fc.integer({ min: 0, max: items - 1 }),
    fc.integer({ min: 0, max: 300 }),
  ),
  { minLength: 1, maxLength: 80 },
)

function toLog(rows: Line[], itemCount = items): Interactions {
  return {
    users,
    items: itemCount,
    user: Int32Array.from(rows, ([user]) => user),
    item: Int32Array.from(rows, ([, item]) => item),
    time: Float64Array.from(rows, ([, , time]) => time),
  }
}

function scoresOf(rows: Line[], name: string, user: number): Float64Array {
  const log = buildLog(toLog(rows))
  const score = singleModels(log, { category: Int32Array.from({ length: items }, (_, i) => (i % 4) - 1) }).get(name)?.()
  const scores = new Float64Array(items).fill(Number.NaN)
  score?.(user, scores)
  return scores
}

const names = [
  'ownHistory',
  'ownHabits',
  'recentlySeen',
  'bestsellers',
  'sellingNow',
  'itemKnn',
  'ease',
  'categoryFavourites',
  'mostViewed',
]

const ofCategories = ['categoryFavourites', 'mostViewed']

describe('recommendations', () => {
  it.each(names)('%s: gives every item a finite number, to newcomers too', (name) => {
    fc.assert(
      fc.property(lines, fc.integer({ min: -1, max: users - 1 }), (rows, user) => {
        for (const score of scoresOf(rows, name, user)) expect(Number.isFinite(score)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it.each(names.filter((name) => !ofCategories.includes(name)))('%s: names of items do not matter', (name) => {
    fc.assert(
      fc.property(lines, fc.shuffledSubarray([...Array(items).keys()], { minLength: items }), (rows, names) => {
        // Of equally near neighbours the lower item counts, which only shows with more items than neighbours.
        const renamed = rows.map(([user, item, time]): Line => [user, names[item] ?? 0, time])
        const before = scoresOf(rows, name, 0)
        const after = scoresOf(renamed, name, 0)
        for (const [item, score] of before.entries()) expect(after[names[item] ?? 0]).toBeCloseTo(score, 9)
      }),
      { numRuns: 40 },
    )
  })

  it('does not hang on the order of lines', () => {
    fc.assert(
      fc.property(lines, (rows) => {
        for (const name of names) {
          const turned = scoresOf([...rows].reverse(), name, 1)
          for (const [item, score] of scoresOf(rows, name, 1).entries()) expect(turned[item]).toBeCloseTo(score, 9)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('picks as sorting would, ties to the lower item, and never what is left out', () => {
    const scores = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 40 })
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 12 }), fc.infiniteStream(fc.boolean()), (values, most, left) => {
        const mask = Uint8Array.from(values, () => Number(left.next().value))
        const sorted = [...values.keys()].filter((item) => mask[item] === 0)
        sorted.sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b)
        expect(pickBest(values, most, mask)).toEqual(sorted.slice(0, most))
      }),
    )
  })

  it('most viewed: the category turned to last first, then what is looked at most; half a look after the half-life', () => {
    const category = Int32Array.of(0, 0, 1, 1, -1)
    const views = buildLog(
      toLog(
        [
          [0, 0, 100],
          [0, 2, 86],
          [1, 1, 100],
          [1, 1, 100],
          [2, 3, 100],
          [2, 3, 100],
          [2, 3, 100],
          [3, 4, 100],
        ],
        5,
      ),
    )
    const rank = (user: number): number[] => {
      const scores = new Float64Array(5)
      makeMostViewed(views, category)(user, scores)
      return pickBest(scores, 5)
    }
    expect(rank(0)).toEqual([1, 0, 3, 4, 2])
    expect(rank(2)).toEqual([3, 2, 1, 0, 4])
    // Of a newcomer no category is known, nor of who looked at what has none.
    for (const nobody of [-1, 3]) expect(rank(nobody)).toEqual([3, 1, 0, 4, 2])
    const lists = listByCategory(Float64Array.of(1, 2, 0, 3, 0.5), category, 2)
    expect(lists.get(0)).toEqual({ items: [1, 0], weights: [2, 1] })
    expect(lists.get(1)?.items).toEqual([3])
    expect(lists.get(-1)?.items).toEqual([3, 1])
  })

  it('inverts what it should, whatever the size of the last block', () => {
    for (const size of [1, 3, 63, 64, 65, 131]) {
      const matrix = makeSquare(size)
      const whole = Array.from({ length: size }, () => new Float64Array(size))
      for (let i = 0; i < size; i++)
        for (let j = 0; j <= i; j++) {
          const cell = i === j ? size : Math.sin(7 * i + 3 * j)
          matrix.cells[i * matrix.stride + j] = cell
          for (const [row, column] of [[i, j] as const, [j, i] as const]) (whole[row] as Float64Array)[column] = cell
        }
      invertSymmetric(matrix)
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) {
          const at = (k: number) => matrix.cells[Math.max(j, k) * matrix.stride + Math.min(j, k)] ?? 0
          const product = Array.from(whole[i] ?? []).reduce((sum, cell, k) => sum + cell * at(k), 0)
          expect(product).toBeCloseTo(i === j ? 1 : 0, 9)
        }
    }
  })

  it('EASE solves the ridge regression of each item on the others', () => {
    const rows: Line[] = [
      [0, 0, 1],
      [0, 1, 1],
      [1, 0, 1],
      [1, 1, 1],
      [2, 0, 1],
      [3, 2, 1],
    ]
    // Two items: the best weight of item 1 on item 0 is together / (buyers of 1 + λ), with item 2 unrelated.
    expect(scoresOf(rows, 'ease', 2)[1]).toBeCloseTo(2 / (3 + 200), 9)
    expect(scoresOf(rows, 'ease', 2)[2]).toBeCloseTo(0, 12)
  })

  it('item-kNN shrinks the cosine', () => {
    const rows: Line[] = [
      [0, 0, 1],
      [0, 1, 1],
      [1, 0, 1],
      [1, 1, 1],
      [2, 0, 1],
      [2, 0, 5],
    ]
    expect(scoresOf(rows, 'itemKnn', 2)[1]).toBeCloseTo(2 / (Math.sqrt(3 * 2) + 10), 12)
  })

  it('puts what was bought most often first, and between equals what others buy', () => {
    const rows: Line[] = [
      [0, 4, 1],
      [0, 4, 2],
      [0, 2, 3],
      [0, 1, 3],
      [1, 2, 1],
    ]
    expect(pickBest(scoresOf(rows, 'ownHistory', 0), 3)).toEqual([4, 2, 1])
  })

  it('lets what sold a half-life ago count half', () => {
    const rows: Line[] = [
      [0, 1, 0],
      [1, 2, 14],
    ]
    expect([...scoresOf(rows, 'sellingNow', 5).slice(1, 3)]).toEqual([0.5, 1])
  })
})

describe('evaluation', () => {
  const log = buildLog(
    toLog(
      [
        [0, 0, 1],
        [0, 1, 1],
        [1, 2, 1],
        [2, 3, 1],
      ],
      12,
    ),
  )
  const inOrder = (_: number, scores: Float64Array) => {
    for (const item of scores.keys()) scores[item] = -item
  }

  it('agrees with figures worked out by hand', () => {
    const later = new Map([
      [0, new Set([0, 2])],
      [1, new Set([2])],
    ])
    // New: user 0 has 0 and 1, so 2 comes first; user 1 turned only to what it has.
    expect(evaluate(log, inOrder, later, 'new')).toMatchObject({ ndcg10: 1, recall10: 1, users: 1 })
    const ideal = 1 + 1 / Math.log2(3)
    const both = ((1 + 1 / Math.log2(4)) / ideal + 1 / Math.log2(4)) / 2
    const again = evaluate(log, inOrder, later, 'repurchase')
    expect(again.ndcg10).toBeCloseTo(both, 12)
    expect(again.coverage).toBeCloseTo(10 / 12, 12)
  })

  it('has nothing to say where nothing is known', () => {
    expect(evaluate(log, inOrder, new Map(), 'new')).toMatchObject({ ndcg10: 0, recall10: 0, coverage: 0, users: 0 })
  })
})

describe('the blend', () => {
  it('weighs habit where people repeat themselves, and is never NaN', () => {
    const rows: Line[] = []
    for (let day = 0; day < 200; day++)
      for (let user = 0; user < users; user++) if ((day + user) % 5 === 0) rows.push([user, user, day])
    const log = buildLog(toLog(rows))
    const weights = weighOnPast(toLog(rows))
    const models = new Map([...singleModels(log)].map(([name, make]) => [name, make()]))
    const scores = new Float64Array(items)
    for (let user = 0; user < users; user++) {
      makeBlend(log, models, weights.repurchase, 'repurchase')(user, scores)
      expect(pickBest(scores, 1)).toEqual([user])
    }
  })

  it('can be made of one line, and gives a newcomer what sells', () => {
    fc.assert(
      fc.property(lines, (rows) => {
        const log = buildLog(toLog(rows))
        const weights = weighOnPast(toLog(rows))
        const models = new Map([...singleModels(log)].map(([name, make]) => [name, make()]))
        const scores = new Float64Array(items)
        makeBlend(log, models, weights.new, 'new')(-1, scores)
        const buyers = new Set(rows.filter(([, item]) => item === pickBest(scores, 1)[0]).map(([user]) => user))
        expect(buyers.size).toBeGreaterThan(0)
        for (const score of scores) expect(Number.isFinite(score)).toBe(true)
      }),
      { numRuns: 25 },
    )
  })

  it('is measured together with its models, each scored once, as each would be alone', () => {
    fc.assert(
      fc.property(lines, lines, (rows, tested) => {
        const log = buildLog(toLog(rows))
        const weights = weighOnPast(toLog(rows))
        const models = new Map([...singleModels(log)].map(([name, make]) => [name, make()]))
        const later = new Map<number, Set<number>>()
        for (const [user, item] of tested) later.set(user, (later.get(user) ?? new Set()).add(item))
        const compared = compareModels(log, models, weights, later)
        for (const task of ['new', 'repurchase'] as const) {
          const blend = makeBlend(log, models, weights[task], task)
          for (const [name, score] of [...models, ['blend', blend] as const])
            expect(compared.get(name)?.[task]).toMatchObject(evaluate(log, score, later, task))
        }
      }),
      { numRuns: 25 },
    )
  })
})

describe('what is bought together', () => {
  it('is counted alike, whether few or many lines are looked at', () => {
    fc.assert(
      fc.property(lines, (rows) => {
        const log = buildLog(toLog(rows))
        const count = togetherCounter(log)
        const baskets = Array.from(
          { length: users },
          (_, user) => new Set(rows.filter(([u]) => u === user).map(([, i]) => i)),
        )
        for (let item = 0; item < items; item++) {
          const { others, counts } = count(item)
          const expected = Array.from(
            { length: items },
            (_, other) => baskets.filter((one) => one.has(item) && one.has(other)).length,
          )
          expect([...counts]).toEqual(expected)
          expect(new Set(others)).toEqual(new Set(expected.flatMap((times, other) => (times > 0 ? [other] : []))))
          expect(new Set(others).size).toBe(others.length)
        }
      }),
    )
  })
})
