import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import yauzl from 'yauzl'
import type { CustomerPage } from '#contract/customers'
import type { Job } from '#contract/jobs'
import type { Erasures, RetentionPeriods, RetentionRun } from '#contract/privacy'
import { recordAudit } from '#modules/audit'
import { appendEvents, type CanonicalEvent } from '#modules/events'
import { sweepUnfinished } from '#modules/privacy'
import { inWorkspace } from '#platform/postgres'
import { signIn } from '../src/testing/sign-in.ts'
import { owner, startTestServer } from '../src/testing/start-test-server.ts'

const server = await startTestServer()
const shop = await server.openShop()
const ask = await signIn(server.url, owner)
const { db, ch, clock } = server.regulars
const read = async <T>(path: string): Promise<T> => (await (await ask('GET', path)).json()) as T
const day = 24 * 3600 * 1000
const ago = (days: number): string => new Date(Date.now() - days * day).toISOString()

const visit = (device: string, visits: number, days: number): CanonicalEvent => ({
  messageId: `${device}-${visits}`,
  occurredAt: ago(days),
  source: 'web',
  body: { type: 'page', anonymousId: device, properties: { url: '/' } },
})

async function tell(events: CanonicalEvent[]): Promise<void> {
  for (let at = 0; at < events.length; at += 1_000) {
    await appendEvents(db, clock, shop.workspaceId, events.slice(at, at + 1_000))
  }
  await server.settle()
}

async function keepNow(): Promise<Job> {
  const answer = await ask('POST', '/privacy/retention/run')
  expect(answer.status).toBe(202)
  const { jobId } = (await answer.json()) as RetentionRun
  for (;;) {
    const job = await read<Job>(`/jobs/${jobId}`)
    if (job.status === 'done') return job
    expect(job.status).not.toBe('failed')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function swept(): Promise<Erasures['erasures']> {
  for (;;) {
    const { erasures } = await read<Erasures>('/privacy/erasures')
    if (erasures.every(({ status }) => status === 'done')) return erasures
    await sweepUnfinished(server.regulars.privacy)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const count = async (table: string, where = sql`true`): Promise<number> => {
  const { rows } = await inWorkspace(db, shop.workspaceId, (tx) =>
    sql<{ n: number }>`select count(*) as n from ${sql.table(table)}
      where workspace_id = ${shop.workspaceId} and ${where}`.execute(tx),
  )
  return rows[0]?.n ?? 0
}
const timeline = async (): Promise<number> => {
  const [row] = await ch
    .forWorkspace(shop.workspaceId)
    .query<{ n: number }>('SELECT count() AS n FROM events WHERE workspace_id = {workspace_id:UUID}')
  return row?.n ?? 0
}

const visitors = 1_200

beforeAll(async () => {
  const devices = Array.from({ length: visitors }, (_, n) => [
    visit(`old-${n}`, 1, 500),
    visit(`old-${n}`, 2, 499),
  ]).flat()
  await tell([...devices, visit('young', 1, 3)])
})

test('visitors past their time are forgotten many at once, on demand, and it can be followed', async () => {
  expect(await timeline()).toBe(2 * visitors + 1)
  const before = await read<RetentionPeriods>('/privacy/retention')
  expect(before.periods.find(({ kind }) => kind === 'visitors')).toMatchObject({ days: 400, due: visitors })
  const job = await keepNow()
  expect(job).toMatchObject({ kind: 'retention', done: visitors, startedBy: owner.name })
  const erasures = await swept()
  expect(erasures).toHaveLength(3)
  expect(await count('customer_identities')).toBe(1)
  expect(await count('event_log')).toBe(1)
  expect(await timeline()).toBe(1)
  const { entries } = await read<{ entries: object[] }>('/audit?action=customer.erased')
  expect(entries).toHaveLength(3)
  expect(entries[0]).toMatchObject({ targetKind: 'customers', targetId: null, isThere: true })
  expect(entries).toContainEqual(expect.objectContaining({ detail: expect.objectContaining({ customers: 500 }) }))
})

test('a late event of one of them is kept as the empty place of just that one', async () => {
  await tell([visit('old-7', 3, 450), visit('old-8', 3, 450)])
  const { rows } = await inWorkspace(db, shop.workspaceId, (tx) =>
    sql<{ body: { event: string; customerId: string } }>`select body from event_log
      where workspace_id = ${shop.workspaceId} and event = 'Erased'`.execute(tx),
  )
  expect(new Set(rows.map(({ body }) => body.customerId)).size).toBe(2)
  expect(await count('customers', sql`erased_at is null`)).toBe(1)
})

test('the timeline follows the log also when the two part at the very end', async () => {
  const put = await ask('PUT', '/privacy/retention', { periods: [{ kind: 'events', days: 30 }] })
  expect(put.status).toBe(200)
  await tell(Array.from({ length: 5 }, (_, n) => ({ ...visit('young', 10 + n, 100), messageId: `y-${n}` })))
  const held = await timeline()
  // As a crash leaves it between the log and the timeline.
  await inWorkspace(db, shop.workspaceId, (tx) =>
    sql`delete from event_log where workspace_id = ${shop.workspaceId} and occurred_at < ${ago(30)}`.execute(tx),
  )
  await keepNow()
  expect(held).toBeGreaterThan(5)
  expect(await timeline()).toBe(1)
})

test('files and closed tasks have an end, proofs of consent and open tasks have none', async () => {
  await shop.ask('POST', '/customers', { name: 'Nagy Zsófi', email: 'zsofi@corner.example' })
  await server.settle()
  const [{ customerId } = { customerId: '' }] = (await shop.read<CustomerPage>('/customers?search=zsofi')).customers
  const upload = async (name: string): Promise<string> => {
    const kept = await shop.ask('POST', `/customers/${customerId}/attachments?fileName=${name}`, 'some text', {
      'content-type': 'application/octet-stream',
    })
    return ((await kept.json()) as { attachmentId: string }).attachmentId
  }
  const evidenceId = await upload('proof.txt')
  await upload('menu.txt')
  const consent = { channel: 'email', purpose: 'marketing', state: 'given', method: 'paper', evidenceId }
  expect((await ask('POST', `/customers/${customerId}/consents`, consent)).ok).toBe(true)
  for (const title of ['Call', 'Write']) await ask('POST', '/tasks', { title, kind: 'call', customerId })
  await inWorkspace(db, shop.workspaceId, async (tx) => {
    const whose = sql`where workspace_id = ${shop.workspaceId}`
    await sql`update customer_attachments set created_at = ${ago(100)} ${whose}`.execute(tx)
    await sql`update tasks set created_at = ${ago(100)} ${whose}`.execute(tx)
    await sql`update tasks set status = 'done', closed_at = ${ago(90)} ${whose} and title = 'Call'`.execute(tx)
  })
  const periods = [
    { kind: 'attachments', days: 60 },
    { kind: 'tasks', days: 60 },
  ]
  expect((await ask('PUT', '/privacy/retention', { periods })).status).toBe(200)
  await keepNow()
  expect([await count('customer_attachments'), await count('tasks'), await count('consent_entries')]).toEqual([1, 1, 1])
  const folder = join(server.dataDir, 'attachments', shop.workspaceId)
  expect(existsSync(folder) && readdirSync(folder)).toHaveLength(1)
})

test('the audit log stays for a year at least', async () => {
  const refused = await ask('PUT', '/privacy/retention', { periods: [{ kind: 'audit', days: 100 }] })
  expect([refused.status, await refused.json()]).toMatchObject([400, { reason: 'retention_too_short' }])
  expect((await ask('PUT', '/privacy/retention', { periods: [{ kind: 'audit', days: 366 }] })).status).toBe(200)
  await keepNow()
  expect(await read('/audit/verification')).toMatchObject({ brokenAt: null })
})

test('the audit log as a table holds everything, not the first page', async () => {
  const entries = await count('audit_entries')
  const actor = { kind: 'system' } as const
  await inWorkspace(db, shop.workspaceId, async (tx) => {
    for (let n = 0; n < 2_300; n++) {
      await recordAudit(tx, shop.workspaceId, actor, { action: 'api_key.changed', target: { kind: 'api_key' } })
    }
  })
  const csv = await (await ask('GET', '/audit?format=csv')).text()
  expect(csv.trim().split('\r\n')).toHaveLength(entries + 2_300 + 1)
})

test('a customer with very many rows is handed over whole', async () => {
  const orders = 6_200
  // From a whole second on, which PostgreSQL writes without a fraction.
  const begin = Math.floor((Date.now() - 5 * day) / 1000) * 1000
  await tell(
    Array.from({ length: orders }, (_, n) => ({
      messageId: `till-${n}`,
      // Many at the very same moment, across the pages.
      occurredAt: new Date(begin + Math.floor(n / 3_000)).toISOString(),
      source: 'till',
      body: { type: 'track', event: 'Order Completed', userId: 'till', properties: { order_id: `o-${n}`, total: 5 } },
    })),
  )
  const [{ customerId } = { customerId: '' }] = (await shop.read<CustomerPage>('/customers?search=till')).customers
  const preview = await read<{ rows: Record<string, number> }>(`/customers/${customerId}/erasure`)
  expect(preview.rows).toMatchObject({ orders, events: orders })
  const answer = await ask('GET', `/customers/${customerId}/export`)
  const zip = await yauzl.fromBufferPromise(Buffer.from(await answer.arrayBuffer()))
  const texts = new Map<string, string>()
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = []
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer)
    texts.set(entry.fileName, Buffer.concat(chunks).toString())
  }
  const all = JSON.parse(texts.get('customer.json') ?? '{}') as Record<string, { order_id: string }[]>
  expect(new Set(all.orders?.map(({ order_id }) => order_id)).size).toBe(orders)
  expect([all.orders?.length, all.events?.length]).toEqual([orders, orders])
  expect(texts.get('orders.csv')?.trim().split('\r\n')).toHaveLength(orders + 1)
})

test('whoever asks at the same moment for what is due to go means one run', async () => {
  const asked = await Promise.all([1, 2, 3].map(() => ask('POST', '/privacy/retention/run')))
  const runs = await Promise.all(asked.map(async (answer) => (await answer.json()) as RetentionRun))
  expect(new Set(runs.map(({ jobId }) => jobId)).size).toBe(1)
})
