import { expect, test } from 'vitest'
import { judgeCounts } from './judge-counts.ts'
import type { TillCounts } from './till-counts.ts'

const of = (key: string, more: Partial<TillCounts> = {}): TillCounts => ({
  ...{ key, tills: 1, deeds: 200, guests: 120, stampDeeds: 100, stamps: 110, points: 900, purchases: 100 },
  ...{ purchasesMinor: 90_000, logSum: 100 * Math.log(900), logSquares: 100 * (Math.log(900) ** 2 + 0.25) },
  ...{ rewards: 10, undone: 4, offline: 6, topGuest: 5 },
  ...more,
})

test('whoever does as the others do stands out in nothing, and nobody stands out alone', () => {
  expect(judgeCounts([of('a'), of('b'), of('c', { undone: 7, stamps: 118 })])).toEqual([[], [], []])
  expect(judgeCounts([of('a', { undone: 90 })])).toEqual([[]])
  expect(judgeCounts([])).toEqual([])
})

test('somebody stands out who takes back, gives, types in or works without a connection far more than the others', () => {
  const [found] = judgeCounts([
    of('a', { undone: 40, offline: 60, stamps: 300, logSum: 100 * Math.log(1800), topGuest: 60 }),
    of('b'),
    of('c'),
  ])
  expect(found).toEqual(['undone', 'offline', 'stamps', 'amount', 'same_guest'])
})

test('a handful of deeds proves nothing', () => {
  const few = { deeds: 12, stampDeeds: 6, stamps: 18, purchases: 6, logSum: 6 * Math.log(9000), undone: 5, offline: 5 }
  expect(judgeCounts([of('a', few), of('b'), of('c')])[0]).toEqual([])
})
