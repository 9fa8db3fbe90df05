import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CustomerPage } from '#contract/customers'
import { findBarriers, settled } from '../../src/testing/browser-page.ts'
import { importOrders } from '../../src/testing/import-orders.ts'
import { signIn } from '../../src/testing/sign-in.ts'
import { smallShopCsv } from '../../src/testing/small-shop.ts'
import { owner, startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
const shop = await server.openShop({ timeZone: 'Europe/Budapest' })
const visit = visitor(browser, server)
let customer = ''
let done = ''
let draft = ''

beforeAll(async () => {
  done = (await importOrders(shop, smallShopCsv())).importId
  const csv = { 'content-type': 'text/csv' }
  const uploaded = await shop.ask('POST', '/imports?kind=orders&fileName=draft.csv', smallShopCsv().slice(0, 900), csv)
  draft = ((await uploaded.json()) as { importId: string }).importId
  await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: '{"batch":[{"type":"track","event":"Seen"},7]}',
  })
  const { customers } = await shop.read<CustomerPage>('/customers')
  customer = customers[0]?.customerId ?? ''
})

const reports = ['retention', 'cohorts', 'sales', 'concentration', 'lifecycle', 'rfm', 'value', 'survival']
const pages: [name: string, path: () => string][] = [
  ['today', () => '/'],
  ['customers', () => '/customers'],
  ['late customers', () => '/customers?filter=late&sort=yearly'],
  ['a customer', () => `/customers/${customer}`],
  ...reports.map((view): [string, () => string] => [`report ${view}`, () => `/insights/${view}`]),
  ['imports', () => '/imports'],
  ['an import that is done', () => `/imports/${done}`],
  ['columns of an import', () => `/imports/${draft}`],
  ['trial of an import', () => `/imports/${draft}?step=try`],
  ['settings', () => '/settings'],
  ['keys', () => '/settings/api-keys'],
  ['language', () => '/settings/language'],
  ['about', () => '/settings/about'],
  ['dead letters', () => '/settings/dead-letters'],
  ['no such page', () => '/nowhere'],
]

const open = async (page: Page, path: string): Promise<void> => {
  await page.goto(path)
  await settled(page)
}

/** Opens every page and gathers what `look` finds on each. */
async function walk(page: Page, look: () => Promise<string[]>): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const [name, path] of pages) {
    const faults = await open(page, path())
      .then(look)
      .catch((error: Error) => [error.message])
    if (faults.length > 0) found[name] = faults
  }
  return found
}

async function findOverflow(page: Page): Promise<string[]> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  return wide > 0 ? [`${wide} pixels wider than the screen`] : []
}

const walkMs = 240_000

test.each(['light', 'dark'] as const)(
  'axe finds nothing on any page, %s',
  (colorScheme) =>
    visit({ colorScheme }, async (page) => {
      expect(await walk(page, () => findBarriers(page))).toEqual({})
    }),
  walkMs,
)

test(
  'on a phone no page is wider than the screen',
  () =>
    visit({ viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true }, async (page) => {
      expect(await walk(page, () => findOverflow(page))).toEqual({})
    }),
  walkMs,
)

test.each(reports)('the report %s shows a picture, its table and its CSV', (view) =>
  visit({}, async (page) => {
    await open(page, `/insights/${view}`)
    const main = page.locator('main')
    expect(await main.locator('svg[role=img], svg[aria-label], figure svg, svg').count()).toBeGreaterThan(0)
    for (const button of await main.getByRole('button', { name: /^Table of/ }).all()) await button.click()
    await main.locator('table').first().waitFor()
    const csv = main.locator('a[href*="format=csv"]').first()
    const answer = await page.request.get((await csv.getAttribute('href')) ?? '')
    expect(answer.headers()['content-type']).toContain('text/csv')
    expect(await main.textContent()).not.toMatch(/NaN|undefined|\[object|insights\.\w+\.|report\.\w+\./)
  }),
)

describe('in Persian', () => {
  beforeAll(async () => {
    const person = await signIn(server.url, owner)
    expect((await person('PATCH', '/me', { locale: 'fa' })).ok).toBe(true)
  })

  test(
    'every page reads from right to left',
    () =>
      visit({}, async (page) => {
        const html = page.locator('html')
        const look = async (): Promise<string[]> => {
          const is = `${await html.getAttribute('dir')} ${await html.getAttribute('lang')}`
          return [...(is === 'rtl fa' ? [] : [is]), ...(await findOverflow(page))]
        }
        expect(await walk(page, look)).toEqual({})
      }),
    walkMs,
  )

  test('days and figures of a report are those of the Persian calendar', () =>
    visit({}, async (page) => {
      await open(page, '/insights/retention')
      const text = await page.locator('main').textContent()
      expect(text).toMatch(/۱۴۰[۳۴]/)
      expect(text).toMatch(/فروردین|اردیبهشت|خرداد|بهمن|اسفند/)
      expect(text).not.toMatch(/\b20(24|25)\b/)
      await open(page, `/customers/${customer}`)
      expect(await page.locator('main').textContent()).toMatch(/۱۴۰[۳۴]/)
    }))
})
