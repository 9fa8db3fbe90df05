import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type ShopReport, shopReport } from '#contract/metrics'
import { locales } from '#platform/i18n'
import { renderHtml, renderTerminal, reportJsonSchema } from './index.ts'
import { displayWidth } from './terminal-text.ts'

const giftShop = shopReport.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'gift-shop.sample.json'), 'utf8')))
const hostile = '<script>alert(1)</script>\u001B[2J\u202E"\'&'
const oneDay: ShopReport = {
  ...giftShop,
  currency: null,
  monthly: giftShop.monthly.slice(0, 1),
  cohorts: [],
  nDay: {},
  atRisk: [],
  atRiskTotal: { customers: 0, yearlyValue: 0 },
  rfm: { segments: [], grid: [] },
  survival: { ...giftShop.survival, curve: [], medianDays: null },
}

describe.each(locales)('in %s', (locale) => {
  test.each([60, 79, 100, 120])('no line of the terminal page is wider than %i columns', (width) => {
    for (const report of [giftShop, oneDay]) {
      const play = { name: 'We miss you', sent: 258, control: 29 }
      for (const line of renderTerminal(report, { locale, width, color: true, play }).split('\n')) {
        expect(displayWidth(line)).toBeLessThanOrEqual(width)
      }
    }
  })

  test('every message exists, in the terminal and in the file', () => {
    for (const report of [giftShop, oneDay]) {
      expect(renderTerminal(report, { locale, width: 100, color: false })).not.toContain('report.')
      expect(renderHtml(report, { locale })).not.toMatch(/[>"]report\.[a-z]/)
    }
  })
})

test('a page that is piped has no colour codes', () => {
  expect(renderTerminal(giftShop, { locale: 'en', width: 100, color: false })).not.toContain('\u001B')
})

test('the terminal page says both rates, the flow and who is at risk', () => {
  const page = renderTerminal(giftShop, { locale: 'en', width: 100, color: false })
  for (const fact of [
    '4,338 customers',
    '45.6%',
    '98.3%',
    '622 bought again',
    '742 did not come',
    '719 came back',
    '323 new',
    '68.9%',
    'Anna Kovács',
    'Rows left out: no customer 135,080',
  ]) {
    expect(page).toContain(fact)
  }
})

test('orders in other currencies are told, whose money is in no figure', () => {
  const report = { ...giftShop, otherCurrencies: [{ currency: 'USD', orders: 1053 }] }
  const told = 'Orders in other currencies count as visits, and their money is in no figure: USD 1,053.'
  expect(renderHtml(report, { locale: 'en' })).toContain(told)
  expect(renderTerminal(report, { locale: 'en', width: 120, color: false })).toContain(told)
  expect(renderTerminal(report, { locale: 'fa', width: 120, color: false })).toContain('USD ۱٬۰۵۳')
})

test('Persian pages use Persian digits; months are Gregorian and named so', () => {
  const page = renderTerminal(giftShop, { locale: 'fa', width: 100, color: false })
  expect(page).toContain('نوامبر ۲۰۱۱')
  expect(page).not.toMatch(/[0-9%,]/)
  expect(renderHtml(giftShop, { locale: 'fa' })).toContain('<html lang="fa" dir="rtl">')
})

test('hostile names can neither run, nor move the cursor, nor turn the text around', () => {
  const report = { ...giftShop, name: hostile, atRisk: giftShop.atRisk.map((one) => ({ ...one, name: hostile })) }
  expect(renderHtml(report, { locale: 'en' })).not.toContain('<script')
  const page = renderTerminal(report, { locale: 'en', width: 100, color: false })
  expect(page).not.toContain('\u001B')
  expect(page).not.toContain('\u202E')
})

test('why the two rates differ is told where they differ', () => {
  const why = 'Why do the two rates differ?'
  expect(renderHtml(giftShop, { locale: 'en' })).toContain(why)
  const monthly = giftShop.monthly.map((one) => ({ ...one, wonBack: 0, crr: one.retentionRate }))
  expect(renderHtml({ ...giftShop, monthly }, { locale: 'en' })).not.toContain(why)
})

test('the file fetches nothing and has no script', () => {
  const page = renderHtml(giftShop, { locale: 'en' })
  expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\((?!#)|https?:/)
})

test('docs/report.schema.json describes what --json prints', async () => {
  await expect(`${JSON.stringify(reportJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
    '../../../docs/report.schema.json',
  )
})
