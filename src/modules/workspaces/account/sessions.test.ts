import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { makePasswordLink } from '../password-link.ts'
import { setPassword } from '../people.repo.ts'
import { anna, annasWorkspace, cookieOf, startTestApp, type TestApp } from '../testing/app.ts'

const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'

let on: TestApp
let personId: string
let cookie: string

type Listed = { sessionId: string; isThis: boolean; browser: string; system: string; lastUsedAt: string }
const ask = (method: string, path: string, body?: unknown, jar = cookie): Promise<Response> =>
  on.send(method, path, body, { cookie: jar })
const list = async (jar = cookie): Promise<Listed[]> =>
  ((await (await ask('GET', '/account/sessions', undefined, jar)).json()) as { sessions: Listed[] }).sessions
const works = async (jar: string): Promise<boolean> => (await ask('GET', '/session', undefined, jar)).status === 200
const signInFrom = async (agent: string): Promise<string> =>
  cookieOf(await on.send('POST', '/session', { email: anna.email, password: anna.password }, { 'user-agent': agent }))

beforeAll(async () => {
  on = await startTestApp('https://regulars.corner.example')
  ;({ personId } = await annasWorkspace(on.db))
})

beforeEach(async () => {
  on.clock.advance({ hours: 2 })
  await sql`delete from person_sessions`.execute(on.db)
  await setPassword(on.db, personId, anna.password)
  cookie = await signInFrom(chrome)
})

test('the list tells each device in two words, when it was used, and which is this; it keeps nothing more of them', async () => {
  await signInFrom(phone)
  on.clock.advance({ minutes: 10 })
  const [first, second] = await list()
  expect(first).toMatchObject({ isThis: true, browser: 'Chrome', system: 'Linux' })
  expect(first?.lastUsedAt).toBe(new Date(on.clock.now().epochMilliseconds).toISOString())
  expect(second).toMatchObject({ isThis: false, browser: 'Safari', system: 'iPhone' })
  const { rows } = await sql<{ all: string }>`
    select string_agg((to_jsonb(s) - '{id,person_id,token_hash}'::text[])::text, ' ') as all from person_sessions s
  `.execute(on.db)
  expect(rows[0]?.all).toContain('Chrome')
  expect(rows[0]?.all).not.toMatch(/Mozilla|140\.|AppleWebKit|127\.0\.0\.1/)
})

test('one session is ended from another, at once; nobody ends the sessions of others', async () => {
  const other = await signInFrom(phone)
  const target = (await list()).find((one) => !one.isThis)?.sessionId ?? ''
  expect((await ask('DELETE', `/account/sessions/${target}`)).status).toBe(204)
  expect(await works(other)).toBe(false)
  expect(await works(cookie)).toBe(true)
  expect((await ask('DELETE', `/account/sessions/${target}`)).status).toBe(404)
  const stranger = '0198c0de-0000-7000-8000-000000000000'
  expect((await ask('DELETE', `/account/sessions/${stranger}`)).status).toBe(404)
})

test('all others end at once, this one stays', async () => {
  const others = [await signInFrom(phone), await signInFrom(chrome)]
  const answer = await ask('DELETE', '/account/sessions')
  expect(await answer.json()).toEqual({ ended: 2 })
  for (const other of others) expect(await works(other)).toBe(false)
  expect(await works(cookie)).toBe(true)
})

test('a new password needs the old one, ends every other session and gives this one a new token', async () => {
  const other = await signInFrom(phone)
  const wrong = await ask('PUT', '/account/password', { password: 'not hers at all', newPassword: 'a better sentence' })
  expect([wrong.status, await wrong.json()]).toMatchObject([400, { reason: 'wrong_password' }])
  const short = await ask('PUT', '/account/password', { password: anna.password, newPassword: 'short' })
  expect(short.status).toBe(400)
  const changed = await ask('PUT', '/account/password', { password: anna.password, newPassword: 'a better sentence' })
  expect(changed.status).toBe(204)
  expect(await works(other)).toBe(false)
  expect(await works(cookie)).toBe(false)
  expect(await works(cookieOf(changed))).toBe(true)
  expect((await on.send('POST', '/session', anna)).status).toBe(401)
  expect((await on.send('POST', '/session', { ...anna, password: 'a better sentence' })).status).toBe(200)
})

test('the old password cannot be guessed from within a session', async () => {
  for (let i = 0; i < 10; i++) {
    expect((await ask('POST', '/account/proof', { password: 'not hers' })).status).toBe(400)
  }
  const refused = await ask('POST', '/account/proof', { password: anna.password })
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true])
})

const tokenOf = (url: string): string => new URL(url).hash.slice(1)
const setByLink = (token: string, newPassword = 'from the mailed link'): Promise<Response> =>
  on.send('PUT', '/password-link', { token, newPassword })

test('a mailed link sets a new password once, within half an hour, and ends every session', async () => {
  const url = await makePasswordLink(on.people, personId)
  expect(url).toMatch(/^https:\/\/regulars\.corner\.example\/new-password#[\w-]{43}$/)
  const { rows } = await sql<{ all: string }>`select string_agg(c::text, ' ') as all from person_challenges c`.execute(
    on.db,
  )
  expect(rows[0]?.all).not.toContain(tokenOf(url))
  expect((await setByLink(tokenOf(url))).status).toBe(204)
  expect(await works(cookie)).toBe(false)
  expect((await on.send('POST', '/session', { ...anna, password: 'from the mailed link' })).status).toBe(200)
  const again = await setByLink(tokenOf(url))
  expect([again.status, await again.json()]).toMatchObject([403, { reason: 'link_expired' }])
})

test('an old link, a replaced one and an invented one open nothing', async () => {
  const first = await makePasswordLink(on.people, personId)
  const second = await makePasswordLink(on.people, personId)
  expect((await setByLink(tokenOf(first))).status).toBe(403)
  on.clock.advance({ minutes: 31 })
  expect((await setByLink(tokenOf(second))).status).toBe(403)
  expect((await setByLink('invented')).status).toBe(403)
  expect(await works(cookie)).toBe(true)
})

test('a link to a new password is no way around the second factor', async () => {
  await sql`
    insert into person_totp (person_id, secret, created_at, confirmed_at) values (${personId}, '', now(), now())`.execute(
    on.db,
  )
  await setByLink(tokenOf(await makePasswordLink(on.people, personId)))
  const answer = await on.send('POST', '/session', { ...anna, password: 'from the mailed link' })
  expect(answer.status).toBe(202)
  await sql`delete from person_totp`.execute(on.db)
})

test('asking for a link answers alike for known and unknown addresses, and not for ever', async () => {
  const askFor = (email: string): Promise<Response> => on.send('POST', '/password-link', { email })
  const [known, unknown] = [await askFor(anna.email), await askFor('nobody@corner.example')]
  expect([known.status, await known.text()]).toEqual([204, ''])
  expect([unknown.status, await unknown.text()]).toEqual([204, ''])
  await expect
    .poll(async () => {
      const { rows } = await sql`select from person_challenges where kind = 'password_reset'`.execute(on.db)
      return rows.length
    })
    .toBe(1)
  for (let i = 0; i < 2; i++) await askFor(anna.email)
  expect((await askFor(anna.email)).status).toBe(429)
})
