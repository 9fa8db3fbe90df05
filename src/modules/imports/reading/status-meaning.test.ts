import { expect, test } from 'vitest'
import { statusMeaning } from './status-meaning.ts'

test.each([
  ['paid', 'done'],
  ['wc-completed', 'done'],
  ['Teljesítve', 'done'],
  ['processing', 'done'],
  ['partially_refunded', 'partly_refunded'],
  ['Refunded', 'refunded'],
  ['Возврат', 'refunded'],
  ['مرجوعی', 'refunded'],
  ['Gutschrift', 'refunded'],
  ['wc-cancelled', 'cancelled'],
  ['Sztornó', 'cancelled'],
  ['Отменён', 'cancelled'],
  ['لغو شده', 'cancelled'],
  ['Anulowane', 'cancelled'],
  ['pending', 'unpaid'],
  ['Fizetésre vár', 'unpaid'],
  ['Не оплачен', 'unpaid'],
  ['', 'done'],
] as const)('%j means %s', (status, meaning) => {
  expect(statusMeaning(status)).toBe(meaning)
})
