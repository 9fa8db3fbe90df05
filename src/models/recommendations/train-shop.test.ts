import fc from 'fast-check'
import { expect, test } from 'vitest'
import { trainShop } from './train-shop.ts'

const users = 8
const items = 6
const line = fc.tuple(fc.nat(users - 1), fc.nat(items - 1), fc.nat(60))
type Line = [user: number, item: number, day: number]

const logOf = (rows: Line[]) => ({
  users,
  items,
  user: Int32Array.from(rows, ([user]) => user),
  item: Int32Array.from(rows, ([, item]) => item),
  time: Float64Array.from(rows, ([, , day]) => day),
})
const train = (bought: Line[], viewed: Line[] = []) =>
  trainShop({
    bought: logOf(bought),
    order: Int32Array.from(bought, ([user, , day]) => user * 61 + day),
    orders: users * 61,
    viewed: logOf(viewed),
  })

test('any shop can be learnt, one without a purchase too; no weight is NaN and nothing is its own neighbour', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), fc.array(line, { maxLength: 20 }), (bought, viewed) => {
      const shop = train(bought, viewed)
      for (const { item, weight, width } of [shop.next, shop.similar, shop.together])
        for (const [at, other] of item.entries()) {
          expect(Number.isFinite(weight[at])).toBe(true)
          if (other >= 0) expect(other).not.toBe(Math.floor(at / width))
        }
      for (const scores of [shop.bestsellers, shop.sellingNow, shop.mostViewed])
        for (const score of scores) expect(Number.isFinite(score)).toBe(true)
      for (const task of Object.values(shop.tasks)) expect(task.reason).toBe('too_few')
    }),
    { numRuns: 40 },
  )
})

test('what is bought in one order is together, once is chance', () => {
  const { together } = train([
    [0, 0, 1],
    [0, 1, 1],
    [1, 0, 2],
    [1, 1, 2],
    [2, 0, 3],
    [2, 2, 3],
  ])
  const near = (item: number) =>
    [...together.item.subarray(item * together.width, (item + 1) * together.width)].filter((i) => i >= 0)
  expect(near(0)).toEqual([1])
  expect(near(2)).toEqual([])
})

test('what is bought again is counted by customers and days', () => {
  const { repeats } = train([
    [0, 0, 1],
    [0, 0, 11],
    [0, 0, 11],
    [0, 0, 21],
    [1, 0, 5],
    [2, 3, 5],
  ])
  expect([repeats.buyers[0], repeats.repeaters[0], repeats.days[0]]).toEqual([2, 1, 10])
  expect([repeats.buyers[3], repeats.repeaters[3], repeats.days[3]]).toEqual([1, 0, 0])
})
