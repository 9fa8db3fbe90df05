import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type {
  Attachment,
  ConsentLedger,
  CustomerCare,
  Favourites,
  ImportantDate,
  Note,
  Preferences,
} from '#contract/care'
import type { CustomerPage, TimelinePage } from '#contract/customers'
import { inWorkspace } from '#platform/postgres'
import { fakeClock } from '#testing'
import { signIn } from '../../testing/sign-in.ts'
import { owner, type Shop, startTestServer } from '../../testing/start-test-server.ts'
import { consentState, personalData, sweepAttachments } from './index.ts'

const clock = fakeClock(new Date().toISOString())
const server = await startTestServer({}, { clock })
const shop = await server.openShop({ timeZone: 'Europe/Budapest' })
const other = await server.openShop({ name: 'Other' })
let anna = ''

async function send(to: Shop, batch: object[]): Promise<void> {
  const answer = await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${to.writeKey}:`)}` },
    body: JSON.stringify({ batch }),
  })
  expect(answer.status).toBe(200)
  await server.settle()
}

async function find(search: string): Promise<string> {
  const { customers } = await shop.read<CustomerPage>(`/customers?search=${search}`)
  return customers[0]?.customerId ?? ''
}

const ask = async <T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> => {
  const answer = await shop.ask(method, path, body)
  return { status: answer.status, body: (answer.status === 204 ? null : await answer.json()) as T }
}
const upload = (customerId: string, fileName: string, bytes: Uint8Array) =>
  shop.ask('POST', `/customers/${customerId}/attachments?fileName=${encodeURIComponent(fileName)}`, bytes, {
    'content-type': 'application/octet-stream',
  })
const eventsOf = async (customerId: string) => {
  await server.settle()
  const { events } = await shop.read<TimelinePage>(`/customers/${customerId}/timeline`)
  return events
}

beforeAll(async () => {
  const order = (id: string, at: string, products: object[]) => ({
    type: 'track',
    event: 'Order Completed',
    userId: 'anna',
    timestamp: at,
    properties: { order_id: id, total: 10, currency: 'EUR', products },
  })
  await send(shop, [
    { type: 'identify', userId: 'anna', traits: { email: 'anna@corner.example', name: 'Anna' } },
    order('1', '2026-01-05T08:15:00Z', [{ name: 'Flat white', category: 'Coffee', quantity: 1 }]),
    order('2', '2026-10-05T08:20:00Z', [{ name: 'Cardamom bun', category: 'Pastry', quantity: 1 }]),
    order('3', '2026-10-12T09:10:00Z', [
      { name: 'Cardamom bun', category: 'Pastry', quantity: 2 },
      { name: 'Flat white', category: 'Coffee' },
    ]),
    order('3', '2026-10-12T09:10:00Z', [{ name: 'Cardamom bun', category: 'Pastry', quantity: 2 }]),
    order('4', '2026-10-19T09:10:00Z', [{ name: 'Broken cup', quantity: 99 }]),
    { type: 'track', event: 'Order Cancelled', userId: 'anna', properties: { order_id: '4' } },
  ])
  anna = await find('anna')
})

test('a note is written once, changed, pinned, removed and had back', async () => {
  const noteId = crypto.randomUUID()
  const first = await ask<Note>('POST', `/customers/${anna}/notes`, { noteId, text: ' Likes the window seat ' })
  expect(first).toMatchObject({ status: 201, body: { text: 'Likes the window seat', editedAt: null, isPinned: false } })
  await ask('POST', `/customers/${anna}/notes`, { noteId, text: 'again' })
  await ask('POST', `/customers/${anna}/notes`, { text: 'Allergic to nuts', isPinned: true })
  const { notes } = await shop.read<{ notes: Note[] }>(`/customers/${anna}/notes`)
  expect(notes.map(({ text }) => text)).toEqual(['Allergic to nuts', 'Likes the window seat'])
  const changed = await ask<Note>('PATCH', `/customers/${anna}/notes/${noteId}`, { text: 'Window seat' })
  expect(changed.body).toMatchObject({ text: 'Window seat', editedAt: expect.any(String) })
  expect((await ask('DELETE', `/customers/${anna}/notes/${noteId}`)).status).toBe(204)
  expect((await ask('PATCH', `/customers/${anna}/notes/${noteId}`, { isPinned: true })).status).toBe(404)
  expect((await ask('POST', `/customers/${anna}/notes/${noteId}/restore`)).status).toBe(200)
  expect((await ask('POST', `/customers/${anna}/notes`, { text: '   ' })).status).toBe(400)
  const told = (await eventsOf(anna)).filter(({ event }) => event === 'Note Added')
  expect(told).toHaveLength(2)
  expect(JSON.stringify(told)).not.toContain('nuts')
})

test('a date without a year comes every year; there is no 31st of April', async () => {
  clock.set('2026-11-22T10:00:00Z')
  const added = await ask<ImportantDate>('POST', `/customers/${anna}/dates`, { kind: 'birthday', month: 11, day: 25 })
  expect(added).toMatchObject({ status: 201, body: { nextOn: '2026-11-25', inDays: 3, turns: null } })
  expect((await ask('POST', `/customers/${anna}/dates`, { kind: 'birthday', month: 4, day: 31 })).status).toBe(400)
  expect(
    (await ask('POST', `/customers/${anna}/dates`, { kind: 'birthday', month: 2, day: 29, year: 2023 })).status,
  ).toBe(400)
  expect((await ask('POST', `/customers/${anna}/dates`, { kind: 'other', month: 2, day: 2 })).status).toBe(400)
  const coming = await shop.read<{ dates: { name: string }[] }>('/coming-dates?days=4')
  expect(coming.dates).toMatchObject([{ name: 'Anna', inDays: 3 }])
  expect(await shop.read('/coming-dates?days=3')).toEqual({ dates: [] })
})

test('preferences stay where nothing is said, and interests are words', async () => {
  const path = `/customers/${anna}/preferences`
  await ask('PATCH', path, { channel: 'email', quietHours: { from: '21:00', until: '08:00' } })
  await ask('PATCH', path, { interests: ['Pastry', 'pastry', 'Jazz'] })
  expect(await shop.read<Preferences>(path)).toEqual({
    channel: 'email',
    locale: null,
    quietHours: { from: '21:00', until: '08:00' },
    frequency: null,
    interests: ['Pastry', 'Jazz'],
  })
  await ask('PUT', '/interests', { words: ['Tea', 'Jazz'] })
  const { words } = await shop.read<{ words: object[] }>('/interests')
  expect(words).toEqual([
    { word: 'Jazz', isOffered: true, customers: 1 },
    { word: 'Tea', isOffered: true, customers: 0 },
    { word: 'Pastry', isOffered: false, customers: 1 },
  ])
})

test('what two people write down of one customer at once is both kept', async () => {
  const change = (body: object) => ask<Preferences>('PATCH', `/customers/${anna}/preferences`, body)
  const told = { channel: 'sms', frequency: 'monthly', locale: 'hu' }
  await Promise.all(Object.entries(told).map(([name, value]) => change({ [name]: value })))
  expect(await shop.read(`/customers/${anna}/preferences`)).toMatchObject(told)
})

test('a consent of a year that was nobody’s is refused', async () => {
  const consent = { channel: 'email', purpose: 'profiling', state: 'given', method: 'form' }
  for (const statedAt of ['0000-01-01T00:00:00Z', '1000-01-01T00:00:00Z'])
    expect((await ask('POST', `/customers/${anna}/consents`, { ...consent, statedAt })).status).toBe(400)
})

test('a consent has its proof, the newest statement is in force, and nothing in the ledger can be changed', async () => {
  const file = (await (await upload(anna, 'form.pdf', Buffer.from('%PDF-1.7 signed'))).json()) as Attachment
  const base = { channel: 'email', purpose: 'marketing' }
  await ask('POST', `/customers/${anna}/consents`, {
    ...base,
    state: 'given',
    method: 'paper',
    wording: 'I want news.',
    evidenceId: file.attachmentId,
    statedAt: '2026-10-01T10:00:00Z',
  })
  const state = () =>
    inWorkspace(server.regulars.db, shop.workspaceId, (tx) =>
      consentState(tx, shop.workspaceId, anna, 'email', 'marketing'),
    )
  expect(await state()).toBe('given')
  // Written down later, said earlier: what was said last counts.
  await ask('POST', `/customers/${anna}/consents`, {
    ...base,
    state: 'withdrawn',
    method: 'verbal',
    statedAt: '2026-09-01T10:00:00Z',
  })
  expect(await state()).toBe('given')
  const ledger = await ask<ConsentLedger>('POST', `/customers/${anna}/consents`, {
    ...base,
    state: 'withdrawn',
    method: 'link',
  })
  expect(await state()).toBe('withdrawn')
  expect(ledger.body.entries.map(({ state: said, method }) => [said, method])).toEqual([
    ['withdrawn', 'link'],
    ['given', 'paper'],
    ['withdrawn', 'verbal'],
  ])
  expect(ledger.body.entries[1]).toMatchObject({
    wording: 'I want news.',
    evidence: { fileName: 'form.pdf' },
    author: { kind: 'key' },
  })
  expect((await ask('DELETE', `/customers/${anna}/attachments/${file.attachmentId}`)).status).toBe(409)
  const rewrite = inWorkspace(server.regulars.db, shop.workspaceId, (tx) =>
    sql`update consent_entries set state = 'given'`.execute(tx),
  )
  await expect(rewrite).rejects.toThrow(/permission denied/)
  const future = { ...base, state: 'given', method: 'form', statedAt: '2027-01-01T00:00:00Z' }
  expect((await ask('POST', `/customers/${anna}/consents`, future)).status).toBe(400)
  expect((await eventsOf(anna)).map(({ event }) => event)).toEqual(
    expect.arrayContaining(['Consent Given', 'Consent Withdrawn']),
  )
})

test('a write key can set no consent, neither by the API nor by what it tells of a customer', async () => {
  const answer = await fetch(`${server.url}/api/v1/customers/${anna}/consents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.writeKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'sms', purpose: 'marketing', state: 'given', method: 'form' }),
  })
  expect(answer.status).toBe(401)
  await send(shop, [
    { type: 'identify', userId: 'anna', traits: { consent: 'given', consents: { sms: 'given' } } },
    { type: 'track', event: 'Consent Given', userId: 'anna', properties: { channel: 'sms', purpose: 'marketing' } },
  ])
  const { entries } = await shop.read<ConsentLedger>(`/customers/${anna}/consents`)
  expect(entries.some(({ channel }) => channel === 'sms')).toBe(false)
})

test('a file is downloaded as what it is, never shown, and lies under a name of its own', async () => {
  const name = 'Szerződés "végleges".pdf'
  const added = await upload(anna, name, Buffer.from('%PDF-1.7 contract'))
  expect(added.status).toBe(201)
  const file = (await added.json()) as Attachment
  expect(file).toMatchObject({ fileName: name, contentType: 'application/pdf', bytes: 17 })
  const answer = await shop.ask('GET', `/customers/${anna}/attachments/${file.attachmentId}`)
  expect(await answer.text()).toBe('%PDF-1.7 contract')
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; /)
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  const folder = join(server.dataDir, 'attachments', shop.workspaceId)
  expect(readdirSync(folder).every((entry) => /^[\w-]{32}$/.test(entry))).toBe(true)
  const program = await upload(anna, 'photo.png', Buffer.from('MZ\x90\0'))
  expect([program.status, ((await program.json()) as { reason: string }).reason]).toEqual([400, 'file_type_refused'])
  expect((await upload(anna, 'big.txt', Buffer.alloc(10 * 1024 ** 2 + 1, 97))).status).toBe(413)
  const before = readdirSync(folder).length
  await ask('DELETE', `/customers/${anna}/attachments/${file.attachmentId}`)
  await sweepAttachments({ ...server.regulars, dataDir: server.dataDir }, shop.workspaceId)
  expect(readdirSync(folder)).toHaveLength(before)
  clock.advance({ hours: 25 })
  await sweepAttachments({ ...server.regulars, dataDir: server.dataDir }, shop.workspaceId)
  expect(readdirSync(folder)).toHaveLength(before - 1)
})

test('favourites weigh what was bought lately; an order told twice counts once, a cancelled one not at all', async () => {
  const { orders, products, categories, weekdays, hours } = await shop.read<Favourites>(`/customers/${anna}/favourites`)
  expect(orders).toBe(3)
  expect(products.map(({ name, times }) => [name, times])).toEqual([
    ['Cardamom bun', 2],
    ['Flat white', 1],
  ])
  expect(categories[0]?.name).toBe('Pastry')
  expect(weekdays).toEqual([{ weekday: 1, orders: 3 }])
  // Budapest is an hour ahead in winter, two in summer.
  expect(hours).toEqual([
    { hour: 9, orders: 1 },
    { hour: 10, orders: 1 },
    { hour: 11, orders: 1 },
  ])
})

test('the timeline is filtered by days of the shop, by source and by words', async () => {
  await server.settle()
  const found = async (query: string) => {
    const { events } = await shop.read<TimelinePage>(`/customers/${anna}/timeline?event=Order+Completed&${query}`)
    return events.map(({ properties }) => properties.order_id)
  }
  expect(await found('from=2026-10-05&until=2026-10-05')).toEqual(['2'])
  expect(await found('until=2026-10-04')).toEqual(['1'])
  expect(await found('search=cardamom&from=2026-10-06')).toEqual(['3', '3'])
  expect(await found('source=console')).toEqual([])
  const csv = await (
    await shop.ask('GET', `/customers/${anna}/timeline?event=Order+Completed&limit=1&format=csv`)
  ).text()
  expect(csv.trim().split('\r\n')).toHaveLength(6)
  const { sources } = await shop.read<TimelinePage>(`/customers/${anna}/timeline?source=console`)
  expect(sources.map(({ source }) => source)).toContain('api')
})

test('colleagues see each other on a page until one goes', async () => {
  const as = await signIn(server.url, owner)
  expect(await (await as('PUT', `/customers/${anna}/presence`)).json()).toEqual({ others: [] })
  expect((await ask('PUT', `/customers/${anna}/presence`)).status).toBe(403)
  const bela = crypto.randomUUID()
  await inWorkspace(server.regulars.db, shop.workspaceId, async (tx) => {
    await sql`insert into people (id, name, email) values (${bela}, 'Béla', 'bela@corner.example')`.execute(tx)
    await sql`insert into memberships (workspace_id, person_id, role) values (${shop.workspaceId}, ${bela}, 'staff')`.execute(
      tx,
    )
    await sql`insert into customer_presence (workspace_id, customer_id, person_id, seen_at)
      values (${shop.workspaceId}, ${anna}, ${bela}, ${clock.now().toString()})`.execute(tx)
  })
  const seen = async () => await (await as('PUT', `/customers/${anna}/presence`)).json()
  expect(await seen()).toEqual({ others: [{ personId: bela, name: 'Béla' }] })
  clock.advance({ seconds: 80 })
  expect(await seen()).toEqual({ others: [] })
  await as('DELETE', `/customers/${anna}/presence`)
})

test('what was written for somebody joined later is theirs, and all of it can be handed over and erased', async () => {
  await send(shop, [
    { type: 'identify', userId: 'bea', traits: { name: 'Bea' } },
    { type: 'identify', anonymousId: 'device', traits: {} },
  ])
  const bea = await find('bea')
  const device = await inWorkspace(server.regulars.db, shop.workspaceId, async (tx) => {
    const found = await sql<{
      id: string
    }>`select customer_id as id from customer_identities where value = 'device'`.execute(tx)
    return found.rows[0]?.id ?? ''
  })
  await ask('POST', `/customers/${device}/notes`, { text: 'Came without a name' })
  await upload(device, 'a.txt', Buffer.from('hello'))
  await send(shop, [{ type: 'alias', previousId: 'device', userId: 'bea' }])
  const care = await shop.read<CustomerCare>(`/customers/${bea}/care`)
  expect(care.notes.map(({ text }) => text)).toEqual(['Came without a name'])
  expect((await shop.read<CustomerCare>(`/customers/${device}/care`)).attachments).toHaveLength(1)
  const { db } = server.regulars
  const taken = await inWorkspace(db, shop.workspaceId, (tx) =>
    personalData.export(tx, shop.workspaceId, [bea, device]),
  )
  expect(taken).toMatchObject({ notes: [{ text: 'Came without a name' }], attachments: [{ file_name: 'a.txt' }] })
  const folder = join(server.dataDir, 'attachments', shop.workspaceId)
  const before = readdirSync(folder).length
  await inWorkspace(db, shop.workspaceId, (tx) => personalData.erase(tx, shop.workspaceId, [bea, device]))
  await sweepAttachments({ ...server.regulars, dataDir: server.dataDir }, shop.workspaceId)
  expect(readdirSync(folder)).toHaveLength(before - 1)
  expect((await shop.read<CustomerCare>(`/customers/${bea}/care`)).notes).toEqual([])
})

test("another workspace finds none of it, with this one's ids", async () => {
  const { body: note } = await ask<Note>('POST', `/customers/${anna}/notes`, { text: 'ours' })
  const file = (await (await upload(anna, 'ours.txt', Buffer.from('ours'))).json()) as Attachment
  const paths: [string, string, unknown?][] = [
    ['GET', `/customers/${anna}/care`],
    ['GET', `/customers/${anna}/notes`],
    ['POST', `/customers/${anna}/notes`, { text: 'x' }],
    ['PATCH', `/customers/${anna}/notes/${note.noteId}`, { text: 'x' }],
    ['DELETE', `/customers/${anna}/notes/${note.noteId}`],
    ['GET', `/customers/${anna}/dates`],
    ['GET', `/customers/${anna}/preferences`],
    ['PATCH', `/customers/${anna}/preferences`, { channel: 'sms' }],
    ['GET', `/customers/${anna}/attachments/${file.attachmentId}`],
    ['GET', `/customers/${anna}/consents`],
    ['POST', `/customers/${anna}/consents`, { channel: 'sms', purpose: 'marketing', state: 'given', method: 'form' }],
    ['GET', `/customers/${anna}/favourites`],
  ]
  for (const [method, path, body] of paths)
    expect([path, (await other.ask(method, path, body)).status]).toEqual([path, 404])
})
