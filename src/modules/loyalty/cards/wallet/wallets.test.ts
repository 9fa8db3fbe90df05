import { createPublicKey } from 'node:crypto'
import { createServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { decodeJwt, importSPKI, jwtVerify } from 'jose'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import yauzl from 'yauzl'
import { inWorkspace } from '#platform/postgres'
import { fakeClock } from '#testing'
import { signIn } from '../../../../testing/sign-in.ts'
import { owner, startTestServer } from '../../../../testing/start-test-server.ts'
import { startService } from '../../../messaging/testing/peers.ts'
import { stepOf } from '../card-code.ts'
import { tellWallets } from './tell-wallets.ts'
import { isSignedBy, issue } from './testing/authority.ts'
import { totpAt, totpKey } from './totp.ts'

const clock = fakeClock('2026-06-01T10:00:00Z')
const from = new Date('2026-01-01T00:00:00Z')
const authority = issue({ CN: 'Test WWDR', OU: 'G9' }, from)
const own = issue({ UID: 'pass.example.corner', CN: 'Pass Type ID', OU: 'TEAM123456', O: 'Corner' }, from, authority)
const texts = await startService(() => ({ status: 201, body: { sid: 'SM1', status: 'queued' } }))
const google = await startService(({ path }) => ({ body: path === '/token' ? { access_token: 'token-1' } : {} }))
const pushed: { path: string; topic: string }[] = []
const apple = createServer((request, response) => {
  pushed.push({ path: request.url, topic: String(request.headers['apns-topic']) })
  response.writeHead(request.url.endsWith('dead') ? 410 : 200).end()
})
await new Promise<void>((resolve) => apple.listen(0, '127.0.0.1', resolve))
afterAll(() => {
  texts.close()
  google.close()
  apple.close()
})

const server = await startTestServer({ allowPrivateHosts: [texts.host, google.host] }, { clock })
const shop = await server.openShop()
const manager = await signIn(server.url, owner)
const keys = { certificate: own.certificate, key: own.key, authority: authority.certificate }
const account = JSON.stringify({ client_email: 'cards@corner.example', private_key: own.key })
const hosts = {
  apple: `http://127.0.0.1:${(apple.address() as AddressInfo).port}`,
  googleToken: `${google.url}/token`,
  googleObjects: google.url,
}
let programmeId = ''

beforeAll(async () => {
  const rules = {
    earn: [{ id: 'base', points: 1, perMinor: 100 }],
    rewards: [{ id: 'mug', name: 'A mug', cost: 50 }],
  }
  const made = await shop.ask('POST', '/loyalty/programmes', { name: 'Regulars', rules })
  programmeId = ((await made.json()) as { programmeId: string }).programmeId
})

type Card = { path: string; cardId: string; memberId: string; number: string }

async function newCard(contact = ''): Promise<Card> {
  const shown = await (await fetch(`${server.url}/j/${programmeId}?lang=en`)).text()
  clock.advance({ seconds: 5 })
  const body = new URLSearchParams({ form: /name="form" value="([^"]+)"/.exec(shown)?.[1] ?? '', contact })
  const joined = await fetch(`${server.url}/j/${programmeId}?lang=en`, { method: 'POST', body, redirect: 'manual' })
  const { rows } = await inWorkspace(server.regulars.db, shop.workspaceId, (tx) =>
    sql<Omit<Card, 'path'>>`select card_id as "cardId", member_id as "memberId", number from loyalty_cards
      where workspace_id = ${shop.workspaceId} order by created_at desc, card_id desc limit 1`.execute(tx),
  )
  const [row] = rows
  if (!row) throw new Error('no card was made')
  return { path: joined.headers.get('location') ?? '', ...row }
}

const html = async (path: string): Promise<string> => await (await fetch(server.url + path)).text()
const earn = (memberId: string, amountMinor: number) =>
  shop.ask('POST', `/loyalty/programmes/${programmeId}/earn`, { memberId, amountMinor })
const deps = () => ({ ...server.regulars.cards, clock, onWritten: () => {} })

async function unpack(bytes: ArrayBuffer): Promise<Map<string, Buffer>> {
  const zip = await yauzl.fromBufferPromise(Buffer.from(bytes))
  const files = new Map<string, Buffer>()
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = []
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer)
    files.set(entry.fileName, Buffer.concat(chunks))
  }
  return files
}

describe('a phone number', () => {
  const set = (isOn: boolean) =>
    manager('PUT', '/message-channels', {
      ...{
        channel: 'sms',
        provider: 'twilio',
        sender: '+3612345678',
        account: 'AC1',
        secret: 'k',
        baseUrl: texts.url,
        isOn,
      },
    })
  const code = () => /\b(\d{6})\b/.exec(texts.asked.at(-1)?.form.get('Body') ?? '')?.[1] ?? ''
  const post = (card: Card, what: string, fields: Record<string, string> = {}) =>
    fetch(server.url + card.path + what, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })

  test('is its holder’s once they type the code that it got: one time, within ten minutes, in five tries', async () => {
    expect((await set(true)).status).toBe(200)
    const card = await newCard('+36301234567')
    expect(texts.asked).toHaveLength(1)
    expect(await html(card.path)).toContain('Is this your phone?')
    const right = code()
    const wrong = right === '000000' ? '000001' : '000000'
    expect(await (await post(card, '/phone', { code: wrong })).text()).toContain('This is not the code')
    clock.advance({ minutes: 11 })
    expect((await post(card, '/phone', { code: right })).status).toBe(409)
    expect((await post(card, '/phone-again')).status).toBe(303)
    for (let n = 0; n < 5; n++) await post(card, '/phone', { code: wrong === code() ? '111111' : wrong })
    expect((await post(card, '/phone', { code: code() })).status).toBe(409)
    await post(card, '/phone-again')
    const last = code()
    // A code that came to one phone confirms no other.
    await post(card, '/contact', { contact: '+36309999999' })
    expect((await post(card, '/phone', { code: last })).status).toBe(409)
    await post(card, '/contact', { contact: '+36301234567' })
    expect((await post(card, '/phone', { code: code() })).status).toBe(303)
    expect(await html(card.path)).not.toContain('Is this your phone?')
    await server.settle()
    const found = await shop.read<{ customerId: string | null }>(
      `/loyalty/programmes/${programmeId}/members/${card.memberId}`,
    )
    expect(found.customerId).not.toBeNull()
    // On another phone: the number opens what it had, after its code.
    await earn(card.memberId, 3000)
    clock.advance({ hours: 2 })
    const second = await newCard('+36301234567')
    expect(await html(second.path)).not.toContain('30 points')
    await post(second, '/phone', { code: code() })
    expect(await html(second.path)).toContain('30 points')
    clock.advance({ hours: 2 })
    const sent = []
    for (let n = 0; n < 6; n++) sent.push((await post(second, '/phone-again')).status)
    expect(sent).toContain(409)
    await set(false)
    expect(await html((await newCard('+36305555555')).path)).not.toContain('Is this your phone?')
  })
})

describe('wallets', () => {
  test('nothing is shown without certificates; wrong ones are refused in words; keys are never told', async () => {
    const card = await newCard()
    expect(await html(card.path)).not.toContain('Wallet')
    expect((await fetch(`${server.url}${card.path}/card.pkpass`)).status).toBe(404)
    const put = async (body: object) => (await (await manager('PUT', '/loyalty/wallets/apple', body)).text()) || 'kept'
    const other = issue({ UID: 'pass.example.other', OU: 'T' }, from, authority)
    expect(await put({ ...keys, certificate: 'nothing' })).toContain('wallet_certificate_unreadable')
    expect(await put({ ...keys, key: other.key })).toContain('wallet_key_other')
    expect(await put({ ...keys, authority: own.certificate })).toContain('wallet_authority_other')
    const over = issue({ UID: 'pass.example.corner', OU: 'T' }, new Date('2020-01-01T00:00:00Z'), authority)
    expect(await put({ ...keys, certificate: over.certificate, key: over.key })).toContain('wallet_certificate_over')
    expect(await put(keys)).toBe('kept')
    const wrong = await manager('PUT', '/loyalty/wallets/google', { issuerId: '3388000000022', account: '{}' })
    expect(await wrong.text()).toContain('wallet_account_unreadable')
    await manager('PUT', '/loyalty/wallets/google', { issuerId: '3388000000022', account })
    const told = await (await manager('GET', '/loyalty/wallets')).text()
    expect(JSON.parse(told)).toMatchObject({ apple: { passTypeId: 'pass.example.corner', teamId: 'TEAM123456' } })
    expect(told).not.toContain('PRIVATE KEY')
    expect(await html(card.path)).toContain('Add to Apple Wallet')
  })

  test('a pass is signed, is registered by phones that have it, and is asked for again when it changes', async () => {
    const card = await newCard()
    const answer = await fetch(`${server.url}${card.path}/card.pkpass`)
    expect(answer.headers.get('content-type')).toBe('application/vnd.apple.pkpass')
    const files = await unpack(await answer.arrayBuffer())
    const manifest = files.get('manifest.json') ?? Buffer.alloc(0)
    expect(isSignedBy(files.get('signature') ?? Buffer.alloc(0), manifest, own.certificate)).toBe(true)
    expect(isSignedBy(files.get('signature') ?? Buffer.alloc(0), Buffer.from('{}'), own.certificate)).toBe(false)
    expect(Object.keys(JSON.parse(manifest.toString()) as object)).toContain('icon@2x.png')
    const pass = JSON.parse(files.get('pass.json')?.toString() ?? '') as Record<string, string>
    expect(pass).toMatchObject({ passTypeIdentifier: 'pass.example.corner', serialNumber: card.cardId })
    expect(JSON.stringify(pass)).toContain(card.number)
    const service = `${pass.webServiceURL}v1`.replace(/^https?:\/\/[^/]+/, server.url)
    const at = `${service}/devices/phone-1/registrations/pass.example.corner`
    const authorization = `ApplePass ${pass.authenticationToken}`
    const register = (token: string, auth = authorization) =>
      fetch(`${at}/${card.cardId}`, {
        method: 'POST',
        headers: { authorization: auth, 'content-type': 'application/json' },
        body: JSON.stringify({ pushToken: token }),
      })
    expect((await register('ab'.repeat(32), 'ApplePass guessed')).status).toBe(401)
    expect((await register('ab'.repeat(32))).status).toBe(201)
    expect((await register('cd'.repeat(32))).status).toBe(200)
    expect((await fetch(`${at}?passesUpdatedSince=${clock.now().epochMilliseconds}`)).status).toBe(204)
    const latest = (headers: Record<string, string> = {}) =>
      fetch(`${service}/passes/pass.example.corner/${card.cardId}`, { headers: { authorization, ...headers } })
    const since = (await latest()).headers.get('last-modified') ?? ''
    expect((await latest({ 'if-modified-since': since })).status).toBe(304)
    const before = clock.now().epochMilliseconds
    clock.advance({ minutes: 1 })
    await earn(card.memberId, 4200)
    clock.advance({ minutes: 1 })
    expect(await tellWallets(deps(), hosts)).toBe(1)
    expect(await tellWallets(deps(), hosts)).toBe(0)
    expect(pushed).toEqual([{ path: `/3/device/${'cd'.repeat(32)}`, topic: 'pass.example.corner' }])
    const changed = await (await fetch(`${at}?passesUpdatedSince=${before}`)).json()
    expect(changed).toMatchObject({ serialNumbers: [card.cardId] })
    const anew = await latest({ 'if-modified-since': since })
    expect((await unpack(await anew.arrayBuffer())).get('pass.json')?.toString()).toContain('42 points')
    expect((await fetch(`${service}/log`, { method: 'POST', body: '{"logs":[]}' })).status).toBe(200)
    expect((await fetch(`${at}/${card.cardId}`, { method: 'DELETE', headers: { authorization } })).status).toBe(200)
    expect((await fetch(`${at}?passesUpdatedSince=0`)).status).toBe(204)
  })

  test('a card in Google Wallet is signed by the account, changes its code by itself, and is told its points', async () => {
    const card = await newCard()
    const saved = await fetch(`${server.url}${card.path}/google-wallet`, { redirect: 'manual' })
    const link = saved.headers.get('location') ?? ''
    expect(link).toMatch(/^https:\/\/pay\.google\.com\/gp\/v\/save\//)
    const token = link.split('/').at(-1) ?? ''
    const spki = createPublicKey(own.key).export({ type: 'spki', format: 'pem' }).toString()
    const { payload } = await jwtVerify(token, await importSPKI(spki, 'RS256'), {
      audience: 'google',
      issuer: 'cards@corner.example',
      currentDate: new Date(clock.now().epochMilliseconds),
    })
    expect(payload.typ).toBe('savetowallet')
    const text = JSON.stringify(decodeJwt(token))
    expect(text).toContain(`RG${card.number}{totp_value_0}`)
    expect(text).toContain(totpKey(server.secret, shop.workspaceId, card.cardId).toString('hex'))
    clock.advance({ minutes: 1 })
    await earn(card.memberId, 700)
    clock.advance({ minutes: 1 })
    await tellWallets(deps(), hosts)
    const patch = google.asked.find(({ method }) => method === 'PATCH')
    expect(patch?.path).toBe(`/loyaltyObject/3388000000022.${card.cardId}`)
    expect(patch?.headers.authorization).toBe('Bearer token-1')
    expect(patch?.body.toString()).toContain('7 points')
  })

  test('the digits follow RFC 6238, so that any phone shows what a till expects', () => {
    const key = Buffer.from('12345678901234567890')
    const at = (seconds: number) => totpAt(key, Math.floor(seconds / 30))
    expect([at(59), at(1_111_111_109), at(20_000_000_000)]).toEqual(['94287082', '07081804', '65353130'])
    expect(stepOf(Temporal.Instant.fromEpochMilliseconds(59_000))).toBe(1)
  })
})
