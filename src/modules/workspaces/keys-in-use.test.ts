import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { DeadLetterPage } from '#contract/dead-letters'
import type { CreatedApiKey } from '#contract/keys'
import { type Db, inWorkspace } from '#platform/postgres'
import { signIn } from '../../testing/sign-in.ts'
import { owner, type Shop, startTestServer, type TestServer } from '../../testing/start-test-server.ts'
import { forgetCachedKeys } from './find-api-key.ts'

let server: TestServer
let db: Db
let shop: Shop
let neighbour: Shop
let anna: Awaited<ReturnType<typeof signIn>>

beforeAll(async () => {
  server = await startTestServer()
  db = server.regulars.db
  shop = await server.openShop()
  neighbour = await server.openShop({ name: 'Neighbour' })
  anna = await signIn(server.url, owner)
})

async function newKey(wanted: object): Promise<CreatedApiKey> {
  const answer = await anna('POST', '/api-keys', { name: 'Test', ...wanted })
  expect(answer.status).toBe(201)
  return (await answer.json()) as CreatedApiKey
}
const read = async (secret: string, path: string): Promise<number> =>
  (await fetch(`${server.url}/api/v1${path}`, { headers: { authorization: `Bearer ${secret}` } })).status
const send = async (
  secret: string,
  message: object = { userId: 'anna', event: 'Seen' },
  headers: Record<string, string> = {},
) => {
  const kind = 'event' in message ? 'track' : 'identify'
  return await fetch(`${server.url}/v1/${kind}`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${secret}:`)}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(message),
  })
}
const deadLetters = async () =>
  await inWorkspace(db, shop.workspaceId, async (tx) => {
    const { rows } = await sql<{ reason: string; body: string }>`
      select reason, body from dead_letters where workspace_id = ${shop.workspaceId} order by dead_letter_id`.execute(
      tx,
    )
    return rows
  })

test('a key does what its scopes say and nothing else, whatever its maker may', async () => {
  const reader = await newKey({ kind: 'server', scopes: ['customers:read'] })
  expect(reader.scopes).toEqual(['customers:read'])
  expect(await read(reader.secret, '/customers')).toBe(200)
  expect(await read(reader.secret, '/imports')).toBe(403)
  expect((await send(reader.secret)).status).toBe(403)
  expect((await anna('POST', '/api-keys', { kind: 'server', name: 'x', scopes: ['people:write'] })).status).toBe(400)
  expect((await anna('POST', '/api-keys', { kind: 'write', name: 'x', scopes: ['customers:read'] })).status).toBe(400)
  const wider = await anna('PATCH', `/api-keys/${reader.apiKeyId}`, { scopes: null })
  expect(await wider.json()).toMatchObject({ scopes: null })
  expect(await read(reader.secret, '/imports')).toBe(200)
})

test('a key stops at its end, also where it is still remembered', async () => {
  const soon = new Date(Date.now() + 1_500).toISOString()
  const key = await newKey({ kind: 'server', expiresAt: soon })
  expect(await read(key.secret, '/customers')).toBe(200)
  await expect.poll(() => read(key.secret, '/customers'), { timeout: 5_000 }).toBe(401)
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(soon))
})

test('after a rotation both secrets work for the overlap, without one the old is dead at once', async () => {
  const key = await newKey({ kind: 'server' })
  const path = `/api-keys/${key.apiKeyId}/rotation`
  const second = (await (await anna('POST', path, { overlapHours: 24 })).json()) as CreatedApiKey
  expect([await read(key.secret, '/customers'), await read(second.secret, '/customers')]).toEqual([200, 200])
  await inWorkspace(db, shop.workspaceId, (tx) =>
    sql`update api_keys set previous_until = now() where api_key_id = ${key.apiKeyId}`.execute(tx),
  )
  forgetCachedKeys(db)
  expect([await read(key.secret, '/customers'), await read(second.secret, '/customers')]).toEqual([401, 200])
  const third = (await (await anna('POST', path, { overlapHours: 0 })).json()) as CreatedApiKey
  expect([await read(second.secret, '/customers'), await read(third.secret, '/customers')]).toEqual([401, 200])
  await anna('DELETE', `/api-keys/${key.apiKeyId}`)
  expect(await read(third.secret, '/customers')).toBe(401)
  expect((await anna('POST', path, { overlapHours: 1 })).status).toBe(409)
})

test('a write key that was taken from a page works from no other page', async () => {
  const key = await newKey({ kind: 'write', origins: ['https://SHOP.example'] })
  expect(key.origins).toEqual(['https://shop.example'])
  expect((await send(key.secret, undefined, { origin: 'https://shop.example' })).status).toBe(200)
  const stolen = await send(key.secret, undefined, { origin: 'https://thief.example' })
  expect(stolen.status).toBe(403)
  expect(await stolen.json()).toMatchObject({ reason: 'origin_not_allowed' })
  expect((await send(key.secret, undefined, { origin: 'null' })).status).toBe(403)
  for (const origin of ['https://shop.example/', 'shop.example', 'javascript:alert(1)', '*']) {
    expect((await anna('POST', '/api-keys', { kind: 'write', name: 'x', origins: [origin] })).status).toBe(400)
  }
})

test('a write key, which everybody can read, gives neither consent nor points nor roles; a server key may', async () => {
  const refused = [
    { userId: 'anna', event: 'Consent Given', properties: { purpose: 'marketing' } },
    { userId: 'anna', event: 'points_earned', properties: { points: 1000 } },
    { userId: 'anna', event: 'Customers Merged' },
    { userId: 'anna', traits: { marketingConsent: true } },
    { userId: 'anna', traits: { 'loyalty points': 5 } },
    { userId: 'anna', event: 'Seen', context: { traits: { role: 'vip' } } },
  ]
  // The sender is not told, as for any event that waits as a dead letter: its batch is not to be lost.
  for (const message of refused) expect((await send(shop.writeKey, message)).status).toBe(200)
  const letters = await deadLetters()
  expect(letters.map(({ reason }) => reason)).toEqual(refused.map(() => 'write_key_limit'))
  expect(letters.map(({ body }) => JSON.parse(body).userId)).toEqual(refused.map(() => 'anna'))
  const fine = [
    { userId: 'anna', event: 'Order Completed', properties: { points: 3, total: 1, order_id: 'A' } },
    { userId: 'anna', traits: { name: 'Anna', plan: 'pointed hats' } },
  ]
  for (const message of fine) expect((await send(shop.writeKey, message)).status).toBe(200)
  for (const message of refused.slice(0, 1)) expect((await send(shop.serverKey, message)).status).toBe(200)
  expect(await deadLetters()).toHaveLength(refused.length)
})

test('what a write key told is no more trusted when it is sent again, what a server key told is', async () => {
  const told = (order: string) => ({
    userId: 'bela',
    messageId: order,
    event: 'Order Completed',
    properties: { total: 1, order_id: order },
    timestamp: 'yesterday',
  })
  await send(shop.writeKey, told('page'))
  await send(shop.serverKey, told('till'))
  const answer = await anna('GET', '/dead-letters?reason=bad_timestamp')
  const { deadLetters: letters } = (await answer.json()) as DeadLetterPage
  expect(letters).toHaveLength(2)
  for (const { deadLetterId, body } of letters) {
    const repaired = body.replace('yesterday', '2026-01-01T10:00:00Z')
    expect((await anna('POST', `/dead-letters/${deadLetterId}/replay`, { body: repaired })).status).toBe(200)
  }
  const { rows } = await inWorkspace(db, shop.workspaceId, (tx) =>
    sql<{ order: string; trusted: boolean }>`
      select body #>> '{properties,order_id}' as order, body -> 'bySecret' is not null as trusted from event_log
      where workspace_id = ${shop.workspaceId} and body ->> 'userId' = 'bela' order by 1`.execute(tx),
  )
  expect(rows).toEqual([
    { order: 'page', trusted: false },
    { order: 'till', trusted: true },
  ])
  const [limited] = (await deadLetters()).filter(({ reason }) => reason === 'write_key_limit')
  const replayed = await anna('POST', '/dead-letters/replay-all', { reason: 'write_key_limit' })
  expect(await replayed.json()).toMatchObject({ replayed: 0 })
  expect(limited).toBeDefined()
})

test('nobody looks at a workspace they do not belong to, however they ask', async () => {
  const foreign = neighbour.workspaceId
  const answer = await anna('POST', '/session/workspace', { workspaceId: foreign })
  expect(answer.status).toBe(404)
  // Even a session that points there by itself is answered from the person's own workspace.
  await sql`update person_sessions set chosen_workspace = ${foreign}`.execute(db)
  expect(await (await anna('GET', '/session')).json()).toMatchObject({ workspace: { workspaceId: shop.workspaceId } })
  const made = await anna('POST', '/workspaces', { name: 'Mine', timeZone: 'UTC', currency: 'EUR', locale: 'en' })
  expect(made.status).toBe(201)
  expect(await made.json()).toMatchObject({ workspace: { name: 'Mine' }, role: 'owner' })
  expect((await anna('POST', '/session/workspace', { workspaceId: shop.workspaceId })).status).toBe(200)
})
