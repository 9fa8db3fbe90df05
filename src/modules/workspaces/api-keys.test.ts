import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { ApiKeys, CreatedApiKey } from '#contract/keys'
import { inWorkspace } from '#platform/postgres'
import { isKeySecret, newKeySecret } from './api-key-secret.ts'
import { createWorkspace } from './create-workspace.ts'
import { findApiKey, forgetCachedKeys } from './find-api-key.ts'
import { annasWorkspace, signedIn, startTestApp, type TestApp } from './testing/app.ts'

let on: TestApp
let cookie: string
let workspaceId: string
let serverKey: string
let writeKey: string

beforeAll(async () => {
  on = await startTestApp()
  ;({ workspaceId, serverKey, writeKey } = await annasWorkspace(on.db))
  cookie = await signedIn(on)
})

const newKey = async (kind: 'write' | 'server', name: string) => {
  const answer = await on.send('POST', '/api-keys', { kind, name }, { cookie })
  expect(answer.status).toBe(201)
  return (await answer.json()) as CreatedApiKey
}
const listed = async () => {
  const answer = await on.send('GET', '/api-keys', undefined, { cookie })
  return ((await answer.json()) as ApiKeys).apiKeys
}
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` })

test('a key shows its secret once; the database has only its hash', async () => {
  const { secret, ...key } = await newKey('server', 'Till')
  expect(secret).toMatch(/^sk_[0-9A-Za-z]{38}$/)
  expect(await listed()).toContainEqual(key)
  const { rows } = await inWorkspace(on.db, workspaceId, (tx) =>
    sql<{ row: string }>`select k::text as row from api_keys k`.execute(tx),
  )
  expect(rows.map((row) => row.row).join()).not.toContain(secret)
})

test('a mistyped key is told by its checksum', () => {
  const secret = newKeySecret('write')
  expect(isKeySecret(secret)).toBe(true)
  for (let i = 0; i < secret.length; i++) {
    const typo = secret.slice(0, i) + (secret.charAt(i) === 'x' ? 'y' : 'x') + secret.slice(i + 1)
    expect(isKeySecret(typo)).toBe(false)
  }
})

test('a key tells whose it is', async () => {
  expect(await findApiKey(on.db, writeKey)).toMatchObject({ workspaceId, kind: 'write' })
  expect(await findApiKey(on.db, serverKey)).toMatchObject({ workspaceId, kind: 'server' })
  expect(await findApiKey(on.db, newKeySecret('server'))).toBeUndefined()
  expect(await findApiKey(on.db, 'sk_; drop table api_keys')).toBeUndefined()
})

test('a revoked key stops working and stays in the list', async () => {
  const { secret, apiKeyId } = await newKey('server', 'Old till')
  expect(await findApiKey(on.db, secret)).toBeDefined()
  expect((await on.send('DELETE', `/api-keys/${apiKeyId}`, undefined, { cookie })).status).toBe(204)
  expect(await findApiKey(on.db, secret)).toBeUndefined()
  expect((await on.send('GET', '/api-keys', undefined, bearer(secret))).status).toBe(401)
  const revokedAt = (await listed()).find((key) => key.apiKeyId === apiKeyId)?.revokedAt
  expect(revokedAt).not.toBeNull()
  expect((await on.send('DELETE', `/api-keys/${apiKeyId}`, undefined, { cookie })).status).toBe(204)
  expect((await listed()).find((key) => key.apiKeyId === apiKeyId)?.revokedAt).toBe(revokedAt)
})

test('the last use is noted, and not again within the minute', async () => {
  const { secret, apiKeyId } = await newKey('write', 'Site')
  const lastUsed = async () => (await listed()).find((key) => key.apiKeyId === apiKeyId)?.lastUsedAt
  expect(await lastUsed()).toBeNull()
  await findApiKey(on.db, secret)
  const first = await lastUsed()
  expect(first).not.toBeNull()
  forgetCachedKeys(on.db)
  await findApiKey(on.db, secret)
  expect(await lastUsed()).toBe(first)
})

test('a key can neither make keys nor change the workspace, and a write key opens no API at all', async () => {
  expect((await on.send('POST', '/api-keys', { kind: 'server', name: 'x' }, bearer(serverKey))).status).toBe(403)
  expect((await on.send('PATCH', '/workspace', { name: 'x' }, bearer(serverKey))).status).toBe(403)
  expect((await on.send('GET', '/session', undefined, bearer(serverKey))).status).toBe(403)
  expect((await on.send('GET', '/api-keys', undefined, bearer(writeKey))).status).toBe(401)
  expect((await on.send('GET', '/api-keys', undefined, { authorization: 'Basic d2s6' })).status).toBe(401)
})

test('a key of another workspace does not exist here', async () => {
  const other = await createWorkspace(on.db, { name: 'Other', timeZone: 'UTC', currency: 'EUR', locale: 'en' })
  const foreign = await findApiKey(on.db, other.serverKey)
  const answer = await on.send('DELETE', `/api-keys/${foreign?.apiKeyId}`, undefined, { cookie })
  expect(answer.status).toBe(404)
  expect(await answer.json()).toMatchObject({ reason: 'api_key_not_found' })
  forgetCachedKeys(on.db)
  expect(await findApiKey(on.db, other.serverKey)).toBeDefined()
})
