import { expect, test } from 'vitest'
import {
  dayTick,
  formatDay,
  formatMoney,
  formatMonth,
  formatNumber,
  formatPercent,
  formatYear,
  monthTick,
} from './format.ts'
import { firstWeekday, weekendOf } from './week.ts'

test('Persian: Jalali days with the weekday first, Gregorian months under their own names', () => {
  expect(formatDay('2026-11-21', 'fa', 'long')).toBe('شنبه ۳۰ آبان ۱۴۰۵')
  expect(formatDay('2026-11-21', 'fa')).toBe('۳۰ آبان ۱۴۰۵')
  expect(formatMonth('2011-10', 'fa', 'long')).toBe('اکتبر ۲۰۱۱')
  expect(formatYear(2011, 'fa')).toBe('۲۰۱۱')
  expect(formatMonth('1405-08', 'fa')).toBe('آبان ۱۴۰۵')
  expect(formatMonth('1405-08', 'fa', 'long')).toBe('آبان ۱۴۰۵')
  expect(formatMonth('1405-12', 'en', 'long')).toBe('Esfand 1405')
})

test('Persian: the currency stands after the number, the rial in words', () => {
  expect(formatMoney(123_456, 'GBP', 'fa')).toBe('۱٬۲۳۴٫۵۶\u00a0£')
  expect(formatMoney(123_400, 'IRR', 'fa')).toBe('۱٬۲۳۴\u00a0ریال')
  expect(formatMoney(-123_456, 'GBP', 'fa', 'whole')).toBe('\u200e−۱٬۲۳۵\u00a0£')
})

test('other languages write days, months and money as their own people do', () => {
  expect(formatDay('2026-11-21', 'hu', 'long')).toBe('2026. november 21., szombat')
  expect(formatMonth('2026-10', 'ru', 'long')).toBe('октябрь 2026 г.')
  expect(formatMoney(123_450, 'HUF', 'hu')).toBe('1\u00a0235\u00a0Ft')
  expect(formatMoney(123_450, 'PLN', 'pl')).toBe('1\u00a0234,50\u00a0zł')
})

test('numbers line up: thousands are grouped in every language', () => {
  expect(formatNumber(4338, 'pl')).toBe('4\u00a0338')
  expect(formatPercent(38.6, 'en')).toBe('38.6%')
})

test('a negative number has a minus, and what rounds to nothing has none', () => {
  expect(formatNumber(-7, 'en')).toBe('−7')
  expect(formatNumber(-1234.5, 'hu', 1)).toBe('−1\u00a0234,5')
  expect(formatPercent(-3.12, 'pl')).toBe('−3,1%')
  expect(formatMoney(-123_450, 'EUR', 'en')).toBe('−€1,234.50')
  expect([formatNumber(-0.4, 'en'), formatPercent(-0.01, 'ru'), formatMoney(-12, 'GBP', 'en', 'whole')]).toEqual([
    '0',
    '0,0\u00a0%',
    '£0',
  ])
  expect(formatNumber(-0.4, 'fa')).toBe('۰')
})

test('below a chart a day or a month can go without its year', () => {
  expect(dayTick('2026-11-21', 'en')).toEqual({ label: '21 Nov 2026', short: '21 Nov', year: '2026' })
  expect(dayTick('2026-11-21', 'fa')).toEqual({ label: '۳۰ آبان ۱۴۰۵', short: '۳۰ آبان', year: '۱۴۰۵' })
  expect(dayTick('2026-11-21', 'hu').short).toBe('nov. 21.')
  expect(monthTick('2011-10', 'pl')).toEqual({ label: 'paź 2011', short: 'paź', year: '2011' })
  expect(monthTick('1405-08', 'fa')).toEqual({ label: 'آبان ۱۴۰۵', short: 'آبان', year: '۱۴۰۵' })
})

test('an instant is shown in the zone, a day as it stands', () => {
  expect(formatDay('2026-11-20T23:30:00Z', 'en', 'short', 'Europe/Budapest')).toBe('21 Nov 2026')
  expect(formatDay('2026-11-20', 'en', 'short', 'America/New_York')).toBe('20 Nov 2026')
})

test('the calendar is the reader’s choice, whatever the language, and its year needs no era', () => {
  const days = (['en', 'hu', 'ru', 'pl'] as const).map((locale) =>
    formatDay('2026-11-21', locale, 'short', 'UTC', 'jalali'),
  )
  expect(days).toEqual(['30 Aban 1405', '1405. aban 30.', '30 абан 1405 г.', '30 Ābān 1405'])
  expect(formatDay('2026-11-21', 'fa', 'short', 'UTC', 'gregorian')).toBe('۲۱ نوامبر ۲۰۲۶')
  expect(formatDay('2026-11-21', 'ru', 'numeric', 'UTC', 'jalali')).toBe('30.08.1405')
})

test('the week begins on the day after the weekend', () => {
  expect([firstWeekday(weekendOf('fa')), firstWeekday(weekendOf('hu'))]).toEqual([6, 1])
  expect([firstWeekday([5, 6]), firstWeekday([7]), firstWeekday([6, 7])]).toEqual([7, 1, 1])
})
