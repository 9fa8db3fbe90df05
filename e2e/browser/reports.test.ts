import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CustomerPage } from '#contract/customers'
import { settled } from '../../src/testing/browser-page.ts'
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

beforeAll(async () => {
  await importOrders(shop, smallShopCsv())
  const { customers } = await shop.read<CustomerPage>('/customers')
  customer = customers[0]?.customerId ?? ''
})

const reports = ['retention', 'cohorts', 'sales', 'concentration', 'lifecycle', 'rfm', 'value', 'survival']
const open = async (page: Page, path: string): Promise<void> => {
  await page.goto(path)
  await settled(page)
}

test.each(['en', 'fa'])('on a phone the tabs fade where they go on beyond the edge, in %s', (locale) =>
  visit({ viewport: { width: 360, height: 780 } }, async (page) => {
    await page.goto('/')
    await page.evaluate((wanted) => localStorage.setItem('regulars.locale', wanted), locale)
    await open(page, '/insights/retention')
    const tabs = page.locator('main nav').first()
    await page.locator('main nav[data-beyond="end"]').waitFor()
    // What fades on the right in English fades on the left in Persian.
    const fade = await tabs.evaluate((row) => getComputedStyle(row).maskImage)
    expect(fade).toContain(locale === 'fa' ? 'to left' : 'to right')
    await tabs.locator('a').last().click()
    await page.locator('main nav[data-beyond="start"]').waitFor()
    await page.setViewportSize({ width: 1360, height: 900 })
    await page.locator('main nav:not([data-beyond])').first().waitFor()
  }),
)

test('on a phone the open entry of the settings is in view, page after page', () =>
  visit({ viewport: { width: 390, height: 844 } }, async (page) => {
    await open(page, '/settings')
    for (const path of ['/settings/account', '/settings/audit', '/settings/brand']) {
      await page.evaluate((to) => {
        const { __TSR_ROUTER__: router } = window as unknown as {
          __TSR_ROUTER__: { history: { push: (to: string) => void } }
        }
        router.history.push(to)
      }, path)
      await page.locator(`main nav a[href="${path}"][aria-current=page]`).waitFor()
      await settled(page)
      const isInView = () =>
        page.locator('main nav [aria-current=page]').evaluate((entry) => {
          const [own, row] = [entry.getBoundingClientRect(), (entry.closest('nav') ?? entry).getBoundingClientRect()]
          return own.left >= row.left && own.right <= row.right
        })
      await expect.poll(isInView, { message: path }).toBe(true)
    }
  }))

test('of all the days there are, sales tell orders per customer: nobody can have come before', () =>
  visit({}, async (page) => {
    await open(page, '/insights/sales')
    await page.getByText('Orders per customer', { exact: true }).first().waitFor()
    expect(await page.locator('main').getByText('–', { exact: true }).count()).toBe(0)
  }))

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

test('a mark of a chart says what it stands for while the pointer is on it, and is quiet after', () =>
  visit({}, async (page) => {
    await open(page, '/insights/rfm')
    const cell = page.locator('rect[data-tip]').first()
    const words = (await cell.getAttribute('data-tip')) ?? ''
    expect(words).toMatch(/\d/)
    const tip = page.getByText(words, { exact: true })
    expect(await tip.count()).toBe(0)
    await cell.hover()
    await tip.waitFor()
    await page.keyboard.press('Escape')
    await tip.waitFor({ state: 'detached' })
  }))

describe('in Persian', () => {
  beforeAll(async () => {
    const person = await signIn(server.url, owner)
    expect((await person('PATCH', '/me', { locale: 'fa' })).ok).toBe(true)
  })

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
