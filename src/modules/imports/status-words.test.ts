import { expect, test } from 'vitest'
import { isNoSale, readStatus, tellsKind } from './status-words.ts'

test.each([
  ['paid', 'sale'],
  ['wc-completed', 'sale'],
  ['pending', 'sale'],
  ['Teljesítve', 'sale'],
  ['Visszaigazolva', 'sale'],
  ['partially_refunded', 'sale'],
  ['Not returned', 'sale'],
  ['Returning customer', 'sale'],
  ['Не оплачен', 'sale'],
  ['مرجوع نشده', 'sale'],
  ['Nieopłacone', 'sale'],
  ['', 'sale'],
  ['Refunded', 'refunded'],
  ['Visszáru', 'refunded'],
  ['Visszatérítve', 'refunded'],
  ['Возврат', 'refunded'],
  ['مرجوعی', 'refunded'],
  ['Zwrócone', 'refunded'],
  ['Gutschrift', 'refunded'],
  ['Zwrot', 'refunded'],
  ['برگشت خورده', 'refunded'],
  ['Reversed', 'refunded'],
  ['wc-cancelled', 'cancelled'],
  ['voided', 'cancelled'],
  ['Sztornó', 'cancelled'],
  ['sztornózott', 'cancelled'],
  ['Отменён', 'cancelled'],
  ['لغو شده', 'cancelled'],
  ['Anulowane', 'cancelled'],
  ['void', 'cancelled'],
  ['storno', 'cancelled'],
  ['Érvénytelenített', 'cancelled'],
  ['отмена', 'cancelled'],
  ['Сторно', 'cancelled'],
  ['Не выкуплен', 'cancelled'],
  ['ابطال شده', 'cancelled'],
  ['Odwołana', 'cancelled'],
  ['Nieodebrane', 'cancelled'],
  ['Deleted', 'cancelled'],
  ['Cancelled Reversal', 'cancelled'],
  ['Failed', 'cancelled'],
  ['Denied', 'cancelled'],
  ['No-show', 'cancelled'],
  ['Nem jelent meg', 'cancelled'],
  ['wc-checkout-draft', 'begun'],
  ['requires_payment_method', 'begun'],
  ['cart', 'begun'],
  ['Díjbekérő', 'begun'],
  ['Счёт на оплату', 'begun'],
  ['پیش‌فاکتور', 'begun'],
] as const)('%j means %s', (status, meaning) => {
  expect(readStatus(status)).toBe(meaning)
})

test('payouts, fees and transfers are no sales, payments and refunds are', () => {
  for (const kind of [
    'General Withdrawal - Bank Account',
    'payout',
    'stripe_fee',
    'Kifizetés',
    'Комиссия',
    'برداشت',
    'Wypłata',
  ])
    expect(isNoSale(kind), kind).toBe(true)
  for (const kind of [
    'Express Checkout Payment',
    'charge',
    'Payment Refund',
    'Sale Line',
    'Számla',
    'Реализация',
    'فروش',
  ])
    expect(isNoSale(kind), kind).toBe(false)
})

test('a column of kinds is told from a column of states', () => {
  for (const heading of ['Event Type', 'type', 'Bizonylat típusa', 'Вид операции', 'Typ dokumentu', 'نوع'])
    expect(tellsKind(heading), heading).toBe(true)
  for (const heading of ['Financial Status', 'állapot', 'Статус', 'وضعیت'])
    expect(tellsKind(heading), heading).toBe(false)
})
