import { expect, test } from 'vitest'
import { campaignSchedule } from './campaigns.ts'

test.each([
  ['2026-02-28T09:00', true],
  ['2028-02-29T09:00', true],
  ['2026-02-29T09:00', false],
  ['2026-04-31T09:00', false],
])('a campaign for %s: there is such a day %s', (at, isDay) => {
  expect(campaignSchedule.safeParse({ kind: 'at', at }).success).toBe(isDay)
})
