import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { Db } from '#platform/postgres'
import { fakeClock, testDb } from '#testing'
import { checkLedger, earnPoints, refundOrder } from './index.ts'
import { openProgramme } from './testing/open-programme.ts'

const clock = fakeClock('2026-06-01T10:00:00Z')
let db: Db

beforeAll(async () => {
  db = (await testDb()).db
})

test('many small refunds of an order take back what one of their sum does, also where some of it never earned', async () => {
  const { deps, place, member } = await openProgramme(db, clock, {
    earn: [
      { id: 'money', points: 3, perMinor: 2, mode: 'ratio', rounding: 'round' },
      { id: 'credits', points: 1, perMinor: 5, gives: 'credits' },
    ],
    exclude: { giftCards: true },
    cashback: { percent: 7 },
    tiers: { mode: 'credits', months: 12, levels: [{ id: 'low', min: 0 }] },
  })
  const memberId = await member('a')
  let orders = 0
  const refunded = async (amountMinor: number, giftMinor: number, parts: number[]) => {
    const order = `o${orders++}`
    const items = [
      { sku: 'gift', qty: 1, amountMinor: giftMinor, giftCard: true },
      { sku: 'tea', qty: 1, amountMinor: amountMinor - giftMinor },
    ]
    await earnPoints(deps, place, { memberId, order, amountMinor, items })
    const sum = { clawedBack: 0, cashTakenMinor: 0, creditsTaken: 0 }
    for (const part of parts) {
      const { clawedBack, cashTakenMinor, creditsTaken } = await refundOrder(deps, place, { order, amountMinor: part })
      sum.clawedBack += clawedBack
      sum.cashTakenMinor += cashTakenMinor
      sum.creditsTaken += creditsTaken
    }
    return sum
  }
  expect(
    (
      await refunded(
        1000,
        333,
        Array.from({ length: 10 }, () => 1),
      )
    ).clawedBack,
  ).toBe(11)
  const sums = fc.tuple(
    fc.integer({ min: 1, max: 2000 }),
    fc.integer({ min: 0, max: 2000 }),
    fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 2, maxLength: 6 }),
  )
  await fc.assert(
    fc.asyncProperty(sums, async ([amountMinor, gift, parts]) => {
      const whole = parts.reduce((sum, part) => sum + part, 0)
      const giftMinor = Math.min(gift, amountMinor)
      expect(await refunded(amountMinor, giftMinor, parts)).toEqual(await refunded(amountMinor, giftMinor, [whole]))
    }),
    { numRuns: 40 },
  )
  expect((await checkLedger(db, place.workspaceId)).filter(({ broken }) => broken > 0)).toEqual([])
}, 120_000)
