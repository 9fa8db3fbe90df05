import { expect, test } from 'vitest'
import { loyaltyRules } from '#contract/loyalty'
import { giveBackOf, rulesFor, shopKinds, startFor } from './presets.ts'
import { dayAt, startOfDay } from './zone-days.ts'

const words = { basic: 'Member', silver: 'Silver', gold: 'Gold' }

test('what is proposed to each kind of shop can be put in force, whatever a purchase comes to', () => {
  for (const kind of shopKinds)
    for (const usualMinor of [90, 500, 3333, 250_000, 90_000_000]) {
      const answers = { ...startFor(kind, usualMinor, 'A coffee'), tiers: true, referral: true, birthday: true }
      const rules = loyaltyRules.parse(rulesFor(answers, words))
      expect(rules.stamps ? rules.stamps.required : rules.rewards[0]?.cost).toBeGreaterThanOrEqual(answers.purchases)
      expect(giveBackOf(answers)).toBeGreaterThan(0.02)
      expect(giveBackOf(answers)).toBeLessThan(0.25)
    }
})

test('a reward begins and ends with days of the shop, also where clocks change', () => {
  expect(startOfDay('2026-03-29', 'Europe/Budapest')).toBe('2026-03-28T23:00:00.000Z')
  expect(startOfDay('2026-03-29', 'Europe/Budapest', 1)).toBe('2026-03-29T22:00:00.000Z')
  expect(startOfDay('2026-06-01', 'America/New_York')).toBe('2026-06-01T04:00:00.000Z')
  expect(dayAt(Date.parse('2026-03-29T22:00:00Z') - 1, 'Europe/Budapest')).toBe('2026-03-29')
})
