import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { OpenInvitation, People as PeopleAnswer, SentInvitation } from '#contract/people'
import type { Role } from '#contract/roles'
import { inWorkspace } from '#platform/postgres'
import { newWorkspace } from '#testing'
import { insertPerson, upsertMembership } from '../people.repo.ts'
import { annasWorkspace, cookieOf, signedIn, startTestApp, type TestApp } from '../testing/app.ts'

let on: TestApp
let anna: string
let workspaceId: string
let count = 0

beforeAll(async () => {
  on = await startTestApp()
  ;({ workspaceId } = await annasWorkspace(on.db))
  anna = await signedIn(on)
})
beforeEach(() => {
  on.mail.sent.length = 0
  on.clock.advance({ minutes: 11 })
})

const newEmail = () => `person${++count}@corner.example`
const password = 'long enough to keep'
const invite = (email: string, role: Role = 'agent', cookie = anna) =>
  on.send('POST', '/people/invitations', { email, role, locale: 'en' }, { cookie })
const mailedToken = () => on.mail.sent.at(-1)?.action?.url.split('#')[1] ?? ''
const join = (token: string) =>
  on.send('POST', '/invitations/join', { token, name: 'Nagy Béla', password, locale: 'hu' })
const look = (token: string) => on.send('POST', '/invitations/look', { token })
const reasonOf = async (answer: Response) => [answer.status, ((await answer.json()) as { reason?: string }).reason]
const people = async () => (await (await on.send('GET', '/people', undefined, { cookie: anna })).json()) as PeopleAnswer

async function member(role: Role): Promise<{ personId: string; cookie: string; email: string }> {
  const email = newEmail()
  const personId = await inWorkspace(on.db, workspaceId, async (tx) => {
    const id = await insertPerson(tx, { name: role, email, password, locale: 'en' })
    await upsertMembership(tx, workspaceId, id, role)
    return id
  })
  return { personId, email, cookie: await signedIn(on, { email, password }) }
}

test('the link that was mailed makes a colleague with the role of the invitation, signed in, once', async () => {
  const email = newEmail()
  const answer = await invite(email.toUpperCase(), 'staff')
  expect(answer.status).toBe(201)
  expect(((await answer.json()) as SentInvitation).link).toBeNull()
  expect(on.mail.sent).toMatchObject([
    { to: { email }, locale: 'en', workspaceId, subject: 'Kovács Anna invites you to Corner café' },
  ])
  const token = mailedToken()
  // A scanner in front of the mailbox opens links: looking changes nothing.
  for (let i = 0; i < 2; i++) {
    expect((await (await look(token)).json()) as OpenInvitation).toMatchObject({
      email,
      role: 'staff',
      workspaceName: 'Corner café',
      invitedBy: 'Kovács Anna',
      isKnown: false,
    })
  }
  const joined = await join(token)
  expect(joined.status).toBe(201)
  expect(await joined.json()).toMatchObject({ role: 'staff', person: { email, locale: 'hu', name: 'Nagy Béla' } })
  const cookie = cookieOf(joined)
  expect((await on.send('GET', '/session', undefined, { cookie })).status).toBe(200)
  expect((await on.send('GET', '/people', undefined, { cookie })).status).toBe(403)
  expect(await reasonOf(await join(token))).toEqual([404, 'invitation_closed'])
  expect(await reasonOf(await look(token))).toEqual([404, 'invitation_closed'])
})

test('two browsers with one link: one of them joins', async () => {
  await invite(newEmail())
  const token = mailedToken()
  const answers = await Promise.all([join(token), join(token)])
  expect(answers.map((answer) => answer.status).sort()).toEqual([201, 404])
})

test('the database holds the hash of a token, never the token', async () => {
  await invite(newEmail())
  const { rows } = await inWorkspace(on.db, workspaceId, (tx) =>
    sql<{ row: string }>`select i::text as row from invitations i`.execute(tx),
  )
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.map((row) => row.row).join()).not.toContain(mailedToken())
})

test('an invitation runs out after seven days; sent again it has a new link and the old one is dead', async () => {
  const email = newEmail()
  const { invitation } = (await (await invite(email)).json()) as SentInvitation
  const first = mailedToken()
  on.clock.advance({ hours: 7 * 24 })
  // The clock moved, and with it the end of Anna's own session.
  const cookie = await signedIn(on)
  expect(await reasonOf(await join(first))).toEqual([404, 'invitation_expired'])
  const again = await on.send('POST', `/people/invitations/${invitation.invitationId}/sending`, undefined, { cookie })
  expect(again.status).toBe(200)
  const second = mailedToken()
  expect(await reasonOf(await join(first))).toEqual([404, 'invitation_closed'])
  expect((await join(second)).status).toBe(201)
  anna = cookie
})

test('a withdrawn invitation opens nothing, an address is invited once at a time', async () => {
  const email = newEmail()
  const { invitation } = (await (await invite(email)).json()) as SentInvitation
  expect(await reasonOf(await invite(email))).toEqual([409, 'already_invited'])
  expect((await people()).invitations.map((one) => one.email)).toContain(email)
  const path = `/people/invitations/${invitation.invitationId}`
  expect((await on.send('DELETE', path, undefined, { cookie: anna })).status).toBe(204)
  expect(await reasonOf(await join(mailedToken()))).toEqual([404, 'invitation_closed'])
  expect((await invite(email)).status).toBe(201)
  expect(await reasonOf(await invite(on.mail.sent[0]?.to.email ?? '', 'agent'))).toEqual([409, 'already_invited'])
})

test('an invitation is for its address: another person cannot accept it, nor a stranger take over an account', async () => {
  const known = await member('viewer')
  await invite(newEmail())
  const token = mailedToken()
  const stolen = await on.send('POST', '/invitations/accept', { token }, { cookie: known.cookie })
  expect(await reasonOf(stolen)).toEqual([403, 'invitation_for_other'])
  // Somebody who exists is never given a password by a link.
  const email = newEmail()
  await on.db.transaction().execute((tx) => insertPerson(tx, { name: 'Known', email, password, locale: 'en' }))
  await invite(email, 'viewer')
  expect(await (await look(mailedToken())).json()).toMatchObject({ isKnown: true })
  expect(await reasonOf(await join(mailedToken()))).toEqual([409, 'person_exists'])
})

test('somebody who works elsewhere accepts signed in, and looks at the new workspace from then on', async () => {
  const elsewhere = await newWorkspace(on.db, { name: 'Elsewhere' })
  const email = newEmail()
  const personId = await inWorkspace(on.db, elsewhere, async (tx) => {
    const id = await insertPerson(tx, { name: 'Dora', email, password, locale: 'en' })
    await upsertMembership(tx, elsewhere, id, 'owner')
    return id
  })
  const cookie = await signedIn(on, { email, password })
  await invite(email, 'marketer')
  const accepted = await on.send('POST', '/invitations/accept', { token: mailedToken() }, { cookie })
  expect(accepted.status).toBe(200)
  expect(await accepted.json()).toMatchObject({
    person: { personId },
    workspace: { workspaceId },
    role: 'marketer',
    workspaces: [
      { workspaceId: elsewhere, role: 'owner' },
      { workspaceId, role: 'marketer' },
    ],
  })
  expect(await reasonOf(await on.send('POST', '/invitations/accept', { token: mailedToken() }, { cookie }))).toEqual([
    404,
    'invitation_closed',
  ])
  expect(await reasonOf(await invite(email))).toEqual([409, 'already_member'])
})

test('nobody invites above their own role, and only who may change people invites at all', async () => {
  const manager = await member('manager')
  expect(await reasonOf(await invite(newEmail(), 'owner', manager.cookie))).toEqual([403, 'role_above_yours'])
  expect((await invite(newEmail(), 'manager', manager.cookie)).status).toBe(201)
  const marketer = await member('marketer')
  expect((await invite(newEmail(), 'viewer', marketer.cookie)).status).toBe(403)
})

test('a role taken away is gone with the next request, a removed person sees nothing any more', async () => {
  const { personId, cookie } = await member('manager')
  const see = async () => (await on.send('GET', '/people', undefined, { cookie })).status
  expect(await see()).toBe(200)
  await on.send('PATCH', `/people/${personId}`, { role: 'viewer' }, { cookie: anna })
  expect(await see()).toBe(403)
  await on.send('PATCH', `/people/${personId}`, { role: 'manager' }, { cookie: anna })
  expect(await see()).toBe(200)
  expect((await on.send('DELETE', `/people/${personId}`, undefined, { cookie: anna })).status).toBe(204)
  expect(await see()).toBe(403)
  expect(await reasonOf(await on.send('GET', '/session', undefined, { cookie }))).toEqual([403, 'no_workspace'])
})

test('a manager touches neither an owner nor makes one; an owner makes another and only then may go', async () => {
  const manager = await member('manager')
  const me = (await people()).members.find(({ email }) => email === 'anna@corner.example')?.personId ?? ''
  const as = (cookie: string) => ({ cookie })
  expect(await reasonOf(await on.send('PATCH', `/people/${me}`, { role: 'staff' }, as(manager.cookie)))).toEqual([
    403,
    'role_above_yours',
  ])
  expect(await reasonOf(await on.send('DELETE', `/people/${me}`, undefined, as(manager.cookie)))).toEqual([
    403,
    'role_above_yours',
  ])
  expect(
    await reasonOf(await on.send('PATCH', `/people/${manager.personId}`, { role: 'owner' }, as(manager.cookie))),
  ).toEqual([403, 'role_above_yours'])
  expect(await reasonOf(await on.send('PATCH', `/people/${me}`, { role: 'staff' }, as(anna)))).toEqual([
    409,
    'last_owner',
  ])
  expect(await reasonOf(await on.send('POST', '/workspace/leaving', undefined, as(anna)))).toEqual([409, 'last_owner'])
  const second = await member('owner')
  // Both owners leave at the same moment: one of them stays.
  const answers = await Promise.all(
    [anna, second.cookie].map((cookie) => on.send('POST', '/workspace/leaving', undefined, { cookie })),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 409])
  await inWorkspace(on.db, workspaceId, (tx) => upsertMembership(tx, workspaceId, me, 'owner'))
})

test('who did what is in the audit log, without a name or an address', async () => {
  const { rows } = await inWorkspace(on.db, workspaceId, (tx) =>
    sql<{ action: string; row: string }>`select action, e::text as row from audit_entries e`.execute(tx),
  )
  for (const action of [
    'people.invited',
    'people.joined',
    'people.role_changed',
    'people.removed',
    'people.left',
    'people.invitation_withdrawn',
    'people.invitation_resent',
  ]) {
    expect(rows.map((row) => row.action)).toContain(action)
  }
  expect(rows.map(({ row }) => row).join()).not.toMatch(/corner\.example|Béla/)
})

test('guessing links is limited', async () => {
  const answers = []
  for (let i = 0; i < 31; i++) answers.push((await look(`guess-${i}`)).status)
  expect(answers.filter((status) => status === 404)).toHaveLength(30)
  expect(answers.at(-1)).toBe(429)
})
