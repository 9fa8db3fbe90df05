import { expect, test } from 'vitest'
import { translatorFor } from '#i18n'
import { sayRate } from './say-rate.ts'

test('a campaign held to so many an hour tells its rate by the hour', () => {
  const say = { t: translatorFor('en', 'campaigns'), number: (value: number, digits = 0) => value.toFixed(digits) }
  expect([100 / 3600, 0.5, 1.25, 40].map((rate) => sayRate(rate, say))).toEqual([
    '100 an hour',
    '1800 an hour',
    '1.3 a second',
    '40 a second',
  ])
})
