import { expect, test } from 'vitest'
import { countSms } from './sms-segments.ts'

test('a text message is counted as networks count it', () => {
  expect(countSms('')).toMatchObject({ segments: 0 })
  expect(countSms('a'.repeat(160))).toEqual({ encoding: 'gsm7', units: 160, segments: 1, left: 0 })
  expect(countSms('a'.repeat(161))).toMatchObject({ segments: 2, left: 145 })
  expect(countSms('a'.repeat(306))).toMatchObject({ segments: 2, left: 0 })
  expect(countSms('a'.repeat(307))).toMatchObject({ segments: 3 })
  expect(countSms('€'.repeat(80))).toMatchObject({ encoding: 'gsm7', units: 160, segments: 1 })
  expect(countSms('a'.repeat(69))).toMatchObject({ encoding: 'gsm7' })
  // An escape and its character stay together, so one unit of the first part is lost.
  expect(countSms(`${'a'.repeat(152)}€${'a'.repeat(152)}`)).toMatchObject({ units: 306, segments: 3 })
  expect(countSms('Kedves Őrült')).toMatchObject({ encoding: 'ucs2', units: 12, segments: 1, left: 58 })
  expect(countSms('سلام'.repeat(17))).toMatchObject({ encoding: 'ucs2', units: 68, segments: 1 })
  expect(countSms('я'.repeat(71))).toMatchObject({ segments: 2, left: 63 })
  expect(countSms('👋'.repeat(36))).toMatchObject({ units: 72, segments: 2 })
  expect(countSms('👋'.repeat(67))).toMatchObject({ units: 134, segments: 3 })
})
