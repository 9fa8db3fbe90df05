import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import yauzl from 'yauzl'
import type { CustomerPage } from '#contract/customers'
import type { Erasures } from '#contract/privacy'
import { sweepUnfinished } from '#modules/privacy'
import { createLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { loadMessages } from '../src/i18n/catalog.ts'
import { signIn } from '../src/testing/sign-in.ts'
import { owner, startTestServer } from '../src/testing/start-test-server.ts'

// No word of any language; whatever holds it is about her.
const canary = 'zsoofi7q'
const email = `${canary}@corner.example`
const logged: string[] = []
const server = await startTestServer(
  {},
  { log: createLog({ level: 'debug', destination: { write: (line: string) => void logged.push(line) } }) },
)
const shop = await server.openShop()
const ask = await signIn(server.url, owner)
const read = async <T>(path: string): Promise<T> => (await (await ask('GET', path)).json()) as T
const day = 24 * 3600 * 1000
const ago = (days: number): string => new Date(Date.now() - days * day).toISOString()

async function send(batch: object[]): Promise<void> {
  const answer = await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({ batch }),
  })
  expect(answer.status).toBe(200)
}

const order = (userId: string, id: string, days: number) => ({
  type: 'track',
  event: 'Order Completed',
  messageId: `order-${id}`,
  userId,
  timestamp: ago(days),
  properties: { order_id: id, total: 20, currency: 'EUR', products: [{ product_id: '1', name: `Cake for ${userId}` }] },
})
const identify = {
  type: 'identify',
  messageId: 'who',
  userId: canary,
  anonymousId: `device-${canary}`,
  timestamp: ago(40),
  traits: { name: `Nagy ${canary}`, email, phone: '+36301234567', city: canary, tags: [canary] },
}
const told = () => [
  identify,
  ...[30, 20, 10, 5].map((days) => order(canary, `${canary}-${days}`, days)),
  {
    type: 'page',
    messageId: 'page',
    anonymousId: `device-${canary}`,
    properties: { url: `/?q=${canary}` },
    timestamp: ago(3),
  },
  order('bela', 'bela-1', 12),
]

async function importOrders(rows: string): Promise<void> {
  const made = await shop.ask('POST', '/imports?kind=orders&fileName=till.csv', `order,customer,date,total\n${rows}`, {
    'content-type': 'text/csv',
  })
  const { importId } = (await made.json()) as { importId: string }
  expect((await shop.ask('POST', `/imports/${importId}/start`)).ok).toBe(true)
  for (;;) {
    const { status } = await shop.read<{ status: string }>(`/imports/${importId}`)
    if (status === 'done') return
    expect(status).not.toBe('failed')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Everything that colleagues keep about somebody. */
async function careFor(id: string): Promise<void> {
  const write = async (method: string, path: string, body: unknown): Promise<void> => {
    const answer = await ask(method, path, body)
    expect([path, answer.ok, answer.ok || (await answer.text())]).toEqual([path, true, true])
  }
  await write('POST', `/customers/${id}/notes`, { text: `${canary} likes window seats` })
  await write('POST', `/customers/${id}/dates`, { kind: 'other', label: `${canary} day`, month: 5, day: 6 })
  await write('PATCH', `/customers/${id}/preferences`, { interests: [`${canary} tea`] })
  const consent = { channel: 'email', purpose: 'marketing', state: 'given', method: 'paper', wording: `I, ${canary}` }
  await write('POST', `/customers/${id}/consents`, consent)
  await write('POST', '/tasks', { title: `Call ${canary}`, kind: 'call', customerId: id })
  const said = { kind: 'in', text: `${canary} called` }
  await write('POST', '/tickets', { subject: `From ${canary}`, channel: 'phone', customerId: id, entry: said })
  await write('PATCH', `/customers/${id}`, { traits: { nickname: canary } })
  await write('POST', '/customers', { name: `${canary} the other`, email: `other-${email}` })
  await server.settle()
  const [other] = await find(`other-${email}`)
  await write('POST', '/merges', { fromId: other?.customerId, intoId: id })
  const view = { name: 'One guest', query: { search: email } }
  await write('POST', '/views', view)
  const change = { kind: 'add_tag', tag: 'friend' }
  await write('POST', '/bulk-edits', { change, selection: { query: { search: email } } })
  const file = await shop.ask('POST', `/customers/${id}/attachments?fileName=${canary}.txt`, `${canary} was here`, {
    'content-type': 'application/octet-stream',
  })
  expect(file.status).toBe(201)
}

/** Asked by a letter, answered at its link, with words that name her. */
async function answerSurvey(id: string): Promise<void> {
  const post = async <T>(path: string, body: object = {}) => (await (await ask('POST', path, body)).json()) as T
  const { surveyId } = await post<{ surveyId: string }>('/surveys', { name: 'How are we doing?', kind: 'nps' })
  const { templateId } = await post<{ templateId: string }>(`/surveys/${surveyId}/open`)
  await ask('PATCH', `/message-templates/${templateId}`, { purpose: 'transactional' })
  const { messageId } = await post<{ messageId: string }>('/messages', { key: 'survey', customerId: id, templateId })
  const message = () => read<{ state: string; html: string | null }>(`/messages/${messageId}`)
  while ((await message()).state !== 'handed_over') await new Promise((resolve) => setTimeout(resolve, 100))
  const link = /href="([^"]*\/m\/c\/[^"]*)"/.exec((await message()).html ?? '')?.[1] ?? ''
  const page = (await fetch(link, { redirect: 'manual' })).headers.get('location') ?? ''
  const body = new URLSearchParams({ score: '0', comment: `${canary} waited for an hour` })
  const answered = await fetch(page.replace(/\/0\?.*/, ''), { method: 'POST', body, redirect: 'manual' })
  expect(answered.status).toBe(303)
}

let customerId = ''
const find = async (search: string) => (await shop.read<CustomerPage>(`/customers?search=${search}`)).customers

beforeAll(async () => {
  await send(told())
  // A sender's mistake that names her.
  await send([{ type: 'track', userId: canary, properties: { email } }])
  await importOrders(`t-1,${canary},2025-01-02,5\nt-2,bela,2025-01-03,7\n`)
  await server.settle()
  customerId = (await find(canary))[0]?.customerId ?? ''
  expect(customerId).toHaveLength(36)
  await careFor(customerId)
  await answerSurvey(customerId)
  await server.settle()
})

async function postgresHits(): Promise<string[]> {
  const owner = new pg.Client({ connectionString: server.regulars.engines.databaseUrl })
  await owner.connect()
  try {
    const { rows: tables } = await owner.query<{ name: string }>(`
      select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'pgboss') and c.relkind in ('r', 'p')`)
    const found: string[] = []
    for (const { name } of tables) {
      const { rows } = await owner.query(`select t::text as row from ${name} t where t::text ilike $1`, [`%${canary}%`])
      for (const row of rows) found.push(`${name}: ${(row as { row: string }).row.slice(0, 200)}`)
    }
    return found
  } finally {
    await owner.end()
  }
}

async function clickhouseHits(): Promise<string[]> {
  const ch = server.regulars.ch.forWorkspace(shop.workspaceId)
  const tables = await ch.query<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'migrations' AND {workspace_id:UUID} = {workspace_id:UUID}`,
  )
  expect(tables.length).toBeGreaterThan(7)
  const found: string[] = []
  for (const { name } of tables) {
    const texts = await ch.query<{ name: string }>(
      `SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {name:String} AND type LIKE '%String%' AND {workspace_id:UUID} = {workspace_id:UUID}`,
      { name },
    )
    for (const column of texts) {
      const [hit] = await ch.query<{ count: number }>(
        `SELECT count() AS count FROM ${name} WHERE workspace_id = {workspace_id:UUID} AND toString(${column.name}) ILIKE {like:String}`,
        { like: `%${canary}%` },
      )
      if (hit?.count) found.push(`${name}.${column.name}: ${hit.count}`)
    }
  }
  return found
}

function fileHits(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => path.includes(canary) || (statSync(path).isFile() && readFileSync(path).includes(canary)))
}

async function erased(): Promise<void> {
  for (;;) {
    const { erasures } = await read<Erasures>('/privacy/erasures')
    if (erasures.every(({ status }) => status === 'done')) return
    await sweepUnfinished(server.regulars.privacy)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

test('everything kept about a person comes as one archive', async () => {
  const answer = await ask('GET', `/customers/${customerId}/export`)
  expect(answer.headers.get('content-type')).toBe('application/zip')
  const zip = await yauzl.fromBufferPromise(Buffer.from(await answer.arrayBuffer()))
  const texts = new Map<string, string>()
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = []
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer)
    texts.set(entry.fileName, Buffer.concat(chunks).toString())
  }
  expect([...texts.keys()].sort()).toEqual(
    expect.arrayContaining(['customer.json', 'events.csv', 'identities.csv', 'orders.csv', 'profile.csv']),
  )
  const all = JSON.parse(texts.get('customer.json') ?? '{}') as Record<string, unknown[]>
  expect(all.events?.filter((event) => (event as { source: string }).source !== 'console')).toHaveLength(7)
  const tasks = [{ kind: 'call' }, { title: expect.stringContaining('waited for an hour') }]
  expect(all).toMatchObject({ notes: [{ text: `${canary} likes window seats` }], tasks })
  expect(all.survey_answers).toMatchObject([{ score: 0, comment: `${canary} waited for an hour` }])
  expect([...texts.values()]).toContain(`${canary} was here`)
  expect(all.orders).toHaveLength(5)
  expect(texts.get('events.csv')).not.toContain('bela')
})

test('whatever is kept about people has a name in the words of those who erase it', async () => {
  const nobody = { customerIds: [randomUUID()], numbers: [], identities: [], importIds: [] }
  const kinds = await inWorkspace(server.regulars.db, shop.workspaceId, async (tx) => {
    const found: string[] = []
    for (const { export: rows, many = {}, erase } of server.regulars.privacy.personalData) {
      found.push(...Object.keys(await rows(tx, shop.workspaceId, nobody.customerIds)), ...Object.keys(many))
      found.push(...Object.keys((await erase(tx, { ...nobody, workspaceId: shop.workspaceId })) ?? {}))
    }
    return new Set(found)
  })
  expect(kinds.size).toBeGreaterThan(30)
  expect([...kinds].filter((kind) => !(`privacy.rows.${kind}` in loadMessages('en', 'privacy')))).toEqual([])
})

test('a key cannot erase, and another shop finds nobody to erase', async () => {
  expect((await shop.ask('POST', `/customers/${customerId}/erasure`)).status).toBe(403)
  expect((await ask('POST', `/customers/${randomUUID()}/erasure`)).status).toBe(404)
})

describe('after an erasure', () => {
  let figures: unknown
  const past = async () => ({
    sales: await shop.read('/metrics/sales'),
    cohorts: await shop.read('/metrics/cohorts'),
  })

  beforeAll(async () => {
    expect(await postgresHits()).not.toEqual([])
    expect(await clickhouseHits()).not.toEqual([])
    expect(fileHits(server.dataDir)).not.toEqual([])
    figures = await past()
    const preview = await read<{ rows: Record<string, number> }>(`/customers/${customerId}/erasure`)
    expect(preview.rows).toMatchObject({ orders: 5, notes: 1, consents: 1, tasks: 2, tickets: 1, attachments: 1 })
    expect(preview.rows).toMatchObject({ survey_answers: 1 })
    expect((await ask('POST', `/customers/${customerId}/erasure`)).status).toBe(202)
    await erased()
  })

  test('nothing of the person is in either engine, in files or in logs', async () => {
    expect(await postgresHits()).toEqual([])
    expect(await clickhouseHits()).toEqual([])
    expect(fileHits(server.dataDir)).toEqual([])
    expect(logged.filter((line) => line.includes(canary))).toEqual([])
  })

  test('nobody finds them, and what was sold stays what it was', async () => {
    expect((await shop.ask('GET', `/customers/${customerId}`)).status).toBe(404)
    expect(await find(canary)).toEqual([])
    expect((await ask('POST', `/customers/${customerId}/erasure`)).status).toBe(404)
    expect(await past()).toEqual(figures)
  })

  test('who did it is on record, whom it was about is not', async () => {
    const { entries } = await read<{ entries: { action: string; actorName: string }[] }>(
      '/audit?action=customer.erased',
    )
    expect(entries).toMatchObject([{ action: 'customer.erased', actorName: 'Kovács Anna' }])
    expect(await read('/audit/verification')).toMatchObject({ brokenAt: null })
  })

  test('late events, the same events and the same file bring nothing back', async () => {
    await send(told())
    await send([
      { ...identify, messageId: 'again' },
      { ...order(canary, `${canary}-x`, 7), messageId: 'late' },
    ])
    await importOrders(`t-1,${canary},2025-01-02,5\nt-9,${canary},2025-01-09,9\n`)
    await server.settle()
    await erased()
    expect(await find(canary)).toEqual([])
    expect(await postgresHits()).toEqual([])
    expect(fileHits(server.dataDir)).toEqual([])
    expect(await clickhouseHits()).toEqual([])
    expect(await past()).toEqual(figures)
  })

  test('who comes again afterwards is a new customer', async () => {
    await send([{ ...order(canary, 'new-1', 0), timestamp: new Date(Date.now() + 1000).toISOString() }])
    await server.settle()
    const [anew] = await find(canary)
    expect(anew).toMatchObject({ orders: 1 })
    expect(anew?.customerId).not.toBe(customerId)
  })
})

test('an import that is under way brings nobody back who is erased meanwhile', async () => {
  const name = `${canary}-running`
  await send([{ ...order(name, `${name}-0`, 50), messageId: `${name}-0` }])
  await server.settle()
  const [known] = await find(name)
  const rows = Array.from(
    { length: 20_000 },
    (_, i) => `r-${i},${i % 50 === 0 ? name : `guest-${i % 900}`},2025-02-03,5`,
  )
  const importing = importOrders(`${rows.join('\n')}\n`)
  expect((await ask('POST', `/customers/${known?.customerId}/erasure`)).status).toBe(202)
  await importing
  await server.settle()
  await erased()
  expect(await find(name)).toEqual([])
  expect((await postgresHits()).filter((hit) => hit.includes(name))).toEqual([])
  expect(fileHits(server.dataDir)).toEqual([])
  expect((await find('guest-7')).length).toBeGreaterThan(0)
})
