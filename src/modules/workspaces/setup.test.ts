import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openSetup } from './people.ts'
import { loadSecret } from './secret.ts'
import { cookieOf, startTestApp } from './testing/app.ts'

const firstRun = {
  name: 'Kovács Anna',
  email: 'Anna@Corner.example',
  password: 'long enough to keep',
  workspaceName: 'Corner café',
  timeZone: 'Europe/Budapest',
  currency: 'HUF',
  locale: 'hu',
}

test('the first-run page works with the printed token, once', async () => {
  const on = await startTestApp()
  const token = await openSetup(on.people)
  expect(token).toHaveLength(32)
  expect(await (await on.send('GET', '/setup')).json()).toEqual({ needed: true })

  const guessed = await on.send('POST', '/setup', { ...firstRun, token: 'guess' })
  expect(guessed.status).toBe(403)
  expect(await guessed.json()).toMatchObject({ reason: 'wrong_setup_token' })

  // Two browsers at once: one of them is too late.
  const answers = await Promise.all([1, 2].map(() => on.send('POST', '/setup', { ...firstRun, token })))
  expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409])
  const done = answers.find((answer) => answer.status === 201)
  if (!done) throw new Error('nobody was first')
  const { session, serverKey, writeKey } = (await done.json()) as Record<string, string>
  expect(session).toMatchObject({ role: 'owner', person: { email: 'anna@corner.example', locale: 'hu' } })
  expect(writeKey).toMatch(/^wk_[0-9A-Za-z]{38}$/)

  expect((await on.send('GET', '/session', undefined, { cookie: cookieOf(done) })).status).toBe(200)
  expect((await on.app.request('/api/v1/session', { headers: { authorization: `Bearer ${serverKey}` } })).status).toBe(
    403,
  )
  expect(await (await on.send('GET', '/setup')).json()).toEqual({ needed: false })
  expect(await openSetup(on.people)).toBeUndefined()
  const again = await on.send('POST', '/setup', { ...firstRun, email: 'other@corner.example', token })
  expect(again.status).toBe(409)
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from people`.execute(on.db)
  expect(rows[0]?.n).toBe(1)
})

test('what is wrong in the first-run form is named field by field, in the language of the reader', async () => {
  const on = await startTestApp()
  const body = { ...firstRun, token: 'x', password: 'short', timeZone: 'Mars/Olympus', currency: 'XXZ', email: 'no' }
  const answer = await on.send('POST', '/setup', body, { 'accept-language': 'fa, en;q=0.5' })
  expect(answer.status).toBe(400)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.headers.get('content-language')).toBe('fa')
  const problem = (await answer.json()) as { detail: string; errors: { path: string; message: string }[] }
  expect(problem.errors.map((error) => error.path).sort()).toEqual(['currency', 'email', 'password', 'timeZone'])
  expect(problem.detail).toMatch(/[؀-ۿ]/)
  expect(problem.errors.find((error) => error.path === 'password')?.message).toContain('۱۰')
})

test('guessing the token is limited', async () => {
  const on = await startTestApp()
  const guess = () => on.send('POST', '/setup', { ...firstRun, token: 'guess' })
  for (let i = 0; i < 20; i++) await guess()
  expect((await guess()).status).toBe(429)
})

test('the secret is made once, for its owner alone', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'regulars-secret-'))
  try {
    const secret = loadSecret({ dataDir })
    expect(secret.length).toBeGreaterThanOrEqual(43)
    expect(loadSecret({ dataDir })).toBe(secret)
    expect(statSync(join(dataDir, 'secret')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(dataDir, 'secret'), 'utf8').trim()).toBe(secret)
    expect(loadSecret({ dataDir, secret: 'the one from the environment ...' })).toBe('the one from the environment ...')
  } finally {
    rmSync(dataDir, { recursive: true })
  }
})
