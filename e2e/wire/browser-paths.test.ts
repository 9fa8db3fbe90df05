import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { DeadLetterPage } from '#contract/dead-letters'
import { fakeClock } from '#platform/clock'
import { signIn } from '../../src/testing/sign-in.ts'
import { owner, startTestServer } from '../../src/testing/start-test-server.ts'
import { identity, lookUp, names } from './look-up.ts'

const clock = fakeClock('2026-03-02T09:00:00Z')
const server = await startTestServer({}, { clock })
const ownersShop = await server.openShop()

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
  })
const basic = (key: string): Record<string, string> => ({ authorization: `Basic ${btoa(`${key}:`)}` })
const track = (messageId: string, more: object = {}): Record<string, unknown> => ({
  type: 'track',
  event: 'Product Viewed',
  userId: 'gabi',
  messageId,
  ...more,
})

test('analytics.js: settings, preflight and the short paths with JSON that calls itself text', async () => {
  const shop = await server.openShop()
  const origin = { origin: 'https://shop.example' }
  const settings = await fetch(`${server.url}/v1/projects/${shop.writeKey}/settings`, { headers: origin })
  expect(settings.status).toBe(200)
  expect(settings.headers.get('access-control-allow-origin')).toBe('*')
  expect(await settings.json()).toMatchObject({ integrations: { 'Segment.io': { apiKey: shop.writeKey } } })

  const preflight = await fetch(`${server.url}/v1/t`, {
    method: 'OPTIONS',
    headers: {
      ...origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'anonymousid,authorization,content-type',
    },
  })
  expect(preflight.ok).toBe(true)
  expect(preflight.headers.get('access-control-allow-headers')?.split(',').toSorted()).toEqual([
    'anonymousid',
    'authorization',
    'content-type',
  ])
  expect(preflight.headers.get('access-control-allow-methods')).toContain('POST')

  const text = { 'content-type': 'text/plain', ...origin }
  const who = { userId: 'hana', anonymousId: 'browser-1', writeKey: shop.writeKey }
  for (const [path, body] of [
    ['/v1/p', { ...who, name: 'Menu', properties: { path: '/menu' } }],
    ['/v1/i', { ...who, traits: { email: 'hana@corner.example' } }],
    ['/v1/t', { ...who, event: 'Product Viewed', properties: { sku: 'tea' } }],
    ['/v1/g', { ...who, groupId: 'club' }],
    ['/v1/s', { ...who, name: 'Card' }],
    ['/v1/a', { ...who, previousId: 'browser-0' }],
  ] as const) {
    const answer = await post(path, body, text)
    expect(await answer.json(), path).toEqual({ success: true })
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    clock.advance({ seconds: 1 })
  }
  await server.settle()
  const hana = await lookUp(shop, 'hana@corner.example')
  expect(names(hana)).toEqual([
    'Page Viewed',
    'Identified',
    'Product Viewed',
    'Group Joined',
    'Screen Viewed',
    'Aliased',
  ])
  expect(identity(hana, 'anonymous_id').sort()).toEqual(['browser-0', 'browser-1'])
})

test('the key comes as Basic, as Bearer or in the body; either kind of key may write', async () => {
  const shop = await server.openShop()
  expect(shop.serverKey).toMatch(/^sk_/)
  expect(shop.writeKey).toMatch(/^wk_/)
  const ways = [
    await post('/v1/track', track('k-1'), basic(shop.writeKey)),
    await post('/v1/track', track('k-2'), { authorization: `Bearer ${shop.writeKey}` }),
    await post('/v1/track', track('k-3', { writeKey: shop.writeKey })),
    await post('/v1/batch', { writeKey: shop.writeKey, batch: [track('k-4')] }),
    await post('/v1/track', track('k-5'), basic(shop.serverKey)),
    await post('/batch/', { api_key: shop.writeKey, batch: [{ event: 'x', distinct_id: 'gabi', uuid: 'k-6' }] }),
  ]
  expect(ways.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 200])
  await server.settle()
  expect((await lookUp(shop, 'gabi')).events).toHaveLength(6)
})

test('an unknown key, a typo and no key are 401 as a problem document; a write key cannot read', async () => {
  const shop = await server.openShop()
  const typo = shop.writeKey.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))
  for (const headers of [basic('wk_unknown'), basic(typo), {}, { authorization: 'Bearer ' }]) {
    const answer = await post('/v1/batch', { batch: [track('x')] }, headers)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(await answer.json()).toMatchObject({ status: 401, reason: 'unknown_key' })
  }
  expect((await fetch(`${server.url}/v1/projects/${typo}/settings`)).status).toBe(401)
  for (const path of ['/customers', '/today', '/dead-letters', '/imports', '/api-keys', '/metrics/retention']) {
    const answer = await fetch(`${server.url}/api/v1${path}`, { headers: { authorization: `Bearer ${shop.writeKey}` } })
    expect([401, 403], path).toContain(answer.status)
  }
})

test('a key made by a person writes until it is revoked', async () => {
  const person = await signIn(server.url, owner)
  const created = await person('POST', '/api-keys', { kind: 'write', name: 'Old site' })
  const key = (await created.json()) as { apiKeyId: string; secret: string }
  expect((await post('/v1/track', track('r-1'), basic(key.secret))).status).toBe(200)
  expect((await person('DELETE', `/api-keys/${key.apiKeyId}`)).ok).toBe(true)
  expect((await post('/v1/track', track('r-2'), basic(key.secret))).status).toBe(401)
  await server.settle()
  expect((await lookUp(ownersShop, 'gabi')).events).toHaveLength(1)
})

test('JSON is read whatever the type says, packed or not', async () => {
  const shop = await server.openShop()
  const body = (id: string): string => JSON.stringify({ batch: [track(id)] })
  const form = { ...basic(shop.writeKey), 'content-type': 'application/x-www-form-urlencoded' }
  const answers = [
    await post('/v1/batch', gzipSync(body('p-1')), { ...form, 'content-encoding': 'gzip' }),
    await post('/v1/batch', gzipSync(body('p-2')), form),
    await post('/v1/batch', body('p-3'), form),
    await post('/v1/batch', body('p-4'), { ...basic(shop.writeKey), 'content-type': 'text/plain' }),
    await post('/v1/import', body('p-5'), { ...basic(shop.writeKey), 'content-type': 'application/json' }),
  ]
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200])
  await server.settle()
  expect((await lookUp(shop, 'gabi')).events).toHaveLength(5)
})

test('400 is for what cannot be read as a whole: no JSON, broken packing, too large', async () => {
  const shop = await server.openShop()
  const key = basic(shop.writeKey)
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20))
  for (const [reason, body] of [
    ['body_unreadable', 'hello'],
    ['body_unreadable', ''],
    ['body_unreadable', '{"batch": [{"type": "track"'],
    ['body_unreadable', gzipSync('{"batch":[]}').subarray(0, 12)],
    ['body_too_large', bomb],
    ['body_too_large', ' '.repeat(5 * 1024 * 1024)],
  ] as const) {
    const answer = await post('/v1/batch', body, key)
    expect(answer.status, reason).toBe(400)
    expect(await answer.json()).toMatchObject({ reason })
  }
  const nothing: { reasons: unknown[] } = await shop.read<DeadLetterPage>('/dead-letters')
  expect(nothing.reasons).toEqual([])
})

test("a sender's wrong clock is corrected by when it says it sent", async () => {
  const shop = await server.openShop()
  clock.set('2026-03-02T12:00:00Z')
  const hoursAhead = { sentAt: '2026-03-02T15:00:00Z', batch: [track('c-1', { timestamp: '2026-03-02T14:50:00Z' })] }
  const daysBehind = { sentAt: '2026-02-20T12:00:00Z', batch: [track('c-2', { timestamp: '2026-02-20T11:00:00Z' })] }
  const withoutSentAt = { batch: [track('c-3', { timestamp: '2026-03-01T08:00:00Z' })] }
  const withoutTime = { sentAt: '2026-01-01T00:00:00Z', batch: [track('c-4')] }
  for (const body of [hoursAhead, daysBehind, withoutSentAt, withoutTime]) {
    expect((await post('/v1/batch', body, basic(shop.writeKey))).status).toBe(200)
  }
  await server.settle()
  expect((await lookUp(shop, 'gabi')).events.map((event) => event.occurredAt)).toEqual([
    '2026-03-01T08:00:00.000Z',
    '2026-03-02T11:00:00.000Z',
    '2026-03-02T11:50:00.000Z',
    '2026-03-02T12:00:00.000Z',
  ])
})

test('the same messageId is the same event, in one batch, in two, and at once', async () => {
  const shop = await server.openShop()
  const key = basic(shop.writeKey)
  await post('/v1/batch', { batch: [track('d-1'), track('d-1'), track('d-2')] }, key)
  await Promise.all(Array.from({ length: 8 }, () => post('/v1/batch', { batch: [track('d-2'), track('d-3')] }, key)))
  await server.settle()
  expect((await lookUp(shop, 'gabi')).events).toHaveLength(3)
})
