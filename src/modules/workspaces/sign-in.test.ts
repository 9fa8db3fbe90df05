import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { inWorkspace } from '#platform/postgres'
import { hashPassword, verifyPassword } from './hash-password.ts'
import { upsertMembership } from './people.repo.ts'
import { anna, annasWorkspace, cookieOf, signedIn, startTestApp, type TestApp } from './testing/app.ts'

let on: TestApp
let workspaceId: string
let personId: string

beforeAll(async () => {
  on = await startTestApp()
  ;({ workspaceId, personId } = await annasWorkspace(on.db))
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
  const hash = await hashPassword('something long')
  const spent = async (work: () => Promise<unknown>): Promise<number> => {
    const before = process.cpuUsage()
    for (let i = 0; i < 3; i++) await work()
    const { user, system } = process.cpuUsage(before)
    return user + system
  }
  expect(await verifyPassword('something long', hash)).toBe(true)
  const known = await spent(() => verifyPassword(wrong, hash))
  const unknown = await spent(() => verifyPassword(wrong, undefined))
  // Processor time, not the clock: either the hash was reckoned (tens of milliseconds) or it was not (none).
  expect(unknown).toBeGreaterThan(known / 4)
})

test('a hash of the first version still opens', async () => {
  const [salt, key] = [
    'a3f1c2d4e5b60718293a4b5c6d7e8f90',
    '455be7e8dc21a5507f70511c1e697ebe1a1bc151482c6ef5aeba31d59e99d7973182879eff2abcce4b213f045b96e67f37ef028ab8a71d4a86c1f54149915dc7',
  ]
  expect(await verifyPassword('long enough to keep', `${salt}:${key}`)).toBe(true)
  expect(await verifyPassword('long enough to keep!', `${salt}:${key}`)).toBe(false)
  expect(await verifyPassword('long enough to keep', 'no hash at all')).toBe(false)
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
  const statuses: number[] = []
  for (let from = 0; from < 52; from += 13) {
    const answers = await Promise.all(Array.from({ length: 13 }, (_, n) => attempt(from + n)))
    statuses.push(...answers.map((answer) => answer.status))
  }
  expect(statuses.sort()).toEqual([...Array(50).fill(401), 429, 429])
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

test('what the sessions table holds opens nothing', async () => {
  await signedIn(on)
  const { rows } = await sql<{ token_hash: Buffer }>`select token_hash from person_sessions`.execute(on.db)
  expect(rows.length).toBeGreaterThan(0)
  for (const { token_hash } of rows) {
    const token = token_hash.toString('base64url')
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
  on.clock.advance({ hours: 7 * 24 - 1 })
  expect((await on.send('GET', '/session', undefined, { cookie })).status).toBe(200)
  on.clock.advance({ hours: 7 * 24 + 1 })
  const answer = await on.send('GET', '/session', undefined, { cookie })
  expect(answer.status).toBe(401)
  expect(answer.headers.getSetCookie().join()).toContain('__Host-regulars=; Max-Age=0')
  await signedIn(on)
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from person_sessions`.execute(on.db)
  expect(rows[0]?.n).toBe(1)
})

test('a session in use is prolonged, in the table and in the browser', async () => {
  const cookie = await signedIn(on)
  expect((await on.send('GET', '/session', undefined, { cookie })).headers.getSetCookie()).toEqual([])
  on.clock.advance({ minutes: 6 })
  const answer = await on.send('GET', '/session', undefined, { cookie })
  expect(answer.headers.getSetCookie().join()).toContain('Max-Age=604800')
  const { rows } = await sql<{ seen: Date }>`select max(seen_at) as seen from person_sessions`.execute(on.db)
  expect(rows[0]?.seen.getTime()).toBe(on.clock.now().epochMilliseconds)
})

test('a session ends thirty days after sign-in, however much it is used', async () => {
  const cookie = await signedIn(on)
  const ask = async (): Promise<number> => (await on.send('GET', '/session', undefined, { cookie })).status
  for (let day = 0; day < 29; day++) {
    on.clock.advance({ hours: 24 })
    expect(await ask()).toBe(200)
  }
  on.clock.advance({ hours: 25 })
  expect(await ask()).toBe(401)
})

test('a role that is taken away is gone with the next request', async () => {
  const cookie = await signedIn(on)
  const ask = async (): Promise<number> => (await on.send('GET', '/api-keys', undefined, { cookie })).status
  expect(await ask()).toBe(200)
  await inWorkspace(on.db, workspaceId, (tx) => upsertMembership(tx, workspaceId, personId, 'staff'))
  expect(await ask()).toBe(403)
  await inWorkspace(on.db, workspaceId, (tx) => sql`delete from memberships`.execute(tx))
  const answer = await on.send('GET', '/api-keys', undefined, { cookie })
  expect([answer.status, await answer.json()]).toMatchObject([403, { reason: 'no_workspace' }])
  await inWorkspace(on.db, workspaceId, (tx) => upsertMembership(tx, workspaceId, personId, 'owner'))
  expect(await ask()).toBe(200)
})

test('over https a cookie that a neighbouring host could have planted is not looked at', async () => {
  const cookie = await signedIn(on)
  const plain = cookie.replace('__Host-', '')
  expect((await on.send('GET', '/session', undefined, { cookie: plain })).status).toBe(401)
})

test('signing in is written down in the audit log, with how and without from where', async () => {
  await signedIn(on)
  const entries = await inWorkspace(on.db, workspaceId, (tx) =>
    sql<{ action: string; target_id: string; detail: object }>`
      select action, target_id, detail from audit_entries order by sequence desc limit 1`.execute(tx),
  )
  expect(entries.rows).toEqual([
    { action: 'session.opened', target_id: personId, detail: { by: 'password', twoFactor: false } },
  ])
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

test('who belongs to no workspace any more gets in, may open one of their own, and nothing else', async () => {
  await inWorkspace(on.db, workspaceId, (tx) => sql`delete from memberships`.execute(tx))
  const answer = await on.send('POST', '/session', { email: anna.email, password: anna.password })
  expect([answer.status, await answer.json()]).toMatchObject([403, { reason: 'no_workspace' }])
  const cookie = cookieOf(answer)
  expect(cookie).toContain('regulars=')
  for (const path of ['/session', '/api-keys', '/people']) {
    expect([path, (await on.send('GET', path, undefined, { cookie })).status]).toEqual([path, 403])
  }
  const wanted = { name: 'Second try', timeZone: 'UTC', currency: 'EUR', locale: 'en' }
  const made = await on.send('POST', '/workspaces', wanted, { cookie })
  expect([made.status, await made.json()]).toMatchObject([201, { role: 'owner', workspace: { name: 'Second try' } }])
  expect((await on.send('GET', '/session', undefined, { cookie })).status).toBe(200)
})
