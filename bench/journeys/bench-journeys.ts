/**
 * Journeys: steps a second; from an event to the outbox at a steady rate; a million people who wait.
 * node bench/journeys/bench-journeys.ts [--people=20000] [--rate=500] [--seconds=30] [--waiting=1000000] [--write]
 */
import { loadavg } from 'node:os'
import { sql } from 'kysely'
import { appendEvents, startProjector } from '#modules/events'
import { watchJourneys } from '#modules/journeys'
import { watchSegments } from '#modules/segments'
import { newId } from '#platform/ids'
import { createLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { projectWith, rebuildDeps } from '../../src/parts.ts'
import { benchOptions, tellSection } from '../harness/figures.ts'
import { onStand, timed } from '../harness/stand.ts'
import { usedSeconds } from '../harness/used-time.ts'

const options = benchOptions({ people: 20_000, rate: 500, seconds: 30, waiting: 1_000_000 })
const { people, rate, seconds, waiting } = options
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const lines = await onStand('web', async ({ regulars, workspaceId, serverKey }) => {
  const { db, ch, clock, journeys, segments, privacy, url = '' } = regulars
  // All of the worker that a step needs; sending is measured by the campaigns.
  const log = createLog({ level: 'error' })
  const projector = startProjector({
    ...rebuildDeps(db, ch),
    clock,
    log,
    project: projectWith(privacy.hash, regulars.messaging.secret),
  })
  const onWritten = () => projector.wake()
  const [following, moving] = [watchSegments({ ...segments, onWritten }), watchJourneys({ ...journeys, onWritten })]
  const loops = [following, moving]
  projector.on('told', following.wake)
  projector.on('projected', moving.wake)
  const ask = async <T>(method: string, path: string, body: object): Promise<T> => {
    const headers = { authorization: `Bearer ${serverKey}`, 'content-type': 'application/json' }
    const answer = await fetch(`${url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const read = <T>(text: ReturnType<typeof sql<T>>) => inWorkspace(db, workspaceId, (tx) => text.execute(tx))
  const switchOn = async (definition: object): Promise<string> => {
    const whole = { control: 0, goal: null, ...definition }
    const { journeyId } = await ask<{ journeyId: string }>('POST', '/journeys', { name: newId(), definition: whole })
    await ask('POST', `/journeys/${journeyId}/start`, {})
    return journeyId
  }
  const variants = { en: { subject: 'Hello', body: { kind: 'blocks', blocks: [{ kind: 'text', text: 'Hello' }] } } }
  const { templateId } = await ask<{ templateId: string }>('POST', '/message-templates', {
    name: 'Hello',
    purpose: 'useful',
    topic: null,
    variants,
  })
  const track = (userId: string, event: string) => ({
    messageId: newId(),
    occurredAt: clock.now().toString(),
    source: 'bench',
    body: { type: 'track' as const, event, userId, properties: {} },
  })
  const message = (id: string, next: string | null) => ({ id, kind: 'message', templateId, purpose: 'useful', next })
  const found: string[] = []

  // Steps: two messages, a split and a note on the customer, for everybody.
  await switchOn({
    trigger: { kind: 'event', event: 'Began' },
    start: 'first',
    nodes: [
      message('first', 'split'),
      {
        id: 'split',
        kind: 'split',
        ways: [
          { key: 'a', share: 50, next: 'second' },
          { key: 'b', share: 50, next: 'second' },
        ],
      },
      message('second', 'check'),
      {
        id: 'check',
        kind: 'branch',
        condition: { kind: 'measure', measure: 'orders', count: { is: 'at_least', than: 1 } },
        next: null,
        otherwise: null,
      },
    ],
  })
  const stepsNow = async () =>
    (await read(sql<{ n: number }>`select count(*)::int as n from journey_steps`)).rows[0]?.n ?? 0
  for (let i = 0; i < people; i += 2_000)
    await appendEvents(
      db,
      clock,
      workspaceId,
      Array.from({ length: Math.min(2_000, people - i) }, (_, n) => track(`p${i + n}`, 'Began')),
    )
  projector.wake()
  while ((await stepsNow()) === 0) await sleep(20)
  const before = { steps: await stepsNow(), used: usedSeconds() }
  const took = await timed(async () => {
    while ((await stepsNow()) < people * 4) await sleep(100)
  })
  const used = usedSeconds() - before.used
  const steps = people * 4 - before.steps
  const loadThen = loadavg()[0]?.toFixed(1)
  found.push(
    `| steps a second, with the projector at work | ${Math.round(steps / (took / 1000))} | ≥ 2,000 |`,
    `| the same for each second of processor time that product and engines used | ${Math.round(steps / used)} | |`,
  )
  process.stderr.write(`${found.join('\n')}\n`)

  // From the event over the segment to the outbox, when what was told of the steps before has reached both engines.
  await projector.settle()
  await sleep(5_000)
  await projector.settle()
  const { segmentId } = await ask<{ segmentId: string }>('POST', '/segments', {
    name: 'Hot',
    definition: { kind: 'event', event: 'Looked', count: { is: 'at_least', than: 1 } },
  })
  const toOutbox = await switchOn({
    trigger: { kind: 'segment', segmentId, on: 'entered', repeats: false },
    start: 'hello',
    nodes: [message('hello', null)],
  })
  await sleep(2_000)
  const sentAt = new Map<string, number>()
  const usedBefore = usedSeconds()
  const begun = Date.now()
  for (let tick = 0; tick < seconds * 10; tick++) {
    const events = Array.from({ length: rate / 10 }, (_, i) => track(`q${tick}-${i}`, 'Looked'))
    for (const { body } of events) sentAt.set(body.userId, Date.now())
    await appendEvents(db, clock, workspaceId, events)
    projector.wake()
    await sleep(Math.max(0, begun + (tick + 1) * 100 - Date.now()))
  }
  const flowUsed = (usedSeconds() - usedBefore) / ((Date.now() - begun) / 1000)
  const wanted = seconds * rate
  const inOutbox = async () =>
    (
      await read(sql<{ who: string; at: Date }>`select c.external_id as who, m.queued_at as at from messages m
        join customers c using (workspace_id, customer_id) where m.source_id = ${toOutbox}`)
    ).rows
  for (let i = 0; i < 600 && (await inOutbox()).length < wanted; i++) await sleep(200)
  const lags = (await inOutbox()).map(({ who, at }) => at.getTime() - (sentAt.get(who) ?? 0)).sort((a, b) => a - b)
  const at = (share: number): number =>
    Math.max(0, lags[Math.min(lags.length - 1, Math.floor(lags.length * share))] ?? 0)
  found.push(
    `| ${rate} events a second → segment → journey → outbox, p50, ms | ${at(0.5)} | |`,
    `| event → segment → journey → outbox at ${rate} a second, p95, ms (${lags.length} of ${wanted} arrived) | ${at(0.95)} | ≤ 1,000 |`,
    `| cores used meanwhile | ${flowUsed.toFixed(2)} | |`,
  )
  process.stderr.write(`${found.slice(2).join('\n')}\n`)

  // Many who wait, a few of whom are woken each second.
  const asleep = await switchOn({
    trigger: { kind: 'manual' },
    again: { rule: 'always' },
    start: 'wait',
    nodes: [
      { id: 'wait', kind: 'wait', seconds: 86_400, next: 'end' },
      { id: 'end', kind: 'exit' },
    ],
  })
  const owners =
    (
      await read(
        sql<{
          ids: string[]
        }>`select array_agg(customer_id) as ids from (select customer_id from customers limit 1000) c`,
      )
    ).rows[0]?.ids ?? []
  const woken = seconds * 50
  const seed = (many: number, first: number, wakes: ReturnType<typeof sql>) =>
    read(sql`insert into journey_runs (workspace_id, run_id, journey_id, version, customer_id, run_key, entry_key, status, node_id, wake_at,
        waits, since, entered_at)
      select ${workspaceId}, gen_random_uuid(), ${asleep}, 1, (${owners}::uuid[])[1 + n % 1000], 'k' || n, 'k' || n, 'active', 'wait', ${wakes},
        true, now(), now() from generate_series(${first}::int, ${first + many - 1}::int) n`)
  for (let i = 0; i < waiting; i += 100_000)
    await seed(Math.min(100_000, waiting - i), i, sql`now() + interval '1 day' + n * interval '1 second'`)
  await read(sql`analyze journey_runs`).catch(() => undefined)
  // PostgreSQL looks through what was just written once.
  await sleep(30_000)
  const idleBefore = usedSeconds()
  await sleep(10_000)
  const idle = (usedSeconds() - idleBefore) / 10
  await seed(woken, waiting, sql`now() + interval '2 seconds' + (n - ${waiting}) * interval '1 second' / 50`)
  const wakeUsed = usedSeconds()
  await sleep((seconds + 6) * 1000)
  const wakeCores = (usedSeconds() - wakeUsed) / (seconds + 6)
  const late = await read(
    sql<{ p95: number; n: number }>`select count(*)::int as n,
      coalesce(percentile_cont(0.95) within group (order by extract(epoch from s.at - r.since) * 1000), -1)::int as p95
      from journey_steps s join journey_runs r using (workspace_id, run_id) where r.journey_id = ${asleep} and s.node_id = 'wait'`,
  )
  const { p95 = -1, n = 0 } = late.rows[0] ?? {}
  found.push(
    `| ${waiting.toLocaleString('en')} waiting and nobody due: cores used by all of it | ${idle.toFixed(2)} | nearly 0 |`,
    `| ${waiting.toLocaleString('en')} waiting, 50 woken a second: lateness p95, ms (${n} of ${woken}) | ${p95} | ≤ 2,000 |`,
    `| cores used meanwhile | ${wakeCores.toFixed(2)} | |`,
  )
  await Promise.all([projector.stop(), ...loops.map((loop) => loop.stop())])
  return [
    '## Journeys',
    '',
    `Web server, projector, segments and journeys in one process, and what sends the events; messages are queued, not sent. Load average while steps were taken: ${loadThen}.`,
    '',
    '| what | measured | target |',
    '| --- | ---: | ---: |',
    ...found,
  ]
})
tellSection(options, 'journeys', lines)
