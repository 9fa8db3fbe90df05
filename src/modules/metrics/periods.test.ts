import { expect, test } from 'vitest'
import { newWorkspace, testClickhouse, testDb } from '#testing'
import { addDays, listPeriods, periodAt, periodIndex, periodSql, type Reckoning, rangeBefore } from './periods.ts'

const units = ['day', 'week', 'month', 'quarter', 'year'] as const
const reckonings: Reckoning[] = units.flatMap((unit) => [
  { unit, calendar: 'gregorian' },
  { unit, calendar: 'jalali' },
])
const { db } = await testDb()

test('every day of a century is in the same period here and in ClickHouse', async () => {
  const ch = testClickhouse().forWorkspace(await newWorkspace(db))
  const columns = reckonings.map((by, i) => `${periodSql(by, 'day')} AS p${i}`)
  const rows = await ch.query<Record<string, number>>(
    `SELECT toUInt32(toUInt16(day)) AS n, ${columns.join(', ')} FROM (SELECT toDate(number) AS day FROM numbers(47847))
      WHERE {workspace_id:UUID} IS NOT NULL ORDER BY n`,
  )
  const differing = rows.flatMap((row) => {
    const day = addDays('1970-01-01', row.n ?? 0)
    return reckonings.flatMap((by, i) => (row[`p${i}`] === periodIndex(by, day) ? [] : [{ day, ...by }]))
  })
  expect(rows).toHaveLength(47_847)
  expect(differing).toEqual([])
})

test('a day lies in its period, and the next period begins after its last day', () => {
  for (const by of reckonings)
    for (let day = '1998-12-25'; day < '2031-01-10'; day = addDays(day, 5)) {
      const period = periodAt(by, periodIndex(by, day))
      expect(period.from <= day && day <= period.to, `${day} by ${by.unit}`).toBe(true)
      expect(periodAt(by, period.index + 1).from).toBe(addDays(period.to, 1))
    }
})

test('Jalali months, quarters and years are those of the calendar, leap years too', () => {
  for (let day = '2010-01-03'; day < '2050-01-01'; day = addDays(day, 9)) {
    const { year, month } = Temporal.PlainDate.from(day).withCalendar('persian')
    const name = (unit: Reckoning['unit']) => {
      const by = { unit, calendar: 'jalali' } as const
      return periodAt(by, periodIndex(by, day)).period
    }
    expect(name('month')).toBe(`${year}-${String(month).padStart(2, '0')}`)
    expect(name('quarter')).toBe(`${year}-Q${Math.ceil(month / 3)}`)
    expect(name('year')).toBe(String(year))
  }
  const months = { unit: 'month', calendar: 'jalali' } as const
  // 1403 was a leap year, 1404 was none.
  expect(listPeriods(months, '2025-03-01', '2025-04-01')).toMatchObject([
    { period: '1403-12', from: '2025-02-19', to: '2025-03-20' },
    { period: '1404-01', from: '2025-03-21', to: '2025-04-20' },
  ])
  expect(listPeriods(months, '2026-03-20', '2026-03-20')).toMatchObject([{ period: '1404-12', to: '2026-03-20' }])
})

test('weeks begin on Mondays, of the Jalali calendar on Saturdays', () => {
  const week = (calendar: Reckoning['calendar'], day: string) => listPeriods({ unit: 'week', calendar }, day, day)[0]
  expect(week('gregorian', '2026-11-22')).toMatchObject({ period: '2026-W47', from: '2026-11-16', to: '2026-11-22' })
  expect(week('jalali', '2026-11-22')).toMatchObject({
    period: '2026-11-21/P1W',
    from: '2026-11-21',
    to: '2026-11-27',
  })
})

test('whole months are compared with as many whole months before, other days with as many days', () => {
  expect(rangeBefore({ from: '2026-03-01', to: '2026-04-30' }, 'gregorian')).toEqual({
    from: '2026-01-01',
    to: '2026-02-28',
  })
  expect(rangeBefore({ from: '2026-03-01', to: '2026-04-29' }, 'gregorian')).toEqual({
    from: '2025-12-31',
    to: '2026-02-28',
  })
  // Mehr, which has 30 days, after Shahrivar, which has 31.
  expect(rangeBefore({ from: '2026-09-23', to: '2026-10-22' }, 'jalali')).toEqual({
    from: '2026-08-23',
    to: '2026-09-22',
  })
  expect(rangeBefore({ from: '2026-09-23', to: '2026-10-22' }, 'gregorian')).toEqual({
    from: '2026-08-24',
    to: '2026-09-22',
  })
})
