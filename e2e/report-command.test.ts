import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, test } from 'vitest'
import type { ShopReport } from '#contract/metrics'
import reference from '../src/modules/metrics/testing/online-retail.reference.json' with { type: 'json' }

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'regulars-files-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const schema = JSON.parse(readFileSync(join(root, 'docs/report.schema.json'), 'utf8')) as object
const isReport = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)

type Ended = { code: number; stdout: string; stderr: string }

/** Runs the command as a person would, in a process of its own. */
function run(args: string[], locale = 'en', piped?: string): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>()
  const { DATABASE_URL: _, CLICKHOUSE_URL: __, VITEST: ___, ...env } = process.env
  const child = execFile(
    process.execPath,
    [join(root, 'src/cli.ts'), 'report', ...args],
    { cwd: folder, env: { ...env, REGULARS_LOCALE: locale }, maxBuffer: 64 * 1024 * 1024 },
    (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
  )
  child.stdin?.end(piped)
  return promise
}

function save(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function report(args: string[]): Promise<ShopReport> {
  const { code, stdout, stderr } = await run([...args, '--json'])
  expect(stderr).not.toMatch(/\bat .*\.ts:\d+/)
  expect(code, stderr).toBe(0)
  // Nothing but the report: a program reads it.
  const read = JSON.parse(stdout) as ShopReport
  expect(isReport(read), JSON.stringify(isReport.errors)).toBe(true)
  return read
}

const close = (value: number | null | undefined, expected: number): void => expect(value).toBeCloseTo(expected, 3)

test('the sample shop: the same figures as the API gives, in the documented form', async () => {
  const shop = await report([join(root, 'samples/online-retail.csv.gz')])
  const { totals } = reference
  expect(shop).toMatchObject({
    customers: totals.customers,
    revenue: totals.revenue,
    oneTimeBuyers: totals.one_time_buyers,
    period: { from: '2010-12-01', to: '2011-12-09' },
  })
  close(shop.repeatRate, totals.repeat_rate_pct)
  close(shop.topDecileShare, totals.top_decile_revenue_share_pct)
  for (const [month, expected] of Object.entries(reference.monthly)) {
    const row = shop.monthly.find((period) => period.month === month)
    expect(row, month).toMatchObject({
      start: expected.S,
      end: expected.E,
      new: expected.N,
      retained: expected.returning,
      lost: -expected.dormant,
      wonBack: expected.resurrecting,
    })
    close(row?.crr, expected.CRR)
    close(row?.retentionRate, expected.retained_pct)
    close(row?.nrr, expected.NRR_pct)
    close(row?.grr, expected.GRR_pct)
  }
  const cohorts = shop.cohorts.map(({ cohort, size, bounded, unbounded }) => [cohort, { size, bounded, unbounded }])
  expect(Object.fromEntries(cohorts)).toEqual(reference.cohorts_counts)
}, 180_000)

test('a log without headings, separated by spaces, with dates like 19970101', async () => {
  const log = save(
    'log.txt',
    ' 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n 00002 19970112  5   77.00\n 00003 19970102  2   20.76\n 00003 19970330  2   20.76\n',
  )
  const shop = await report([log, '--map', 'customer=1,date=2,amount=4', '--currency', 'USD'])
  expect(shop).toMatchObject({
    customers: 3,
    revenue: 142.29,
    currency: 'USD',
    period: { from: '1997-01-01', to: '1997-03-30' },
  })
  expect(shop.oneTimeBuyers).toBe(2)
})

test('a Hungarian export: semicolons, decimal comma, dates with dots, Windows letters', async () => {
  const text =
    'Rendelésszám;Vevő;Dátum;Végösszeg;Pénznem\r\n1;Kovács Őrs;2025.01.05.;12 990,50;HUF\r\n2;Szűcs Ágnes;2025.02.17.;3 500,00;HUF\r\n3;Kovács Őrs;2025.02.20.;4 000,00;HUF\r\n4;Kovács Őrs;2025.02.20.;12,00;EUR\r\n'
  const iso88592 = Buffer.from(
    text.replaceAll('ő', '\u00f5').replaceAll('Ő', '\u00d5').replaceAll('ű', '\u00fb'),
    'latin1',
  )
  const shop = await report([save('rendelések.csv', iso88592)])
  expect(shop).toMatchObject({
    customers: 2,
    orders: 3,
    currency: 'HUF',
    otherCurrencies: [{ currency: 'EUR', orders: 1 }],
    period: { from: '2025-01-05', to: '2025-02-20' },
  })
  close(shop.revenue, 20_490.5)
})

test('a Persian export: Persian digits and Jalali dates', async () => {
  const rows = ['۱,مریم,۱۴۰۳/۰۱/۰۵,۱۲۵۰۰۰', '۲,رضا,۱۴۰۳/۰۲/۱۰,۹۰۰۰۰', '۳,مریم,۱۴۰۳/۰۲/۲۰,۱۵۰۰۰۰']
  const file = save('سفارش‌ها.csv', `شماره سفارش,مشتری,تاریخ,مبلغ\n${rows.join('\n')}\n`)
  const shop = await report([file, '--currency', 'IRR'])
  expect(shop).toMatchObject({
    customers: 2,
    orders: 3,
    currency: 'IRR',
    // 5 Farvardin and 20 Ordibehesht 1403
    period: { from: '2024-03-24', to: '2024-05-09' },
  })
  close(shop.revenue, 365_000)
  expect(shop.monthly.map(({ month }) => month)).toEqual(['2024-03', '2024-04', '2024-05'])

  const jalali = await report([file, '--currency', 'IRR', '--calendar', 'jalali'])
  expect(jalali.monthly).toMatchObject([
    { month: '1403-01', end: 1, new: 1 },
    // Maryam came again in the second month, Reza was new.
    { month: '1403-02', start: 1, end: 2, retained: 1, new: 1 },
  ])
  expect(jalali.cohorts).toMatchObject([{ cohort: '1403-01', bounded: [1, 1] }, { cohort: '1403-02' }])
  const read = await run([file, '--currency', 'IRR'], 'fa')
  expect(read.stdout).toContain('فروردین ۱۴۰۳')
  expect(read.stdout).not.toContain('۲۰۲۴')
})

test('rows that are in no figure are told, and what is wrong with the first of them', async () => {
  const file = save(
    'sum.csv',
    'Receipt;Customer;Date;Amount\n1;anna;05.01.2024;1.200,50 €\n2;bela;25.01.2024;99,00 €\n3;Guest;26.01.2024;9,00 €\nTotal;;;1.308,50 €\n',
  )
  const { code, stdout, stderr } = await run([file])
  expect(code, stderr).toBe(0)
  expect(stdout).toContain('Rows left out: no customer 1, not readable 1')
  expect(stderr).toMatch(/1 row could not be read and is in no figure\. The first is line 5 .*There is no date\./)
})

test('moments with an offset are of the day in the file, or of the day in the zone that is given', async () => {
  const file = save(
    'moments.csv',
    'id,customer,created_at,amount\n1,a,2024-02-10T12:00:00Z,10\n2,a,2024-03-31T22:30:00Z,10\n',
  )
  expect((await report([file])).period).toEqual({ from: '2024-02-10', to: '2024-03-31' })
  expect((await report([file, '--zone', 'Europe/Budapest'])).period).toEqual({ from: '2024-02-10', to: '2024-04-01' })
})

test('where dates and amounts can be read in two ways, it is said which was taken, and the person decides', async () => {
  const file = save(
    'two-ways.csv',
    'order,customer,date,total\n1,a,03/04/2024,"1,234"\n2,b,05/06/2024,"2,345"\n3,a,07/08/2024,"1,111"\n',
  )
  const guessed = await run([file, '--json'])
  expect(guessed.stderr).toMatch(/Day first was assumed.*--dates/)
  expect(guessed.stderr).toMatch(/“\.” was taken as the decimal mark.*--decimal/)
  expect(guessed.stderr).toContain('Columns: order=order, customer=customer, date=date, amount=total')
  expect(JSON.parse(guessed.stdout)).toMatchObject({ revenue: 4690, period: { from: '2024-04-03', to: '2024-08-07' } })
  const told = await run([file, '--json', '--dates', 'mdy', '--decimal', ','])
  expect(told.stderr.trim().split('\n')).toHaveLength(1)
  expect(JSON.parse(told.stdout)).toMatchObject({ revenue: 4.69, period: { from: '2024-03-04', to: '2024-07-08' } })
})

test('what is piped in is read like a file', async () => {
  const { code, stdout, stderr } = await run(
    ['-', '--json'],
    'en',
    'customer,date,total\na,2025-01-02,5\nb,2025-02-13,6\n',
  )
  expect(code, stderr).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ customers: 2, revenue: 11, name: 'Standard input' })
})

test('what came back after the last purchase of a file is in what was refunded', async () => {
  const file = save(
    'late-refund.csv',
    'order,customer,date,total\n1,a,2023-01-02,50\n2,b,2023-01-13,30\nR1,a,2023-03-09,-20\n',
  )
  const shop = await report([file, '--currency', 'EUR'])
  expect(shop).toMatchObject({
    revenue: 80,
    refunded: 20,
    value: { mean: 30, meanBeforeRefunds: 40 },
    period: { from: '2023-01-02', to: '2023-01-13' },
  })
})

test('negative totals are money given back, not mistakes', async () => {
  const file = save(
    'refund.csv',
    'order,customer,date,total\n1,a,2025-01-02,50\n2,b,2025-01-03,30\nR1,a,2025-01-09,-20\n',
  )
  const shop = await report([file, '--currency', 'EUR'])
  expect(shop).toMatchObject({ customers: 2, orders: 2, revenue: 80 })
})

describe('what cannot be read is said in a line or two, in the language of the person', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex')
  const wide = `${Array.from({ length: 100_000 }, (_, i) => `c${i}`).join(',')}\n${'1,'.repeat(99_999)}1\n`
  const far = 'customer,date,total\nanna,20111-01-02,5\nbela,20111-01-03,6\n'
  const cases: [what: string, code: number, locale: 'en' | 'hu' | 'fa', words: RegExp, make: () => string][] = [
    ['an empty file', 4, 'hu', /üres/, () => save('empty.csv', '')],
    ['a picture named .csv', 4, 'fa', /CSV/, () => save('picture.csv', png)],
    ['one column', 4, 'en', /one column/, () => save('one.csv', 'name\nanna\nbela\n')],
    ['100,000 columns', 4, 'hu', /oszlop/, () => save('wide.csv', wide)],
    [
      'refunds alone',
      4,
      'hu',
      /nincs vásárlás/,
      () => save('back.csv', 'order,customer,date,total\n1,a,2025-01-02,-5\n'),
    ],
    ['the year 20111', 4, 'fa', /۲۰۱۱۱-۰۱-۰۲|20111-01-02/, () => save('far.csv', far)],
    ['a file that is not there', 3, 'en', /no file/i, () => join(folder, 'nowhere.csv')],
    [
      'a folder',
      3,
      'hu',
      /mappa/i,
      () => {
        mkdirSync(join(folder, 'orders'), { recursive: true })
        return join(folder, 'orders')
      },
    ],
  ]
  test('a page that cannot be written, before the work and not after it', async () => {
    const out = join(folder, 'nowhere', 'report.html')
    const { code, stderr } = await run([save('fine.csv', 'customer,date,total\na,2025-01-02,5\n'), '--html', out], 'pl')
    expect(code).toBe(3)
    expect(stderr).toBe(`Nie można zapisać ${out} (ENOENT).\n`)
  })

  test('in the language that was asked for', async () => {
    const { stderr } = await run([join(folder, 'nowhere.csv'), '--locale', 'ru'])
    expect(stderr).toMatch(/^Файла .* нет\.\n$/)
  })

  test('what was typed wrong is told from what is wrong with the file', async () => {
    const file = save('typed.csv', 'customer,date,total\na,2025-01-02,5\n')
    const wrong = [[], [file, '--colour'], [file, '--map', 'customer=nobody'], [file, '--zone', 'Mars/Base']]
    const [help, ...refused] = await Promise.all([['--help'], ...wrong].map((args) => run(args)))
    expect(refused.map(({ code, stdout }) => [code, stdout])).toEqual(wrong.map(() => [2, '']))
    expect(help).toMatchObject({ code: 0, stderr: '' })
    expect(help?.stdout).toMatch(/Exit codes.*2 {2}the command is wrong/s)
  }, 120_000)

  test.each(cases)('%s (%s, %s)', async (_, expected, locale, words, make) => {
    const { code, stdout, stderr } = await run([make(), '--json'], locale)
    expect(code).toBe(expected)
    expect(stdout).toBe('')
    const lines = stderr.trim().split('\n')
    expect(lines.length, stderr.slice(0, 2_000)).toBeLessThanOrEqual(2)
    expect(stderr).toMatch(words)
  })
})
