import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rankScores } from './rank-scores.ts'

const named = (scores: number[]) => scores.map((score, i) => ({ memberId: String(i), nickname: `n${i}`, score }))

test('who has as much shares the place, and the next one stays free', () => {
  const rows = rankScores(named([10, 30, 20, 20]))
  expect(rows.map(({ place, isShared, score }) => [place, isShared, score])).toEqual([
    [1, false, 30],
    [2, true, 20],
    [2, true, 20],
    [4, false, 10],
  ])
})

test('a place is one more than how many have more', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 30 }), (scores) => {
      for (const { place, score, isShared } of rankScores(named(scores))) {
        expect(place).toBe(scores.filter((other) => other > score).length + 1)
        expect(isShared).toBe(scores.filter((other) => other === score).length > 1)
      }
    }),
  )
})
