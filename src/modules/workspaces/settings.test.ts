import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { newId } from '#platform/ids'
import { checkIsolation, inWorkspace } from '#platform/postgres'
import { createWorkspace } from './create-workspace.ts'
import { demoSignIn } from './demo-sign-in.ts'
import { insertPerson, upsertMembership } from './people.repo.ts'
import { annasWorkspace, signedIn, startTestApp, type TestApp } from './testing/app.ts'

let on: TestApp
let cookie: string
let workspaceId: string

beforeAll(async () => {
  on = await startTestApp()
  ;({ workspaceId } = await annasWorkspace(on.db))
  cookie = await signedIn(on)
})

const session = async (as = cookie) => await (await on.send('GET', '/session', undefined, { cookie: as })).json()

test('the workspace is changed field by field', async () => {
  const change = async (body: object) => (await on.send('PATCH', '/workspace', body, { cookie })).status
  expect(await change({ silenceDays: 45, name: 'Corner' })).toBe(204)
  expect(await session()).toMatchObject({ workspace: { silenceDays: 45, name: 'Corner', currency: 'HUF' } })
  expect(await change({ silenceDays: null, timeZone: 'Asia/Tehran', currency: 'EUR' })).toBe(204)
  expect(await session()).toMatchObject({
    workspace: { silenceDays: null, name: 'Corner', currency: 'EUR', timeZone: 'Asia/Tehran' },
  })
  // Neither engine, nor Temporal, finds the days of each of these.
  for (const timeZone of ['+02:00', 'PST', 'europe/budapest', 'Mars/Olympus'])
    expect(await change({ timeZone }), timeZone).toBe(400)
  expect(await change({ silenceDays: 0 })).toBe(400)
})

test('time zone and currency stay once events were counted with them', async () => {
  await inWorkspace(on.db, workspaceId, (tx) =>
    sql`insert into event_log (workspace_id, message_key, occurred_at, received_at, source, body)
      values (${workspaceId}, ${newId()}, now(), now(), 'api', '{}')`.execute(tx),
  )
  const answer = await on.send('PATCH', '/workspace', { currency: 'USD' }, { cookie })
  expect(answer.status).toBe(409)
  expect(await answer.json()).toMatchObject({ reason: 'workspace_has_events' })
  expect((await on.send('PATCH', '/workspace', { name: 'Same', currency: 'EUR' }, { cookie })).status).toBe(204)
})

test('a person reads the program in their own language from the next answer on', async () => {
  const answer = await on.send('PATCH', '/me', { locale: 'pl' }, { cookie })
  expect(await answer.json()).toMatchObject({ person: { locale: 'pl', name: 'Kovács Anna' } })
  const problem = async (asked: string) =>
    (await on.send('GET', '/nowhere', undefined, { cookie, 'accept-language': asked })).json()
  expect(await problem('hu-HU,hu;q=0.9,en;q=0.8')).toMatchObject({ detail: 'Pod tym adresem nic nie ma.' })
  expect(await problem('tlh')).toMatchObject({ detail: 'Pod tym adresem nic nie ma.' })
  // The console names the one language that is on screen, also when it was switched there for a moment.
  expect(await problem('hu')).toMatchObject({ detail: 'Ezen a címen nincs semmi.' })
})

test('a viewer reads and changes nothing', async () => {
  const viewer = { name: 'Vera', email: 'vera@corner.example', password: 'a long password', locale: 'en' }
  await inWorkspace(on.db, workspaceId, async (tx) => {
    await upsertMembership(tx, workspaceId, await insertPerson(tx, viewer), 'viewer')
  })
  const as = await signedIn(on, viewer)
  expect(await session(as)).toMatchObject({ role: 'viewer' })
  expect((await on.send('PATCH', '/workspace', { name: 'x' }, { cookie: as })).status).toBe(403)
  expect((await on.send('GET', '/api-keys', undefined, { cookie: as })).status).toBe(403)
})

test('a person who belongs to no workspace can sign out and nothing else', async () => {
  const lost = { name: 'Lost', email: 'lost@corner.example', password: 'a long password', locale: 'en' }
  await on.db.transaction().execute((tx) => insertPerson(tx, lost))
  const answer = await on.send('POST', '/session', lost)
  expect(answer.status).toBe(403)
  expect(await answer.json()).toMatchObject({ reason: 'no_workspace' })
})

test('the demo sign-in is printed again at the next start, and works', async () => {
  const sample = await createWorkspace(on.db, {
    name: 'Sample',
    timeZone: 'UTC',
    currency: 'GBP',
    locale: 'en',
    isSample: true,
  })
  const options = { secret: on.people.secret, workspaceId: sample.workspaceId, name: 'Demo' }
  const first = await demoSignIn(on.db, options)
  expect(await demoSignIn(on.db, options)).toEqual(first)
  expect(await session(await signedIn(on, first))).toMatchObject({ role: 'owner', workspace: { isSample: true } })
})

test('memberships are isolated like every other row', async () => {
  await expect(checkIsolation(on.db)).resolves.toBeUndefined()
  expect((await sql`select * from memberships`.execute(on.db)).rows).toEqual([])
})
