import { sql } from 'kysely'
import { TOTP } from 'otpauth'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { inWorkspace } from '#platform/postgres'
import { anna, annasWorkspace, cookieOf, signedIn, startTestApp, type TestApp } from '../testing/app.ts'

let on: TestApp
let workspaceId: string
/** the app on Anna's phone */
let phone: TOTP
let codes: string[]
let cookie: string

const codeNow = (steps = 0): string => phone.generate({ timestamp: on.clock.now().epochMilliseconds + steps * 30_000 })
const ask = (method: string, path: string, body?: unknown, jar = cookie): Promise<Response> =>
  on.send(method, path, body, { cookie: jar })
const reasonOf = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  ((await answer.json()) as { reason: string }).reason,
]
/** The first step; the answer's cookies are the browser that began. */
const firstStep = async (): Promise<string> => {
  const answer = await on.send('POST', '/session', { email: anna.email, password: anna.password })
  expect([answer.status, await answer.json()]).toEqual([202, { secondFactor: true }])
  return cookieOf(answer)
}
const lastActions = async (n: number): Promise<string[]> => {
  const { rows } = await inWorkspace(on.db, workspaceId, (tx) =>
    sql<{ action: string }>`select action from audit_entries order by sequence desc limit ${n}`.execute(tx),
  )
  return rows.map((row) => row.action)
}

beforeAll(async () => {
  on = await startTestApp()
  ;({ workspaceId } = await annasWorkspace(on.db))
})

beforeEach(async () => {
  // Far enough for every limit to be full again.
  on.clock.advance({ hours: 2 })
  await sql`delete from person_totp`.execute(on.db)
  await sql`delete from person_sessions`.execute(on.db)
  await sql`delete from person_challenges`.execute(on.db)
  cookie = await signedIn(on)
  const started = await ask('POST', '/account/second-factor')
  const { secret } = (await started.json()) as { secret: string }
  phone = new TOTP({ secret })
  const confirmed = await ask('POST', '/account/second-factor/confirmation', { code: codeNow() })
  expect(confirmed.status).toBe(200)
  codes = ((await confirmed.json()) as { recoveryCodes: string[] }).recoveryCodes
  cookie = cookieOf(confirmed)
  on.clock.advance({ seconds: 60 })
})

test('a second factor counts only after its first code; text, address and picture hold the same secret', async () => {
  await ask('DELETE', '/account/second-factor')
  cookie = await signedIn(on)
  const started = (await (await ask('POST', '/account/second-factor')).json()) as Record<string, string>
  expect(started.uri).toContain(`secret=${started.secret}`)
  expect(started.uri).toMatch(/^otpauth:\/\/totp\/Regulars:anna/)
  expect(started.qr).toMatch(/^<svg/)
  expect(started.qr).not.toMatch(/https?:\/\/(?!www\.w3\.org)/)
  expect((await on.send('POST', '/session', anna)).status).toBe(200)
  const wrong = await ask('POST', '/account/second-factor/confirmation', { code: '000000' })
  expect(await reasonOf(wrong)).toEqual([400, 'wrong_code'])
})

test('the secret lies in the database sealed, recovery codes only as hashes', async () => {
  const { rows } = await sql<{ all: string }>`
    select (select string_agg(t::text, ' ') from person_totp t) || (select string_agg(c::text, ' ') from person_recovery_codes c)
      as all`.execute(on.db)
  const dump = Buffer.from((rows[0]?.all ?? '').replaceAll('\\x', ''), 'utf8').toString()
  const hex = (text: string): string => Buffer.from(text).toString('hex')
  for (const word of [phone.secret.base32, ...codes, ...codes.map((code) => code.replaceAll('-', ''))]) {
    expect(dump).not.toContain(word)
    expect(dump).not.toContain(hex(word))
  }
  expect(dump).not.toContain(phone.secret.hex.toLowerCase())
})

test('with a second factor the password alone opens nothing', async () => {
  const browser = await firstStep()
  expect(browser).not.toMatch(/Host-regulars=/)
  for (const path of ['/session', '/account', '/account/sessions', '/api-keys']) {
    expect((await ask('GET', path, undefined, browser)).status).toBe(401)
  }
  const answer = await ask('POST', '/session/second-factor', { code: codeNow() }, browser)
  expect(answer.status).toBe(200)
  expect((await ask('GET', '/api-keys', undefined, cookieOf(answer))).status).toBe(200)
  expect(await lastActions(1)).toEqual(['session.opened'])
})

test('a code opens once; the same and an older one are refused, the next one is not', async () => {
  const first = await firstStep()
  expect((await ask('POST', '/session/second-factor', { code: codeNow() }, first)).status).toBe(200)
  const second = await firstStep()
  for (const code of [codeNow(), codeNow(-1)]) {
    const replayed = await ask('POST', '/session/second-factor', { code }, second)
    expect(await reasonOf(replayed)).toEqual([401, 'wrong_code'])
  }
  expect((await ask('POST', '/session/second-factor', { code: codeNow(1) }, second)).status).toBe(200)
})

test('of two browsers with the same code at the same time one gets in', async () => {
  const [one, other] = [await firstStep(), await firstStep()]
  const answers = await Promise.all(
    [one, other].map((browser) => ask('POST', '/session/second-factor', { code: codeNow() }, browser)),
  )
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401])
})

test('a clock half a minute off is forgiven, more is not', async () => {
  const browser = await firstStep()
  for (const steps of [-2, 2]) {
    const answer = await ask('POST', '/session/second-factor', { code: codeNow(steps) }, browser)
    expect(answer.status).toBe(401)
  }
  expect((await ask('POST', '/session/second-factor', { code: codeNow(-1) }, browser)).status).toBe(200)
})

test('the second step belongs to the browser that made the first, for five minutes, once', async () => {
  const browser = await firstStep()
  const other = await ask('POST', '/session/second-factor', { code: codeNow() }, '')
  expect(await reasonOf(other)).toEqual([401, 'sign_in_again'])
  expect((await ask('POST', '/session/second-factor', { code: codeNow() }, browser)).status).toBe(200)
  const again = await ask('POST', '/session/second-factor', { code: codeNow(1) }, browser)
  expect(await reasonOf(again)).toEqual([401, 'sign_in_again'])
  const late = await firstStep()
  on.clock.advance({ seconds: 301 })
  expect(await reasonOf(await ask('POST', '/session/second-factor', { code: codeNow() }, late))).toEqual([
    401,
    'sign_in_again',
  ])
})

test('five wrong codes end a sign-in; ten make the account wait, whatever is begun anew, and say how long', async () => {
  const guess = (browser: string): Promise<Response> =>
    ask('POST', '/session/second-factor', { code: '000000' }, browser)
  const first = await firstStep()
  for (let i = 0; i < 5; i++) expect(await reasonOf(await guess(first))).toEqual([401, 'wrong_code'])
  expect(await reasonOf(await guess(first))).toEqual([401, 'sign_in_again'])
  const second = await firstStep()
  for (let i = 0; i < 5; i++) expect((await guess(second)).status).toBe(401)
  const third = await firstStep()
  const refused = await ask('POST', '/session/second-factor', { code: codeNow() }, third)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
})

test('a recovery code opens once, however it is typed, and is written down', async () => {
  expect(new Set(codes).size).toBe(10)
  const [code = ''] = codes
  const first = await firstStep()
  const typed = ` ${code.toLowerCase().replaceAll('-', ' ')}`
  const answer = await ask('POST', '/session/second-factor', { recoveryCode: typed }, first)
  expect(answer.status).toBe(200)
  expect(await lastActions(2)).toEqual(['session.opened', 'recovery_code.used'])
  const second = await firstStep()
  const again = await ask('POST', '/session/second-factor', { recoveryCode: code }, second)
  expect(await reasonOf(again)).toEqual([401, 'wrong_code'])
  const left = (await (await ask('GET', '/account', undefined, cookieOf(answer))).json()) as {
    secondFactor: { recoveryCodesLeft: number }
  }
  expect(left.secondFactor.recoveryCodesLeft).toBe(9)
})

test('recovery codes cannot be tried in numbers', async () => {
  const statuses: number[] = []
  for (let i = 0; i < 7; i++) {
    const browser = await firstStep()
    const answer = await ask('POST', '/session/second-factor', { recoveryCode: `AAAA-AAAA-AAA${i}` }, browser)
    statuses.push(answer.status)
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429])
})

test('new recovery codes end the old ones', async () => {
  const renewed = await ask('POST', '/account/recovery-codes')
  expect(renewed.status).toBe(201)
  const browser = await firstStep()
  expect((await ask('POST', '/session/second-factor', { recoveryCode: codes[1] }, browser)).status).toBe(401)
  const { recoveryCodes } = (await renewed.json()) as { recoveryCodes: string[] }
  const answer = await ask('POST', '/session/second-factor', { recoveryCode: recoveryCodes[0] }, browser)
  expect(answer.status).toBe(200)
})

test('turning it on gave the session a new token and ended all others; turning it off does the same', async () => {
  const browser = await firstStep()
  const other = cookieOf(await ask('POST', '/session/second-factor', { code: codeNow() }, browser))
  const before = cookie
  const off = await ask('DELETE', '/account/second-factor')
  expect(off.status).toBe(204)
  cookie = cookieOf(off)
  expect(cookie).not.toBe(before)
  for (const jar of [before, other]) expect((await ask('GET', '/session', undefined, jar)).status).toBe(401)
  expect((await ask('GET', '/session')).status).toBe(200)
  expect(await lastActions(1)).toEqual(['second_factor.disabled'])
  expect((await on.send('POST', '/session', anna)).status).toBe(200)
})

test('after a quarter of an hour sensitive changes ask who it is; the password answers, a wrong one does not', async () => {
  on.clock.advance({ minutes: 16 })
  for (const [method, path] of [
    ['DELETE', '/account/second-factor'],
    ['POST', '/account/recovery-codes'],
    ['POST', '/account/passkeys/options'],
  ] as const) {
    const answer = await ask(method, path)
    expect([answer.status, await answer.json()]).toMatchObject([
      403,
      { reason: 'proof_required', details: { methods: ['password'] } },
    ])
  }
  const wrong = await ask('POST', '/account/proof', { password: 'not her password' })
  expect(await reasonOf(wrong)).toEqual([400, 'wrong_password'])
  const shown = await ask('POST', '/account/proof', { password: anna.password })
  expect(shown.status).toBe(204)
  expect((await ask('POST', '/account/recovery-codes', undefined, cookieOf(shown))).status).toBe(201)
  expect((await ask('GET', '/session')).status).toBe(401)
})

test('a workspace may ask everybody for a second factor; who has none can only set one up, from their next request on', async () => {
  const rule = (required: boolean, jar = cookie): Promise<Response> =>
    ask('PUT', '/workspace/second-factor', { required }, jar)
  expect((await rule(true)).status).toBe(204)
  expect(await (await ask('GET', '/workspace/second-factor')).json()).toEqual({ required: true })
  expect(await (await ask('GET', '/session')).json()).toMatchObject({ mustSecureSignIn: false })
  const off = await ask('DELETE', '/account/second-factor')
  cookie = cookieOf(off)
  expect(await (await ask('GET', '/session')).json()).toMatchObject({ mustSecureSignIn: true })
  expect(await reasonOf(await ask('GET', '/api-keys'))).toEqual([403, 'second_factor_required'])
  expect(await reasonOf(await ask('PATCH', '/workspace', { name: 'Mine' }))).toEqual([403, 'second_factor_required'])
  const started = (await (await ask('POST', '/account/second-factor')).json()) as { secret: string }
  phone = new TOTP({ secret: started.secret })
  const on2 = await ask('POST', '/account/second-factor/confirmation', { code: codeNow() })
  cookie = cookieOf(on2)
  expect((await ask('GET', '/api-keys')).status).toBe(200)
  expect((await rule(false)).status).toBe(204)
  expect(await lastActions(1)).toEqual(['second_factor.optional'])
})

test('nobody can ask others for what they do not have themselves', async () => {
  cookie = cookieOf(await ask('DELETE', '/account/second-factor'))
  expect(await reasonOf(await ask('PUT', '/workspace/second-factor', { required: true }))).toEqual([
    409,
    'second_factor_first',
  ])
})

test('a foreign page can make none of these changes', async () => {
  for (const [method, path] of [
    ['POST', '/account/second-factor'],
    ['DELETE', '/account/second-factor'],
    ['DELETE', '/account/sessions'],
    ['PUT', '/account/password'],
    ['POST', '/session/second-factor'],
  ] as const) {
    const answer = await on.send(method, path, {}, { cookie, origin: 'https://evil.example' })
    expect(await reasonOf(answer)).toEqual([403, 'cross_site_request'])
  }
})
