import { beforeAll, expect, test } from 'vitest'
import type { ProductPage } from '#contract/products'
import type { RecommendationAnswer, RecommendationStatus } from '#contract/recommendations'
import type { SegmentPreview } from '#contract/segments'
import { customerFamilies } from '#modules/customers'
import { inWorkspace } from '#platform/postgres'
import { signIn } from '../../testing/sign-in.ts'
import { owner, type Shop, startTestServer, type TestServer } from '../../testing/start-test-server.ts'
import { recommendationsPersonalData } from './personal-data.ts'

let server: TestServer
let shop: Shop
let stranger: Shop

const day = 86_400_000
const now = Date.now()
const daysAgo = (days: number): string => new Date(now - days * day).toISOString()

type Line = { product_id: string; name?: string; category?: string; price?: number; in_stock?: boolean }
const goods: Record<string, Line> = {
  coffee: { product_id: 'coffee', name: 'Coffee beans', category: 'Coffee', price: 12 },
  filter: { product_id: 'filter', name: 'Paper filters', category: 'Coffee', price: 4 },
  mug: { product_id: 'mug', name: 'Mug', category: 'Cups', price: 9 },
  tea: { product_id: 'tea', name: 'Green tea', category: 'Tea', price: 7 },
  pot: { product_id: 'pot', name: 'Teapot', category: 'Tea', price: 30 },
  nameless: { product_id: 'nameless' },
}
const line = (id: string): Line => goods[id] ?? { product_id: id }

let orders = 0
const order = (userId: string, products: string[], days: number): object => ({
  type: 'track',
  event: 'Order Completed',
  userId,
  messageId: `order-${orders++}`,
  timestamp: daysAgo(days),
  properties: { order_id: `o${orders}`, currency: 'EUR', total: 10, products: products.map(line) },
})
const view = (who: object, id: string, days: number): object => ({
  type: 'track',
  event: 'Product Viewed',
  ...who,
  messageId: `view-${orders++}`,
  timestamp: daysAgo(days),
  properties: line(id),
})

async function send(to: Shop, batch: object[]): Promise<void> {
  const answer = await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${to.writeKey}:`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ batch }),
  })
  expect(answer.status).toBe(200)
  await server.settle()
}

async function train(of: Shop): Promise<RecommendationStatus> {
  const started = await of.ask('POST', '/recommendations/training')
  expect(started.status).toBe(202)
  for (;;) {
    const status = await of.read<RecommendationStatus>('/recommendations/model')
    if (!status.job) return status
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const ask = async (query: string, of = shop): Promise<RecommendationAnswer> =>
  await of.read<RecommendationAnswer>(`/recommendations?${query}`)
const people = async (search: string): Promise<{ customerId: string }[]> =>
  (await shop.read<{ customers: { customerId: string }[] }>(`/customers?search=${search}`)).customers
const ids = ({ products }: RecommendationAnswer): string[] => products.map(({ productId }) => productId)

beforeAll(async () => {
  server = await startTestServer()
  shop = await server.openShop({ name: 'Coffee and tea' })
  stranger = await server.openShop({ name: 'Next door' })
  const batch: object[] = []
  // Coffee people come every ten days for beans, most take filters with them; tea people have a pot and tea.
  for (let person = 0; person < 12; person++)
    for (const days of [45, 35, 25, 15])
      batch.push(order(`c${person}`, person % 3 ? ['coffee', 'filter'] : ['coffee'], days))
  for (let person = 0; person < 8; person++) batch.push(order(`t${person}`, ['tea', 'pot'], 20 + person))
  batch.push(order('c1', ['mug'], 3), order('c2', ['mug', 'nameless'], 3), order('c4', ['mug'], 3))
  batch.push(order('anna', ['coffee'], 40), order('anna', ['coffee'], 30), order('anna', ['coffee'], 20))
  batch.push(view({ anonymousId: 'visitor' }, 'tea', 1), view({ anonymousId: 'visitor' }, 'pot', 0.5))
  await send(shop, batch)
  await train(shop)
})

test('a customer is shown what goes with what they bought, with the reason, and what they are about to run out of', async () => {
  const answer = await ask('userId=anna&limit=6')
  expect(ids(answer)).toContain('filter')
  expect(answer.products.find(({ productId }) => productId === 'filter')?.reason).toMatchObject({
    kind: 'bought',
    text: 'Because you bought Coffee beans',
  })
  expect(answer.products[0]).toMatchObject({
    productId: 'coffee',
    priceMinor: 1200,
    currency: 'EUR',
    reason: { kind: 'usual', days: 10, text: 'You usually buy this every 10 days' },
  })
  expect(ids(await ask('userId=anna&kind=again'))).toEqual(['coffee'])
})

test('what was just bought is not shown, also beside another product', async () => {
  await send(shop, [order('bela', ['coffee', 'pot'], 0)])
  expect(ids(await ask('userId=bela&limit=50'))).not.toContain('coffee')
  expect(ids(await ask('userId=bela&limit=50'))).not.toContain('pot')
  expect(ids(await ask('userId=bela&kind=together&productId=filter'))).not.toContain('coffee')
  expect(ids(await ask('userId=bela&kind=again'))).toEqual([])
})

test('what each customer will want next is written down for segments, exports and themselves', async () => {
  const among = async (what: 'product' | 'category', value: string, of = shop): Promise<string[]> => {
    const threeOrders = { kind: 'measure', measure: 'orders', count: { is: 'exactly', than: 3 } }
    const definition = { kind: 'all', of: [threeOrders, { kind: 'would_like', what, value }] }
    const found = await of.ask('POST', '/segments/preview', { definition })
    const { members, examples } = (await found.json()) as SegmentPreview
    expect(examples).toHaveLength(Math.min(10, members))
    return examples.map(({ externalId }) => externalId ?? '')
  }
  const ids = (await people('anna')).map(({ customerId }) => customerId)
  // Beans are due for her; filters go with them.
  expect(await among('product', 'Paper filters')).toContain('anna')
  expect(await among('product', 'filter')).toContain('anna')
  expect(await among('product', 'Beans nobody sells')).toEqual([])
  expect(await among('category', 'Coffee')).toContain('anna')
  expect(await among('category', 'Coffee', stranger)).toEqual([])
  const [header, ...rows] = (await (await shop.ask('GET', '/customers?format=csv&search=anna')).text()).split('\r\n')
  expect(header).toContain('next_products')
  expect(rows[0]).toMatch(/Coffee beans; Paper filters; /)
  const { db, ch } = server.regulars
  const { export: handOver, sweep } = recommendationsPersonalData(ch)
  const own = await inWorkspace(db, shop.workspaceId, (tx) => handOver(tx, shop.workspaceId, ids))
  expect(own.next_products).toContainEqual({ product: 'Paper filters' })
  const numbers = await inWorkspace(db, shop.workspaceId, async (tx) => {
    const families = await customerFamilies(tx, shop.workspaceId, ids)
    return families.map(({ number }) => number)
  })
  await sweep({ workspaceId: shop.workspaceId, customerIds: ids, numbers, identities: [] })
  expect(await among('category', 'Coffee')).not.toContain('anna')
})

test('beside a product stands what is bought with it; in a category only what is of it', async () => {
  const beside = await ask('kind=together&productId=coffee&limit=1')
  expect(beside.products[0]).toMatchObject({
    productId: 'filter',
    reason: { text: 'Often bought together with Coffee beans' },
  })
  expect(ids(await ask('kind=bestsellers&category=Tea')).sort()).toEqual(['pot', 'tea'])
  expect(ids(await ask('kind=bestsellers&limit=50&exclude=coffee,filter'))).not.toContain('coffee')
  expect(ids(await ask('kind=similar&productId=tea&limit=1'))).toEqual(['pot'])
})

test('a newcomer, an unknown product and a shop without products get what there is, or nothing', async () => {
  const newcomer = await ask('userId=nobody')
  expect(newcomer.customerId).toBeNull()
  expect(newcomer.products[0]?.reason).toMatchObject({ kind: 'bestseller', text: 'Popular right now' })
  expect((await ask('kind=together&productId=never-seen')).products[0]?.reason.kind).toBe('bestseller')
  expect((await ask('kind=for_you', stranger)).products).toEqual([])
  const status = await train(stranger)
  expect(status.current).toBeNull()
  expect(status.problem).toBe('There are no purchases with products yet.')
})

test('a shop with a single purchase learns from it, whatever part of a second it was made in', async () => {
  const small = await server.openShop({ name: 'Opened today' })
  const one = order('first', ['tea'], 1) as { timestamp: string }
  await send(small, [{ ...one, timestamp: one.timestamp.replace(/\.\d+Z$/, '.789Z') }])
  expect(await train(small)).toMatchObject({ problem: null, current: { report: { products: 1, orders: 1 } } })
})

test('a visitor sees where they were, latest first', async () => {
  expect(ids(await ask('anonymousId=visitor&kind=viewed'))).toEqual(['pot', 'tea'])
})

test('another workspace’s products and customers are not there', async () => {
  const [anna] = await people('anna')
  const answer = await stranger.ask('GET', `/recommendations?customerId=${anna?.customerId}`)
  expect(answer.status).toBe(404)
  expect(ids(await ask('kind=similar&productId=coffee', stranger))).toEqual([])
})

test('the words are in the language asked for', async () => {
  const answer = await shop.ask('GET', '/recommendations?userId=anna&kind=again', undefined, {
    'accept-language': 'hu',
  })
  const { products } = (await answer.json()) as RecommendationAnswer
  expect(products[0]?.reason.text).toBe('Szokásos vásárlás: 10 naponta')
})

type WidgetAnswer = { title: string; dir: string; products: { productId: string; reason: string }[] }
const widget = async (query: string, headers: Record<string, string> = {}, key = shop.writeKey) =>
  await fetch(`${server.url}/v1/recommendations?writeKey=${key}&${query}`, { headers })
const shownBy = async (query: string): Promise<string[]> => {
  const answer = await widget(query)
  expect(answer.status).toBe(200)
  return ((await answer.json()) as WidgetAnswer).products.map(({ productId }) => productId)
}

test('a page learns with the write key what goes with a product and where this visitor was, in its language', async () => {
  expect(await shownBy('kind=together&productId=coffee&limit=1')).toEqual(['filter'])
  expect(await shownBy('kind=viewed&anonymousId=visitor')).toEqual(['pot', 'tea'])
  const persian = (await (await widget('kind=together&productId=coffee&limit=1&lang=fa-IR')).json()) as WidgetAnswer
  expect(persian).toMatchObject({
    dir: 'rtl',
    title: 'اغلب با هم خریده می‌شوند',
    products: [{ reason: 'اغلب همراه \u2068Coffee beans\u2069 خریده می‌شود' }],
  })
})

test('a write key tells nothing that follows from what a person did whom the shop knows', async () => {
  await send(shop, [
    view({ anonymousId: 'browser-of-anna' }, 'pot', 0.1),
    { type: 'identify', userId: 'anna', anonymousId: 'browser-of-anna', messageId: 'login', traits: { name: 'Anna' } },
  ])
  const newcomer = await shownBy('limit=24')
  expect(await shownBy('limit=24&anonymousId=browser-of-anna')).toEqual(newcomer)
  expect(await shownBy('limit=24&userId=anna')).toEqual(newcomer)
  expect(await shownBy('kind=viewed&anonymousId=browser-of-anna')).toEqual([])
  expect((await widget('kind=again&anonymousId=browser-of-anna')).status).toBe(400)
})

test('a server key opens nothing on a page, and a key made for one origin is for that alone', async () => {
  expect((await widget('', {}, shop.serverKey)).status).toBe(401)
  expect((await widget('', {}, 'wk_nobody')).status).toBe(401)
  const asOwner = await signIn(server.url, owner)
  const made = await asOwner('POST', '/api-keys', { kind: 'write', name: 'Web', origins: ['https://shop.example'] })
  const { secret } = (await made.json()) as { secret: string }
  expect((await widget('', { origin: 'https://shop.example' }, secret)).status).toBe(200)
  expect((await widget('', { origin: 'https://thief.example' }, secret)).status).toBe(403)
  const script = await fetch(`${server.url}/widget.js`)
  expect(script.headers.get('content-type')).toContain('text/javascript')
  expect(Number(script.headers.get('content-length') ?? 0)).toBeLessThan(8000)
})

test('products are told by events, by programs and by people; the newest telling counts, the same again changes nothing', async () => {
  const put = async (products: object[]) => {
    const answer = await stranger.ask('PUT', '/products', { products })
    return [answer.status, await answer.json()]
  }
  const change = [
    { productId: 'bike', name: 'Bike', price: 199.5, category: 'Wheels', imageUrl: 'https://shop.example/b.png' },
  ]
  expect(await put(change)).toEqual([200, { created: 1, changed: 0, unchanged: 0 }])
  expect(await put(change)).toEqual([200, { created: 0, changed: 0, unchanged: 1 }])
  expect(await put([{ productId: 'bike', inStock: false, replenishable: true }])).toEqual([
    200,
    { created: 0, changed: 1, unchanged: 0 },
  ])
  await send(stranger, [
    {
      type: 'track',
      event: 'Product Viewed',
      anonymousId: 'a',
      messageId: 'old',
      timestamp: daysAgo(9),
      properties: { product_id: 'bike', name: 'Old name', price: 'free', url: 'javascript:alert(1)' },
    },
    {
      type: 'track',
      event: 'Product Viewed',
      anonymousId: 'a',
      messageId: 'odd',
      properties: { sku: 7, price: -1, name: 'Pump' },
    },
    {
      type: 'track',
      event: 'Order Completed',
      anonymousId: 'a',
      messageId: 'none',
      properties: { products: 'no list' },
    },
  ])
  const page = await stranger.read<ProductPage>('/products?sort=name&direction=asc')
  expect(page).toMatchObject({
    total: 2,
    products: [
      { productId: 'bike', name: 'Bike', priceMinor: 19_950, url: null, inStock: false, replenishable: true },
      { productId: '7', name: 'Pump', priceMinor: null },
    ],
    categories: [{ category: 'Wheels', products: 1 }],
  })
  expect((await stranger.read<ProductPage>('/products?search=pum')).products).toHaveLength(1)
  expect((await stranger.read<ProductPage>('/products?state=out_of_stock')).products).toHaveLength(1)
  const first = await stranger.read<ProductPage>('/products?limit=1&sort=seen')
  const second = await stranger.read<ProductPage>(`/products?limit=1&sort=seen&cursor=${first.nextCursor}`)
  expect(new Set([...first.products, ...second.products].map(({ productId }) => productId)).size).toBe(2)
  expect((await stranger.ask('GET', '/products?sort=price&cursor=e30')).status).toBe(400)
  expect(await (await stranger.ask('GET', '/products?format=csv')).text()).toContain('bike,Bike,Wheels,199.5')
  for (const bad of [
    { productId: '' },
    { productId: 'x', price: -1 },
    { productId: 'x', url: 'javascript:alert(1)' },
    { productId: 'x', currency: 'ZZZ' },
  ])
    expect((await put([bad]))[0]).toBe(400)
})

test('what is out of stock is not shown', async () => {
  expect(await shownBy('kind=bestsellers&category=Cups')).toEqual(['mug'])
  await shop.ask('PUT', '/products', { products: [{ productId: 'mug', inStock: false }] })
  expect(await shownBy('kind=bestsellers&category=Cups')).toEqual([])
  expect(ids(await ask('kind=bestsellers&category=Cups&stock=any'))).toEqual(['mug'])
})
