import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import type { RecommendationStatus } from '#contract/recommendations'
import { findBarriers, settled } from '../../src/testing/browser-page.ts'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { prepareBrowser, visitor } from '../../src/testing/test-browser.ts'

const browser = await prepareBrowser()
const server = await startTestServer()
const shop = await server.openShop({ name: 'Coffee', currency: 'EUR' })
const visit = visitor(browser, server)

const product = (id: string, name: string) => ({
  product_id: id,
  name,
  price: 4.5,
  category: 'Coffee',
  url: `https://shop.example/${id}`,
})
const goods = [product('beans', 'Beans'), product('filter', 'Filters'), product('mug', 'Mug')]
const batch = Array.from({ length: 40 }, (_, i) => ({
  type: 'track',
  event: 'Order Completed',
  userId: `c${i % 20}`,
  messageId: `o${i}`,
  timestamp: new Date(Date.now() - (i + 3) * 86_400_000).toISOString(),
  properties: { order_id: `o${i}`, total: 9, currency: 'EUR', products: i % 4 ? goods.slice(0, 2) : goods },
}))

async function fill(): Promise<void> {
  await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ batch }),
  })
  await server.settle()
}

/** A shop of its own origin that lets nothing in but itself and the server of the widget; no inline styles, no inline scripts. */
async function openShopPage(body: string): Promise<string> {
  const html = `<!doctype html><html lang="en"><head><title>Shop</title></head><body><main><h1>Beans</h1>${body}</main>
    <script async src="${server.url}/widget.js" data-write-key="${shop.writeKey}" data-anonymous-id="visitor-1"></script></body></html>`
  const page = createServer((_, answer) =>
    answer
      .writeHead(200, {
        'content-type': 'text/html',
        'content-security-policy': `default-src 'none'; script-src ${server.url}; connect-src ${server.url}; style-src 'none'; img-src 'self'`,
      })
      .end(html),
  )
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve))
  afterAll(() => page.close())
  return `http://127.0.0.1:${(page.address() as AddressInfo).port}/`
}

test('recommendations are learnt, told in an owner’s words and tried on a product', () =>
  visit({}, async (page) => {
    await page.goto('/insights/recommendations')
    await page.getByText('No products yet').waitFor()
    await fill()
    await page.reload()
    await page.getByText('Nothing learnt yet').waitFor()
    await page.getByRole('button', { name: 'Learn anew' }).click()
    await page.getByRole('heading', { name: 'What the recommendations are worth' }).waitFor({ timeout: 60_000 })
    await page.getByLabel('Kind').first().selectOption('together')
    await page.getByLabel('Product', { exact: true }).selectOption('beans')
    await page.getByText('Often bought together with Beans').first().waitFor()
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
  }))

test('a product is put out of stock with one switch, and is not shown any more', () =>
  visit({}, async (page) => {
    await page.goto('/products')
    await page.getByLabel('Mug is in stock').click({ force: true })
    await page.getByRole('switch', { name: 'Mug is in stock', checked: false }).waitFor()
    await page.getByRole('button', { name: 'Out of stock' }).click()
    await page.getByText('1 product', { exact: true }).waitFor()
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
    const answer = await shop.read<{ products: { productId: string }[] }>('/recommendations?kind=bestsellers')
    expect(answer.products.map(({ productId }) => productId)).not.toContain('mug')
  }))

test('on a shop’s own page the widget shows what goes with a product, by keyboard too, and tells the click', async () => {
  const address = await openShopPage(
    '<div id="here" data-regulars="together" data-product="beans" data-limit="3"></div><div data-regulars="viewed"></div>',
  )
  const page = await browser.newPage({ colorScheme: 'dark' })
  const problems: string[] = []
  const hosts = new Set<string>()
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('request', (request) => hosts.add(new URL(request.url()).host))
  await page.route('https://shop.example/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: 'the product' }),
  )
  await page.goto(address)
  const link = page.getByRole('link', { name: /Filters/ })
  await link.waitFor()
  expect(await page.getByRole('heading', { name: 'Often bought together' }).count()).toBe(1)
  expect(await link.textContent()).toContain('€4.50')
  expect(await findBarriers(page)).toEqual([])
  expect(await page.context().cookies()).toEqual([])
  expect([...hosts].sort()).toEqual([new URL(address).host, new URL(server.url).host].sort())
  await page.keyboard.press('Tab')
  const told = page.waitForRequest(
    (request) => request.url().endsWith('/v1/track') && request.postDataJSON().event === 'Product Clicked',
  )
  await page.keyboard.press('Enter')
  expect((await told).postDataJSON()).toMatchObject({
    event: 'Product Clicked',
    anonymousId: 'visitor-1',
    properties: { product_id: 'filter', recommendation: 'together', position: 1 },
  })
  await page.waitForURL('https://shop.example/filter')
  expect(problems).toEqual([])
  await page.close()
  await server.settle()
  const { clicks } = await shop.read<RecommendationStatus>('/recommendations/model')
  expect(clicks).toEqual([{ kind: 'together', clicks: 1, people: 1, shown: 1 }])
})
