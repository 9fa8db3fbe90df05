import { expect, test } from 'vitest'
import { sampleOf } from './read-interactions.ts'

test.each([
  ['a small shop is read whole', { orders: 900, views: 40_000 }, { orders: 1, views: 1 }],
  [
    'much looked at, seldom bought from: every order teaches',
    { orders: 5_000, views: 20_000_000 },
    { orders: 1, views: 100 },
  ],
  [
    'a shop of many orders: a share of its people, their views with them',
    { orders: 1_000_000, views: 900_000 },
    { orders: 5, views: 5 },
  ],
  [
    'many of both: a part of those whose orders are read',
    { orders: 1_000_000, views: 90_000_000 },
    { orders: 5, views: 450 },
  ],
])('%s', (_, told, every) => {
  expect(sampleOf(told)).toEqual(every)
})
