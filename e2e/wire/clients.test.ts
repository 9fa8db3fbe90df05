import RudderAnalytics from '@rudderstack/rudder-sdk-node'
import { Analytics } from '@segment/analytics-node'
import { PostHog } from 'posthog-node'
import { expect, test } from 'vitest'
import type { CustomerPage } from '#contract/customers'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { startForgetfulProxy } from './forgetful-proxy.ts'
import { identity, lookUp, names } from './look-up.ts'

const server = await startTestServer()
const minute = 60_000
const yesterday = new Date(Date.now() - 24 * 60 * minute)
const after = (minutes: number): Date => new Date(yesterday.getTime() + minutes * minute)
const order = { order_id: 'A-1', total: 12.5, currency: 'EUR', products: [{ sku: 'tea', price: 12.5, quantity: 1 }] }

/** Senders tell when they sent; the way to the server counts as a difference of clocks. */
const isAbout = (iso: string | undefined, expected: Date): boolean =>
  Math.abs(Date.parse(iso ?? '') - expected.getTime()) < minute

test("Segment's client for Node: every call arrives under its name, at its time, with its person", async () => {
  const shop = await server.openShop()
  const client = new Analytics({ writeKey: shop.writeKey, host: server.url, flushAt: 5 })
  const failures: unknown[] = []
  client.on('error', (error) => failures.push(error))
  client.page({ anonymousId: 'device-1', name: 'Menu', properties: { url: '/menu' }, timestamp: after(0) })
  client.identify({
    userId: 'anna',
    anonymousId: 'device-1',
    traits: { email: 'Anna@Corner.example', name: 'Kovács Anna', city: 'Győr' },
    timestamp: after(1),
  })
  client.track({ userId: 'anna', event: 'Order Completed', properties: order, timestamp: after(2) })
  client.group({ userId: 'anna', groupId: 'club', traits: { name: 'Tea club' }, timestamp: after(3) })
  client.screen({ userId: 'anna', name: 'Card', timestamp: after(4) })
  client.alias({ userId: 'anna', previousId: 'device-2', timestamp: after(5) })
  await client.closeAndFlush()
  expect(failures).toEqual([])
  await server.settle()

  const anna = await lookUp(shop, 'anna@corner.example')
  expect(names(anna)).toEqual([
    'Page Viewed',
    'Identified',
    'Order Completed',
    'Group Joined',
    'Screen Viewed',
    'Aliased',
  ])
  anna.events.forEach((event, i) => {
    expect(isAbout(event.occurredAt, after(i)), event.occurredAt).toBe(true)
  })
  expect(anna.events.map((event) => event.source)).toEqual(Array(6).fill('@segment/analytics-node'))
  expect(anna.externalId).toBe('anna')
  expect(identity(anna, 'anonymous_id').sort()).toEqual(['device-1', 'device-2'])
  expect(anna).toMatchObject({ name: 'Kovács Anna', orders: 1, revenueMinor: 1250, traits: { city: 'Győr' } })
  expect(anna.events[2]?.properties).toMatchObject(order)
})

test("what Segment's client sends again after a lost answer is there once", async () => {
  const shop = await server.openShop()
  const proxy = await startForgetfulProxy(server.url, 2)
  const client = new Analytics({ writeKey: shop.writeKey, host: proxy.url, flushAt: 50 })
  for (let i = 0; i < 40; i++) {
    client.track({ userId: 'bela', event: 'Order Completed', properties: { ...order, order_id: `B-${i}` } })
  }
  await client.closeAndFlush()
  await server.settle()
  expect(proxy.answers).toEqual([200, 200, 200])
  expect(proxy.headers.at(-1)?.['x-retry-count']).toBeDefined()
  const bela = await lookUp(shop, 'bela')
  expect(bela.events).toHaveLength(40)
  expect(bela).toMatchObject({ orders: 40, revenueMinor: 40 * 1250 })
})

test("RudderStack's client for Node: gzip JSON that calls itself a form", async () => {
  const shop = await server.openShop()
  const proxy = await startForgetfulProxy(server.url, 1)
  const errors: unknown[] = []
  const client = new RudderAnalytics(shop.writeKey, {
    dataPlaneUrl: proxy.url,
    flushInterval: 50,
    logLevel: 'none',
    errorHandler: (error: unknown) => errors.push(error),
  })
  client.page({ anonymousId: 'phone-7', name: 'Home', properties: { path: '/' }, timestamp: after(0) })
  client.identify({
    userId: 'dora',
    anonymousId: 'phone-7',
    context: { traits: { email: 'dora@corner.example' } },
    traits: { name: 'Dóra', phone: '+36 20 123 4567' },
    timestamp: after(1),
  })
  client.track({ userId: 'dora', event: 'Order Completed', properties: order, timestamp: after(2) })
  client.group({ userId: 'dora', groupId: 'club', traits: {}, timestamp: after(3) })
  client.alias({ userId: 'dora', previousId: 'phone-8', timestamp: after(4) })
  await client.flush()
  await server.settle()
  expect(errors).toEqual([])
  expect(new Set(proxy.answers)).toEqual(new Set([200]))
  expect(proxy.answers.length).toBeGreaterThan(1)
  expect(proxy.headers[0]).toMatchObject({ 'content-encoding': 'gzip' })

  const dora = await lookUp(shop, 'Dora')
  expect(names(dora)).toEqual(['Page Viewed', 'Identified', 'Order Completed', 'Group Joined', 'Aliased'])
  dora.events.forEach((event, i) => {
    expect(isAbout(event.occurredAt, after(i)), event.occurredAt).toBe(true)
  })
  expect(identity(dora, 'phone')).toEqual(['+36201234567'])
  expect(identity(dora, 'anonymous_id').sort()).toEqual(['phone-7', 'phone-8'])
  expect(dora).toMatchObject({ externalId: 'dora', orders: 1, revenueMinor: 1250 })
})

test("PostHog's client for Node: $identify, $pageview, groups, aliases and the shop's own events", async () => {
  const shop = await server.openShop()
  const client = new PostHog(shop.writeKey, { host: server.url, flushAt: 20, flushInterval: 0 })
  const errors: unknown[] = []
  client.on('error', (error: unknown) => errors.push(error))
  client.capture({ distinctId: 'emil', event: '$pageview', properties: { $current_url: '/menu' }, timestamp: after(0) })
  client.identify({ distinctId: 'emil', properties: { $set: { email: 'emil@corner.example', name: 'Emil' } } })
  client.capture({ distinctId: 'emil', event: 'Order Completed', properties: order, timestamp: after(1) })
  client.groupIdentify({ groupType: 'club', groupKey: 'tea', properties: { name: 'Tea' }, distinctId: 'emil' })
  client.alias({ distinctId: 'emil', alias: 'emils-tablet' })
  await client.shutdown()
  await server.settle()
  expect(errors).toEqual([])

  const emil = await lookUp(shop, 'emil@corner.example')
  expect(names(emil).toSorted()).toEqual(
    ['Page Viewed', 'Order Completed', 'Identified', 'Group Joined', 'Aliased'].toSorted(),
  )
  const bought = emil.events.find((event) => event.event === 'Order Completed')
  expect(isAbout(bought?.occurredAt, after(1)), bought?.occurredAt).toBe(true)
  expect(bought?.source).toBe('posthog')
  expect(emil.externalId).toBe('emil')
  expect(identity(emil, 'anonymous_id')).toContain('emils-tablet')
  expect(emil).toMatchObject({ name: 'Emil', orders: 1, revenueMinor: 1250 })
})

test('three clients of one shop meet in one customer', async () => {
  const shop = await server.openShop()
  const segment = new Analytics({ writeKey: shop.writeKey, host: server.url })
  segment.identify({ userId: 'f-1', traits: { email: 'flora@corner.example' } })
  await segment.closeAndFlush()
  const posthog = new PostHog(shop.writeKey, { host: server.url, flushAt: 1 })
  posthog.identify({ distinctId: 'f-1', properties: { $set: { name: 'Flóra' } } })
  await posthog.shutdown()
  const rudder = new RudderAnalytics(shop.writeKey, { dataPlaneUrl: server.url, flushInterval: 50, logLevel: 'none' })
  rudder.identify({ anonymousId: 'f-device', traits: { email: 'FLORA@corner.example' } })
  await rudder.flush()
  await server.settle()
  const { customers } = await shop.read<CustomerPage>('/customers')
  expect(customers).toMatchObject([{ name: 'Flóra', externalId: 'f-1', email: 'flora@corner.example' }])
  expect(identity(await lookUp(shop, 'flora'), 'anonymous_id')).toEqual(['f-device'])
})
