import { beforeAll, expect, test } from 'vitest'
import type { CustomerDetail } from '#contract/customers'
import type { TodayReport } from '#contract/metrics'
import type { AtRiskPage, Predictions } from '#contract/predictions'
import type { TaskPage } from '#contract/tasks'
import { returnChance } from '../../src/console/customers/late-risk.ts'
import { settled } from '../../src/testing/browser-page.ts'
import { importOrders } from '../../src/testing/import-orders.ts'
import { smallShopCsv } from '../../src/testing/small-shop.ts'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
const shop = await server.openShop({ timeZone: 'Europe/Budapest' })
const visit = visitor(browser, server)

beforeAll(async () => {
  await importOrders(shop, smallShopCsv())
})

test('from the first run to a task for whom most is at stake', () =>
  visit({}, async (page) => {
    await page.goto('/insights/predictions')
    await settled(page)
    await page.getByRole('button', { name: 'Run now' }).click()
    await expect
      .poll(async () => (await shop.read<Predictions>('/predictions')).version, { timeout: 60_000 })
      .not.toBeNull()
    const main = page.locator('main')
    await main.getByRole('heading', { name: 'Who to look after' }).waitFor()
    const { customers } = await shop.read<AtRiskPage>('/predictions/customers?who=at_risk')
    const name = customers[0]?.name ?? ''
    await main
      .getByRole('checkbox', { name: `Select ${name}` })
      .first()
      .check()
    await main.getByRole('button', { name: 'Make a task' }).click()
    await expect
      .poll(async () => (await shop.read<TaskPage>('/tasks')).tasks.map(({ title }) => title))
      .toEqual([`Get in touch with ${name}`])
    expect(await main.textContent()).not.toMatch(/NaN|undefined|\[object|predictions\.\w+/)
  }))

test('a customer’s page says what is foretold and why; the map leads to who is in a field', () =>
  visit({}, async (page) => {
    const { customers } = await shop.read<AtRiskPage>('/predictions/customers?who=all')
    const id = customers[0]?.customerId ?? ''
    const { scores } = await shop.read<CustomerDetail>(`/customers/${id}`)
    expect(scores?.risk).toBeGreaterThan(0)
    await page.goto(`/customers/${id}`)
    await page.getByRole('heading', { name: 'Outlook' }).waitFor()
    await page.goto('/insights/worth')
    await settled(page)
    await page.locator('main table button').first().click()
    await page.locator('main table button').first().and(page.locator('[aria-pressed=true]')).waitFor()
    expect(await page.locator('main').textContent()).not.toMatch(/NaN|undefined|\[object|predictions\.\w+/)
  }))

test('whoever is late is told with their chance to come back, on Today and on their own page', () =>
  visit({}, async (page) => {
    const { late } = await shop.read<TodayReport>('/today')
    const { customerId, forecast } = late.list[0] ?? {}
    expect(forecast?.risk).toBeGreaterThan(0)
    const chance = returnChance(forecast?.risk ?? 0)
    await page.goto('/')
    const row = page.getByRole('listitem').filter({ has: page.locator(`a[href="/customers/${customerId}"]`) })
    await row.getByText(`${chance}% likely to come back`, { exact: true }).waitFor()
    await page.goto(`/customers/${customerId}`)
    await page.getByText(`The forecast: ${chance}% likely to come back.`).waitFor()
  }))

test('the list of customers can be narrowed to a band', async () => {
  const { total } = await shop.read<{ total: number }>('/customers?risk=high')
  const all = await shop.read<Predictions>('/predictions')
  expect(total).toBe(all.report?.bands.find(({ band }) => band === 'high')?.customers)
})
