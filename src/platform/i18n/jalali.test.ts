import { expect, test } from 'vitest'
import { fromJalali, jalaliMonthDays, toJalali } from './jalali.ts'

test('every day of two centuries is the day that Temporal says, there and back', () => {
  let day = Temporal.PlainDate.from('1890-01-01')
  const wrong: string[] = []
  while (day.year < 2100) {
    const { year, month, day: of } = day.withCalendar('persian')
    const here = toJalali(day.toString())
    if (here.year !== year || here.month !== month || here.day !== of || fromJalali(here) !== day.toString()) {
      wrong.push(day.toString())
    }
    day = day.add({ days: 1 })
  }
  expect(wrong).toEqual([])
})

test('a day that does not exist is none', () => {
  expect(fromJalali({ year: 1405, month: 7, day: 31 })).toBeUndefined()
  expect(jalaliMonthDays(1403, 12)).toBe(30)
  expect(jalaliMonthDays(1404, 12)).toBe(29)
  expect(fromJalali({ year: 1404, month: 12, day: 30 })).toBeUndefined()
})
