import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { sql } from 'kysely'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { afterAll, expect, test } from 'vitest'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testDb } from '#testing'
import { queueMessage } from '../queue-message.ts'
import { saveVersion } from '../templates.repo.ts'
import { claimDue, recoverLost, stillHolds, writeOutcome } from './outbox.repo.ts'
import { holdMessages, releaseMessages } from './source-holds.ts'

const { db, url } = await testDb()
const accepted: string[] = []
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, _, done) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      void PostalMime.parse(Buffer.concat(chunks)).then(({ messageId }) => {
        accepted.push(/<([^@]+)@/.exec(messageId ?? '')?.[1] ?? '')
        // The moment between acceptance and the answer is where a kill hurts.
        setTimeout(done, 40)
      })
    })
  },
})
// A killed worker leaves its connections as they are.
smtp.on('error', () => {})
await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
const listening = smtp.server.address()
const port = typeof listening === 'object' ? listening?.port : 0
const workers = new Set<ChildProcess>()
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL')
  await new Promise<void>((resolve) => smtp.close(() => resolve()))
})

function startWorker(): ChildProcess {
  const worker = spawn(process.execPath, [join(import.meta.dirname, '../testing/outbox-worker.ts')], {
    env: { ...process.env, TEST_DATABASE: url, TEST_SMTP: `smtp://127.0.0.1:${port}` },
    stdio: 'ignore',
  })
  workers.add(worker)
  worker.on('exit', () => workers.delete(worker))
  return worker
}

async function shopWith(purpose: 'promotional' | 'transactional', people: number) {
  const workspaceId = await newWorkspace(db)
  const templateId = newId()
  const clock = fakeClock(new Date().toISOString())
  await inWorkspace(db, workspaceId, async (tx) => {
    await sql`insert into message_templates (workspace_id, template_id, name, purpose, created_at, updated_at)
      values (${workspaceId}, ${templateId}, 'News', ${purpose}, now(), now())`.execute(tx)
    const body = { kind: 'blocks' as const, blocks: [{ kind: 'text' as const, text: 'Hello {{ customer.name }}' }] }
    await saveVersion(tx, workspaceId, templateId, 1, { en: { subject: 'Hello', preheader: '', body } }, clock.now())
    await sql`insert into message_policies (workspace_id, policy, updated_at) values (${workspaceId},
      ${JSON.stringify({ perDay: null, perWeek: null, quietHours: null, consent: 'not_refused', trackOpens: true, trackClicks: true, topics: [] })}::jsonb, now())`.execute(
      tx,
    )
    for (let number = 1; number <= people; number++) {
      const customerId = newId()
      await sql`insert into customers (workspace_id, customer_id, number, name, email, first_seen_at, last_seen_at)
        values (${workspaceId}, ${customerId}, ${number}, ${`Person ${number}`}, ${`p${number}@mail.example`}, now(), now())`.execute(
        tx,
      )
      await queueMessage(tx, { clock }, workspaceId, {
        key: `k${number}`,
        customerId,
        templateId,
        source: { kind: 'campaign', id: 'one' },
      })
    }
  })
  return workspaceId
}

const count = (workspaceId: string) =>
  inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql<{ state: string; id: string }>`select state, message_id as id from messages
      where workspace_id = ${workspaceId}`.execute(tx)
    return rows
  })
const expireLeases = (workspaceId: string) =>
  inWorkspace(db, workspaceId, (tx) =>
    sql`update messages set lease_until = clock_timestamp() - interval '1 second'
      where workspace_id = ${workspaceId} and state = 'claimed'`.execute(tx),
  )

async function sendThroughKills(workspaceId: string, kills: number): Promise<void> {
  for (let kill = 0; kill < kills; kill++) {
    const before = accepted.length
    const worker = startWorker()
    await expect.poll(() => accepted.length, { timeout: 40_000, interval: 5 }).toBeGreaterThan(before + kill * 2)
    const gone = new Promise((resolve) => worker.once('exit', resolve))
    worker.kill('SIGKILL')
    await gone
    await expireLeases(workspaceId)
  }
  const both = [startWorker(), startWorker()]
  await expect
    .poll(async () => (await count(workspaceId)).filter(({ state }) => /queued|claimed|deferred/.test(state)).length, {
      timeout: 100_000,
    })
    .toBe(0)
  for (const worker of both) worker.kill('SIGKILL')
}

test('workers killed while they send: no promotion goes out twice, every one is sent or known to be unknown', async () => {
  const workspaceId = await shopWith('promotional', 240)
  await sendThroughKills(workspaceId, 3)
  const rows = await count(workspaceId)
  const mine = accepted.filter((id) => rows.some((row) => row.id === id))
  expect(new Set(mine).size).toBe(mine.length)
  expect(new Set(rows.map((row) => row.state)).difference(new Set(['handed_over', 'unknown'])).size).toBe(0)
  for (const { state, id } of rows) if (state === 'handed_over') expect(mine).toContain(id)
}, 180_000)

test('what must arrive is sent again after a kill, as the same letter', async () => {
  const workspaceId = await shopWith('transactional', 20)
  await sendThroughKills(workspaceId, 1)
  const rows = await count(workspaceId)
  expect(rows.every((row) => row.state === 'handed_over')).toBe(true)
  for (const { id } of rows) expect(accepted).toContain(id)
}, 120_000)

test('a worker that was frozen past its lease writes nothing when it wakes', async () => {
  const workspaceId = await shopWith('promotional', 1)
  const now = Temporal.Now.instant()
  const inShop = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(db, workspaceId, work)
  const [frozen] = await inShop((tx) => claimDue(tx, workspaceId, now, 5))
  if (!frozen) throw new Error('nothing to claim')
  await expireLeases(workspaceId)
  expect(await inShop((tx) => stillHolds(tx, workspaceId, frozen))).toBe(false)
  await inShop((tx) => recoverLost(tx, workspaceId, now))
  expect(await inShop((tx) => claimDue(tx, workspaceId, now, 5))).toHaveLength(1)
  expect(await inShop((tx) => writeOutcome(tx, workspaceId, frozen, { state: 'handed_over' }, now))).toBeUndefined()
})

test('a worker that took messages one by one sends none of them once their sender was told to stop', async () => {
  const workspaceId = await shopWith('promotional', 2)
  const now = Temporal.Now.instant()
  const inShop = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(db, workspaceId, work)
  const [first, second] = await inShop((tx) => claimDue(tx, workspaceId, now, 5))
  if (!first || !second) throw new Error('nothing to claim')
  expect(await inShop((tx) => stillHolds(tx, workspaceId, first))).toBe(true)
  const source = { kind: 'campaign', id: 'one' } as const
  await inShop((tx) => holdMessages(tx, workspaceId, source, now))
  expect(await inShop((tx) => stillHolds(tx, workspaceId, second))).toBe(false)
  await inShop((tx) => releaseMessages(tx, workspaceId, source))
  expect(await inShop((tx) => stillHolds(tx, workspaceId, second))).toBe(true)
})
