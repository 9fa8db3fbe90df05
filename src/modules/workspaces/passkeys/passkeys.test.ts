import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { inWorkspace } from '#platform/postgres'
import { anna, annasWorkspace, cookieOf, signedIn, startTestApp, type TestApp } from '../testing/app.ts'

const origin = 'http://localhost:4400'
const base64url = (bytes: Buffer | string): string => Buffer.from(bytes).toString('base64url')
const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest()

/** Just enough CBOR for what an authenticator says: small maps, texts, bytes and integers. */
function cbor(value: unknown): Buffer {
  const head = (major: number, n: number): Buffer =>
    n < 24
      ? Buffer.of((major << 5) | n)
      : n < 256
        ? Buffer.of((major << 5) | 24, n)
        : Buffer.of((major << 5) | 25, n >> 8, n & 255)
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  const entries = [...(value as Map<unknown, unknown>)]
  return Buffer.concat([head(5, entries.length), ...entries.flatMap(([key, item]) => [cbor(key), cbor(item)])])
}

type Options = { challenge: string; user?: { id: string } }
type Lie = {
  challenge?: string
  origin?: string
  rpId?: string
  userVerified?: boolean
  userHandle?: string
  counter?: number
}

/** An authenticator of software: honest unless told what to lie about. */
function newAuthenticator() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credentialId = randomBytes(32)
  const jwk = publicKey.export({ format: 'jwk' })
  let counter = 0
  let userHandle = ''
  const clientData = (type: string, options: Options, lie: Lie): Buffer =>
    Buffer.from(
      JSON.stringify({
        type,
        challenge: lie.challenge ?? options.challenge,
        origin: lie.origin ?? origin,
        crossOrigin: false,
      }),
    )
  const head = (flags: number, lie: Lie): Buffer => {
    const count = Buffer.alloc(4)
    counter += 1
    count.writeUInt32BE(lie.counter ?? counter)
    const verified = lie.userVerified === false ? 0 : 4
    return Buffer.concat([sha256(lie.rpId ?? 'localhost'), Buffer.of(1 | verified | flags), count])
  }
  return {
    register: (options: Options, lie: Lie = {}) => {
      userHandle = options.user?.id ?? ''
      const key = cbor(
        new Map<number, unknown>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, Buffer.from(jwk.x ?? '', 'base64url')],
          [-3, Buffer.from(jwk.y ?? '', 'base64url')],
        ]),
      )
      const length = Buffer.of(0, credentialId.length)
      const authData = Buffer.concat([head(0x40, lie), Buffer.alloc(16), length, credentialId, key])
      const attestationObject = cbor(
        new Map<string, unknown>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', authData],
        ]),
      )
      return {
        id: base64url(credentialId),
        rawId: base64url(credentialId),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: base64url(clientData('webauthn.create', options, lie)),
          attestationObject: base64url(attestationObject),
          transports: ['internal'],
        },
      }
    },
    answer: (options: Options, lie: Lie = {}) => {
      const authenticatorData = head(0, lie)
      const client = clientData('webauthn.get', options, lie)
      const signature = createSign('SHA256')
        .update(Buffer.concat([authenticatorData, sha256(client)]))
        .sign(privateKey)
      return {
        id: base64url(credentialId),
        rawId: base64url(credentialId),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: base64url(client),
          authenticatorData: base64url(authenticatorData),
          signature: base64url(signature),
          userHandle: lie.userHandle ?? userHandle,
        },
      }
    },
  }
}

let on: TestApp
let workspaceId: string
let cookie: string
let key: ReturnType<typeof newAuthenticator>

const ask = (method: string, path: string, body?: unknown, jar = cookie): Promise<Response> =>
  on.send(method, path, body, { cookie: jar })
const begin = async (path: string, jar = cookie): Promise<{ options: Options; step: string }> => {
  const answer = await ask('POST', path, undefined, jar)
  expect(answer.status).toBe(200)
  return { options: (await answer.json()) as Options, step: cookieOf(answer) }
}
const signIn = async (lie: Lie = {}, jar?: string): Promise<Response> => {
  const { options, step } = await begin('/session/passkey/options', '')
  return await ask('POST', '/session/passkey', { response: key.answer(options, lie) }, jar ?? step)
}

beforeAll(async () => {
  on = await startTestApp()
  ;({ workspaceId } = await annasWorkspace(on.db))
})

beforeEach(async () => {
  on.clock.advance({ hours: 2 })
  await sql`delete from person_passkeys`.execute(on.db)
  cookie = await signedIn(on)
  key = newAuthenticator()
  const { options, step } = await begin('/account/passkeys/options')
  const added = await ask(
    'POST',
    '/account/passkeys',
    { name: 'Laptop', response: key.register(options) },
    `${cookie}; ${step}`,
  )
  expect(added.status).toBe(201)
  const jar = cookieOf(added)
  expect(jar).toContain('__Host-regulars=')
  cookie = jar.split('; ').find((one) => one.startsWith('__Host-regulars=')) ?? ''
})

test('a passkey signs in by itself: no name, no password, no second step', async () => {
  const answer = await signIn()
  expect([answer.status, await answer.json()]).toMatchObject([200, { person: { email: anna.email } }])
  const sessions = await (await ask('GET', '/account/sessions', undefined, cookieOf(answer))).json()
  expect(sessions).toMatchObject({ sessions: [{ isThis: true, openedBy: 'passkey', isTwoFactor: true }, {}] })
})

test.each<[string, Lie]>([
  ['made on another site', { origin: 'https://evil.example' }],
  ['made for another host', { rpId: 'evil.example' }],
  ['without finger or PIN', { userVerified: false }],
  ['to another question', { challenge: base64url(randomBytes(32)) }],
  ['in the name of somebody else', { userHandle: base64url('0198c0de-0000-7000-8000-000000000000') }],
  ['of a copy, whose counter does not grow', { counter: 1 }],
])('an answer %s is refused', async (_, lie) => {
  expect((await signIn()).status).toBe(200)
  const answer = await signIn(lie)
  expect([answer.status, await answer.json()]).toMatchObject([400, { reason: 'passkey_refused' }])
  expect(answer.headers.getSetCookie().join()).not.toMatch(/__Host-regulars=[^;]/)
})

test('an answer counts once, in the browser that asked, within five minutes', async () => {
  const { options, step } = await begin('/session/passkey/options', '')
  const response = key.answer(options)
  expect((await ask('POST', '/session/passkey', { response }, '')).status).toBe(400)
  expect((await ask('POST', '/session/passkey', { response }, step)).status).toBe(200)
  expect((await ask('POST', '/session/passkey', { response }, step)).status).toBe(400)
  const late = await begin('/session/passkey/options', '')
  on.clock.advance({ seconds: 301 })
  expect((await ask('POST', '/session/passkey', { response: key.answer(late.options) }, late.step)).status).toBe(400)
})

test('a challenge for signing in cannot be used to add a passkey, nor the other way round', async () => {
  const signing = await begin('/session/passkey/options', '')
  const response = newAuthenticator().register({ ...signing.options, user: { id: 'x' } })
  const added = await ask('POST', '/account/passkeys', { name: 'Mine', response }, `${cookie}; ${signing.step}`)
  expect(added.status).toBe(400)
  const adding = await begin('/account/passkeys/options')
  expect((await ask('POST', '/session/passkey', { response: key.answer(adding.options) }, adding.step)).status).toBe(
    400,
  )
})

test('an unknown passkey opens nothing', async () => {
  const stranger = newAuthenticator()
  const { options, step } = await begin('/session/passkey/options', '')
  const response = stranger.answer(options)
  expect((await ask('POST', '/session/passkey', { response }, step)).status).toBe(400)
})

test('who has a passkey cannot be robbed of it with the password alone', async () => {
  const withPassword = await signedIn(on)
  const [{ passkeyId } = { passkeyId: '' }] = (
    (await (await ask('GET', '/account')).json()) as { passkeys: { passkeyId: string }[] }
  ).passkeys
  for (const [method, path] of [
    ['POST', '/account/second-factor'],
    ['POST', '/account/passkeys/options'],
    ['DELETE', `/account/passkeys/${passkeyId}`],
  ] as const) {
    const answer = await ask(method, path, undefined, withPassword)
    expect([answer.status, await answer.json()]).toMatchObject([
      403,
      { reason: 'proof_required', details: { methods: ['passkey'] } },
    ])
  }
  const change = { password: anna.password, newPassword: 'another long password' }
  expect((await ask('PUT', '/account/password', change, withPassword)).status).toBe(403)
})

test('a passkey is named, renamed and removed; removed it opens nothing and other sessions end', async () => {
  const account = async () =>
    (await (await ask('GET', '/account')).json()) as { passkeys: { passkeyId: string; name: string }[] }
  const [passkey] = (await account()).passkeys
  expect(passkey?.name).toBe('Laptop')
  expect((await ask('PATCH', `/account/passkeys/${passkey?.passkeyId}`, { name: 'Old laptop' })).status).toBe(204)
  expect((await account()).passkeys[0]?.name).toBe('Old laptop')
  const other = cookieOf(await signIn())
  const removed = await ask('DELETE', `/account/passkeys/${passkey?.passkeyId}`)
  expect(removed.status).toBe(204)
  expect((await ask('GET', '/session', undefined, other)).status).toBe(401)
  cookie = cookieOf(removed)
  expect((await account()).passkeys).toEqual([])
  expect((await signIn()).status).toBe(400)
})

test('a new passkey of somebody else cannot take the place of a known one', async () => {
  const { options, step } = await begin('/account/passkeys/options')
  const response = key.register(options)
  expect((await ask('POST', '/account/passkeys', { name: 'Twice', response }, `${cookie}; ${step}`)).status).toBe(400)
})

test('without the last passkey the session counts as opened with less: where a second factor is asked for, it ends there', async () => {
  const passkeyId = ((await (await ask('GET', '/account')).json()) as { passkeys: { passkeyId: string }[] }).passkeys[0]
    ?.passkeyId
  expect((await ask('PUT', '/workspace/second-factor', { required: true })).status).toBe(204)
  expect((await ask('GET', '/api-keys')).status).toBe(200)
  cookie = cookieOf(await ask('DELETE', `/account/passkeys/${passkeyId}`))
  const answer = await ask('GET', '/api-keys')
  expect([answer.status, await answer.json()]).toMatchObject([403, { reason: 'second_factor_required' }])
  await inWorkspace(on.db, workspaceId, (tx) => sql`update workspaces set require_second_factor = false`.execute(tx))
})
