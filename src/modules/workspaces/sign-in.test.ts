import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { anna, annasWorkspace, cookieOf, signedIn, startTestApp, type TestApp } from './test-app.ts'

let on: TestApp

beforeAll(async () => {
  on = await startTestApp()
  await annasWorkspace(on.db)
})

beforeEach(() => on.clock.advance({ hours: 1 }))

const wrong = 'not her password'

test('the right password opens a session that the console can start with', async () => {
  const answer = await on.send('POST', '/session', { email: ' Anna@Corner.example ', password: anna.password })
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({
    person: { name: anna.name, email: anna.email, locale: 'en' },
    workspace: {
      name: 'Corner café',
      timeZone: 'Europe/Budapest',
      currency: 'HUF',
      silenceDays: null,
      isSample: false,
    },
    role: 'owner',
  })
  const me = await on.send('GET', '/session', undefined, { cookie: cookieOf(answer) })
  expect(me.status).toBe(200)
  expect(me.headers.get('cache-control')).toBe('no-store')
})

test('a wrong password, an unknown address and a word that is no address are answered alike', async () => {
  const answers = await Promise.all([
    on.send('POST', '/session', { email: anna.email, password: wrong }),
    on.send('POST', '/session', { email: 'nobody@corner.example', password: wrong }),
    on.send('POST', '/session', { email: 'anna', password: wrong }),
  ])
  expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401])
  const bodies = await Promise.all(answers.map(async (answer) => ({ ...(await answer.json()), requestId: '' })))
  expect(bodies[1]).toEqual(bodies[0])
  expect(bodies[2]).toEqual(bodies[0])
  expect(answers.map((answer) => answer.headers.getSetCookie())).toEqual([[], [], []])
})

test('an unknown address costs the same work as a wrong password', async () => {
  const { password } = await (await on.people.auth()).$context
  const calls: string[] = []
  const { hash, verify } = password
  password.hash = async (...given) => {
    calls.push('scrypt')
    return await hash(...given)
  }
  password.verify = async (...given) => {
    calls.push('scrypt')
    return await verify(...given)
  }
  await on.send('POST', '/session', { email: anna.email, password: wrong })
  await on.send('POST', '/session', { email: 'nobody@corner.example', password: wrong })
  await on.send('POST', '/session', { email: 'anna', password: wrong })
  Object.assign(password, { hash, verify })
  expect(calls).toEqual(['scrypt', 'scrypt', 'scrypt'])
})

test('after ten wrong passwords the account waits, whoever asks, and says how long', async () => {
  const attempt = (password: string) => on.send('POST', '/session', { email: anna.email, password })
  for (let i = 0; i < 10; i++) expect((await attempt(wrong)).status).toBe(401)
  const refused = await attempt(anna.password)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBe(60)
  expect(refused.headers.get('ratelimit')).toBe('"sign-in";r=0;t=60')
  expect(refused.headers.get('ratelimit-policy')).toBe('"sign-in";q=10;w=600')
  on.clock.advance({ seconds: 60 })
  expect((await attempt(anna.password)).status).toBe(200)
})

test('one address cannot try many accounts', async () => {
  const attempt = (n: number) => on.send('POST', '/session', { email: `person${n}@corner.example`, password: wrong })
  const answers = await Promise.all(Array.from({ length: 52 }, (_, n) => attempt(n)))
  expect(answers.filter((answer) => answer.status === 429)).toHaveLength(2)
})

test('on this machine the cookie is bound to the host, unreadable for scripts and never sent from foreign pages', async () => {
  const answer = await on.send('POST', '/session', anna)
  const [line = ''] = answer.headers.getSetCookie()
  expect(line.replace(/=[^;]*/, '=…')).toBe('__Host-regulars=…; Max-Age=604800; Path=/; HttpOnly; Secure; SameSite=Lax')
})

test('over plain http from another machine the cookie is a plain one, because browsers refuse secure ones there', async () => {
  const url = 'http://192.168.1.20:4400'
  const answer = await on.app.request(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, host: '192.168.1.20:4400' },
    body: JSON.stringify({ email: anna.email, password: anna.password }),
  })
  const [line = ''] = answer.headers.getSetCookie()
  expect(line.replace(/=[^;]*/, '=…')).toBe('regulars=…; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax')
  const me = await on.app.request(`${url}/api/v1/session`, { headers: { cookie: cookieOf(answer) } })
  expect(me.status).toBe(200)
})

test('signing in makes a new session and ends the one before', async () => {
  const before = await signedIn(on)
  const answer = await on.send('POST', '/session', anna, { cookie: before })
  const after = cookieOf(answer)
  expect(after).not.toBe(before)
  expect((await on.send('GET', '/session', undefined, { cookie: before })).status).toBe(401)
  expect((await on.send('GET', '/session', undefined, { cookie: after })).status).toBe(200)
})

test('a token planted before sign-in is worth nothing', async () => {
  const planted = '__Host-regulars=planted.c2lnbmF0dXJl'
  const answer = await on.send('POST', '/session', anna, { cookie: planted })
  expect(cookieOf(answer)).not.toContain('planted')
  expect((await on.send('GET', '/session', undefined, { cookie: planted })).status).toBe(401)
})

test('what the sessions table holds opens nothing without the signature', async () => {
  await signedIn(on)
  const { rows } = await sql<{ token: string }>`select token from person_sessions`.execute(on.db)
  for (const { token } of rows) {
    const answer = await on.send('GET', '/session', undefined, { cookie: `__Host-regulars=${token}` })
    expect(answer.status).toBe(401)
  }
})

test('signing out ends the session on the server and clears the cookie', async () => {
  const cookie = await signedIn(on)
  const answer = await on.send('DELETE', '/session', undefined, { cookie })
  expect(answer.status).toBe(204)
  expect(answer.headers.getSetCookie().join()).toContain('__Host-regulars=; Max-Age=0')
  expect((await on.send('GET', '/session', undefined, { cookie })).status).toBe(401)
})

test('a session ends after a week without a request', async () => {
  const cookie = await signedIn(on)
  await sql`update person_sessions set expires_at = now() - interval '1 second'`.execute(on.db)
  expect((await on.send('GET', '/session', undefined, { cookie })).status).toBe(401)
  await signedIn(on)
  const { rows } = await sql`select from person_sessions where expires_at < now()`.execute(on.db)
  expect(rows).toEqual([])
})

test('a session in use is prolonged, in the table and in the browser', async () => {
  const cookie = await signedIn(on)
  await sql`update person_sessions set expires_at = now() + interval '6 days'`.execute(on.db)
  const answer = await on.send('GET', '/session', undefined, { cookie })
  expect(answer.headers.getSetCookie().join()).toContain('Max-Age=604800')
  const { rows } = await sql<{ days: number }>`
    select extract(epoch from max(expires_at) - now()) / 86400 as days from person_sessions`.execute(on.db)
  expect(Number(rows[0]?.days)).toBeGreaterThan(6.9)
})

test('a session ends thirty days after sign-in, however much it is used', async () => {
  const cookie = await signedIn(on)
  on.clock.advance({ hours: 31 * 24 })
  expect((await on.send('GET', '/session', undefined, { cookie })).status).toBe(401)
  on.clock.set(new Date().toISOString())
  expect((await on.send('GET', '/session', undefined, { cookie })).status).toBe(401)
})

test('nobody can sign up', async () => {
  const body = { name: 'Mallory', email: 'mallory@corner.example', password: 'a long password' }
  for (const path of ['/api/auth/sign-up/email', '/api/v1/sign-up/email', '/api/v1/people']) {
    const answer = await on.app.request(`http://localhost:4400${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://localhost:4400' },
      body: JSON.stringify(body),
    })
    expect(answer.status).toBe(404)
  }
})
