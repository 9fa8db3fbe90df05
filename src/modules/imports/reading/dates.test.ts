import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DateReading, parseDate, parseTime } from './parse-dates.ts'
import { sniffDates } from './sniff-dates.ts'

const gregorian = (order: 'ymd' | 'dmy' | 'mdy' = 'dmy'): DateReading => ({
  kind: 'calendar',
  order,
  calendar: 'gregorian',
})
const pad = (value: number) => String(value).padStart(2, '0')
const persianDigits = (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(0x6f0 + Number(digit)))
const months = (locale: string, month: 'short' | 'long') => (date: Temporal.PlainDateTime) =>
  new Intl.DateTimeFormat(locale, { month, day: 'numeric', timeZone: 'UTC' })
    .formatToParts(new Date(`${date.toPlainDate()}T00:00:00Z`))
    .find(({ type }) => type === 'month')?.value ?? ''

const clockOf = (t: Temporal.PlainDateTime) => `${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)}`
const twelve = (t: Temporal.PlainDateTime) =>
  `${t.hour % 12 === 0 ? 12 : t.hour % 12}:${pad(t.minute)}:${pad(t.second)} ${t.hour < 12 ? 'AM' : 'PM'}`
const jalali = (t: Temporal.PlainDateTime) => {
  const day = t.withCalendar('persian')
  return `${day.year}/${pad(day.month)}/${pad(day.day)} ${clockOf(t)}`
}
const utc = (t: Temporal.PlainDateTime) => t.toZonedDateTime('UTC').epochMilliseconds

const forms: [string, DateReading, (t: Temporal.PlainDateTime) => string][] = [
  ['ISO', gregorian('ymd'), (t) => t.toString({ smallestUnit: 'second' })],
  ['ISO with a space', gregorian('ymd'), (t) => `${t.toPlainDate()} ${clockOf(t)}`],
  ['yyyymmddhhmmss', gregorian('ymd'), (t) => t.toString({ smallestUnit: 'second' }).replace(/[-:T]/g, '')],
  ['dd.mm.yyyy', gregorian('dmy'), (t) => `${pad(t.day)}.${pad(t.month)}.${t.year} ${clockOf(t)}`],
  ['d/m/yyyy', gregorian('dmy'), (t) => `${t.day}/${t.month}/${t.year} ${t.hour}:${pad(t.minute)}:${pad(t.second)}`],
  ['mm/dd/yyyy 12-hour', gregorian('mdy'), (t) => `${pad(t.month)}/${pad(t.day)}/${t.year} ${twelve(t)}`],
  ['yyyy. mm. dd.', gregorian('ymd'), (t) => `${t.year}. ${pad(t.month)}. ${pad(t.day)}. ${clockOf(t)}`],
  ['d-MMM-yyyy', gregorian('dmy'), (t) => `${t.day}-${months('en-US', 'short')(t)}-${t.year} ${clockOf(t)}`],
  ['d MMM yyyy hu', gregorian('ymd'), (t) => `${t.year}. ${months('hu', 'long')(t)} ${t.day}., ${clockOf(t)}`],
  [
    'd MMM yyyy ru',
    gregorian('dmy'),
    (t) => `${t.day} ${months('ru', 'long')(t)} ${t.year} г. ${clockOf(t)}`.replace('г. ', ''),
  ],
  ['d MMM yyyy pl', gregorian('dmy'), (t) => `${t.day} ${months('pl', 'long')(t)} ${t.year} ${clockOf(t)}`],
  [
    'd MMMM yyyy fa',
    gregorian('dmy'),
    (t) => persianDigits(`${t.day} ${months('fa-u-ca-gregory', 'long')(t)} ${t.year} ${clockOf(t)}`),
  ],
  ['MMMM d, yyyy', gregorian('mdy'), (t) => `${months('en-US', 'long')(t)} ${t.day}, ${t.year} ${twelve(t)}`],
  ['Jalali', { kind: 'calendar', order: 'ymd', calendar: 'persian' }, jalali],
  [
    'Jalali in Persian digits',
    { kind: 'calendar', order: 'ymd', calendar: 'persian' },
    (t) => persianDigits(jalali(t)),
  ],
  ['Unix seconds', { kind: 'unix_seconds', order: 'ymd', calendar: 'gregorian' }, (t) => String(utc(t) / 1000)],
  ['Unix milliseconds', { kind: 'unix_millis', order: 'ymd', calendar: 'gregorian' }, (t) => String(utc(t))],
  [
    'Excel serial',
    { kind: 'excel_serial', order: 'ymd', calendar: 'gregorian' },
    (t) => String(utc(t) / 86_400_000 + 25_569),
  ],
]

const times = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) =>
  Temporal.Instant.fromEpochMilliseconds(seconds * 1000)
    .toZonedDateTimeISO('UTC')
    .toPlainDateTime(),
)

test.each(forms)('every moment written as %s reads back the same', (_name, format, write) => {
  fc.assert(
    fc.property(times, (time) => {
      expect(parseDate(write(time), format)?.local).toBe(time.toString({ smallestUnit: 'second' }))
    }),
    { numRuns: 300 },
  )
})

test.each(forms.filter(([name]) => !name.startsWith('Unix') && !name.startsWith('Excel')))(
  'the form of a column of %s is found',
  (_name, format, write) => {
    const start = Temporal.PlainDateTime.from('2024-01-03T08:15:30')
    const texts = Array.from({ length: 60 }, (_, index) => write(start.add({ days: index * 5, minutes: index * 67 })))
    const found = sniffDates(texts)
    expect(found?.fits).toBe(1)
    expect(found?.certainty).toBe('sure')
    for (const text of texts) expect(parseDate(text, found ?? gregorian())).toEqual(parseDate(text, format))
  },
)

test('an offset is kept, and only one that is written', () => {
  expect(parseDate('2024-01-05T10:00:00Z', gregorian())).toEqual({ local: '2024-01-05T10:00:00', offset: '+00:00' })
  expect(parseDate('2025-10-07 09:50:26 +0200', gregorian())).toEqual({
    local: '2025-10-07T09:50:26',
    offset: '+02:00',
  })
  expect(parseDate('2024-01-05T10:00:00.123456-05:30', gregorian())).toEqual({
    local: '2024-01-05T10:00:00',
    offset: '-05:30',
  })
  expect(parseDate('2024-01-05 10:00:00', gregorian())).toEqual({ local: '2024-01-05T10:00:00' })
})

test.each([
  ['20111-01-05', 'ymd'],
  ['05/01/20111', 'dmy'],
  ['2011-13-05', 'ymd'],
  ['2011-02-30', 'ymd'],
  ['2023-02-29', 'ymd'],
  ['13/13/2011', 'mdy'],
  ['31/04/2011', 'dmy'],
  ['1969-12-31', 'ymd'],
  ['0000-00-00', 'ymd'],
  ['2101-01-01', 'ymd'],
  ['2011-01-05 25:00', 'ymd'],
  ['2011-01-05 13:00 pm', 'ymd'],
  ['soon', 'ymd'],
  ['', 'ymd'],
  ['12', 'ymd'],
] as const)('%j is no date', (text, order) => {
  expect(parseDate(text, gregorian(order))).toBeUndefined()
})

test('Jalali dates turn at the Persian new year, leap years included', () => {
  const format: DateReading = { kind: 'calendar', order: 'ymd', calendar: 'persian' }
  expect(parseDate('۱۴۰۴/۰۹/۳۰', format)?.local).toBe('2025-12-21T00:00:00')
  expect(parseDate('1403/12/30', format)?.local).toBe('2025-03-20T00:00:00')
  expect(parseDate('1404/12/30', format)).toBeUndefined()
  expect(parseDate('30 آذر 1404', format)?.local).toBe('2025-12-21T00:00:00')
})

test('day and month are told apart by values above twelve, else by order, else assumed', () => {
  const days = Array.from({ length: 40 }, (_, index) => Temporal.PlainDate.from('2024-01-01').add({ days: index }))
  const dmy = days.map((day) => `${day.day}/${day.month}/${day.year}`)
  const mdy = days.map((day) => `${day.month}/${day.day}/${day.year}`)
  expect(sniffDates(dmy)).toMatchObject({ order: 'dmy', certainty: 'sure' })
  expect(sniffDates(mdy)).toMatchObject({ order: 'mdy', certainty: 'sure' })
  expect(sniffDates(mdy.filter((text) => Number(text.split('/')[1]) <= 12))).toMatchObject({
    order: 'mdy',
    certainty: 'assumed',
  })
  expect(sniffDates(dmy.slice(0, 9))).toMatchObject({ order: 'dmy', certainty: 'assumed' })
  expect(sniffDates(mdy.slice(0, 9))).toMatchObject({ order: 'mdy', certainty: 'assumed' })
  expect(sniffDates(['05/06/2024'])).toMatchObject({ order: 'dmy', certainty: 'assumed' })
})

test('one mistyped date in a thousand does not turn the column around', () => {
  const texts = Array.from(
    { length: 3000 },
    (_, index) => `${(index % 12) + 1}/${(index % 28) + 1}/${2000 + (index % 20)}`,
  )
  expect(sniffDates([...texts, '25/01/2011'])).toMatchObject({ order: 'mdy', certainty: 'sure' })
})

test('the name of the day before a date does not say in which order it is written', () => {
  expect(sniffDates(['Fri 01/05/2024', 'Thu 01/25/2024'])).toMatchObject({ order: 'mdy', certainty: 'sure' })
  expect(sniffDates(['Fr., 05.01.24', 'Do., 25.01.24'])).toMatchObject({ order: 'dmy', certainty: 'sure' })
})

test('numbers that are times are told from numbers that are not', () => {
  expect(sniffDates(['1704448800', '1704535200'])?.kind).toBe('unix_seconds')
  expect(sniffDates(['1704448800123', '1704535200456'])?.kind).toBe('unix_millis')
  for (const finer of ['1704448800123456', '1704448800123456789']) {
    expect(sniffDates([finer])?.kind).toBe('unix_millis')
    expect(parseDate(finer, { ...gregorian(), kind: 'unix_millis' })?.local).toBe('2024-01-05T10:00:00')
  }
  expect(sniffDates(['45296', '45297.5'])?.kind).toBe('excel_serial')
  expect(sniffDates(['19970101', '19970112'])).toMatchObject({ kind: 'calendar', order: 'ymd', certainty: 'sure' })
  expect(sniffDates(['WHITE LANTERN', 'CREAM HEART'])).toBeUndefined()
  expect(sniffDates(['1', '2', '3'])).toBeUndefined()
})

test('a time of day alone', () => {
  expect(parseTime('8:05')).toEqual({ time: '08:05:00' })
  expect(parseTime('12:30 AM')).toEqual({ time: '00:30:00' })
  expect(parseTime('۱۴:۳۰')).toEqual({ time: '14:30:00' })
  expect(parseTime('24:00')).toBeUndefined()
})

test.each([
  ['2024-01-05 - 10:30', 'ymd', '2024-01-05T10:30:00'],
  ['5 января 2024 г., 10:30:00', 'dmy', '2024-01-05T10:30:00'],
  ['5 stycznia 2024 r.', 'dmy', '2024-01-05T00:00:00'],
  ['5. Januar 2024 um 10:30 Uhr', 'dmy', '2024-01-05T10:30:00'],
  ['Fri 01/05/2024 10:30 PM', 'mdy', '2024-01-05T22:30:00'],
  ['Jan-05-24', 'mdy', '2024-01-05T00:00:00'],
  ['Jan 5, 2024 10:30:15 PM PST', 'mdy', '2024-01-05T22:30:15'],
  ['10:30 05.01.2024', 'dmy', '2024-01-05T10:30:00'],
  ['Fri Jan 05 10:30:15 CET 2024', 'dmy', '2024-01-05T10:30:15'],
  ['05JAN2024:10:30:15', 'dmy', '2024-01-05T10:30:15'],
] as const)('%j is read as it is written', (text, order, local) => {
  expect(parseDate(text, gregorian(order))).toEqual({ local })
})

test('the way JavaScript writes a moment keeps its offset', () => {
  const text = 'Fri Jan 05 2024 10:30:15 GMT+0100 (Central European Standard Time)'
  expect(parseDate(text, gregorian())).toEqual({ local: '2024-01-05T10:30:15', offset: '+01:00' })
})

test.each([
  'Fri Jan 05 10:30:15 UTC 2024',
  '05/Jan/2024:10:30:15 +0000',
  '2024-01-05 10:30:15.5 +0000 UTC',
  '2024-01-05T10:30:15+00:00[Europe/London]',
])('%j keeps its offset', (text) => {
  expect(parseDate(text, gregorian())).toEqual({ local: '2024-01-05T10:30:15', offset: '+00:00' })
})

test.each([
  '۱۴۰۴/۰۹/۳۰ - ۱۰:۳۰',
  '۱۰:۳۰ ۱۴۰۴/۰۹/۳۰',
  'یکشنبه ۳۰ آذر ۱۴۰۴ ساعت ۱۰:۳۰',
  'سه‌شنبه ۳۰ آذر ۱۴۰۴، ۱۰:۳۰',
  'سه شنبه ۱۴۰۴/۰۹/۳۰ ۱۰:۳۰',
])('%j is a Jalali moment', (text) => {
  const format: DateReading = { kind: 'calendar', order: 'ymd', calendar: 'persian' }
  expect(parseDate(text, format)?.local).toBe('2025-12-21T10:30:00')
})

test('two times are no date, whatever stands between them', () => {
  for (const text of ['10:30 11:30', '10:30 - 11:30', '10:30 11:30 12:30'])
    expect(parseDate(text, gregorian())).toBeUndefined()
})

test('a year of two digits in front is one when it stands still while the days go on', () => {
  const days = Array.from({ length: 25 }, (_, index) => `24/01/${pad(index + 1)}`)
  expect(sniffDates(days)).toMatchObject({ order: 'ymd', calendar: 'gregorian' })
  const dmy = Array.from({ length: 25 }, (_, index) => `${pad(index + 1)}/01/24`)
  expect(sniffDates([...dmy, '31/04/24'])).toMatchObject({ order: 'dmy' })
  expect(sniffDates(['۰۴/۰۹/۳۰', '۰۴/۱۰/۰۱'])).toMatchObject({ order: 'ymd', calendar: 'persian' })
  expect(parseDate('۰۴/۰۹/۳۰', { kind: 'calendar', order: 'ymd', calendar: 'persian' })?.local).toBe(
    '2025-12-21T00:00:00',
  )
})
