import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import type { JourneyDefinition } from '#contract/journeys'
import type { Condition } from '#contract/segments'
import { factReaders, projectCustomers } from '#modules/customers'
import { appendEvents, type CanonicalEvent, readBacklog, startProjector } from '#modules/events'
import { settleSegments } from '#modules/segments'
import { createClickhouse } from '#platform/clickhouse'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { journeysUsing } from './journeys-using.ts'
import { actor, identify, openJourneys, track } from './testing/shop.ts'
import { moveJourneys } from './watch-journeys.ts'
import { changeJourney, startJourney } from './write-journey.ts'

const { deps, clock, settle, openShop, stop } = await openJourneys('2026-03-02T10:00:00Z')
afterAll(stop)

type Node = JourneyDefinition['nodes'][number]
const day = 86_400
const message = (id: string, templateId: string, next: string | null = null): Node => ({
  id,
  kind: 'message',
  templateId,
  purpose: 'useful',
  next,
})
const pause = (id: string, seconds: number, next: string | null = null): Node => ({ id, kind: 'wait', seconds, next })
const signedUp = { kind: 'event', event: 'Signed Up' } as const
const open = async () => {
  clock.set('2026-03-02T10:00:00Z')
  return await openShop()
}

test('after a standstill what happened before a wait was over ends it, though it is looked at afterwards', async () => {
  const shop = await open()
  const hello = await shop.template()
  const journeyId = await shop.journey({
    trigger: signedUp,
    nodes: [
      { id: 'wait', kind: 'wait_for', event: 'Booked', keyed: false, seconds: 3_600, next: null, otherwise: 'hello' },
      message('hello', hello),
    ],
  })
  await shop.send(track('anna', 'Signed Up', '2026-03-02T10:00:00Z'))
  const arrives = async (who: string, at: string) => {
    clock.set(at)
    await appendEvents(deps.db, clock, shop.workspaceId, [track(who, 'Booked', at)])
  }
  await arrives('anna', '2026-03-02T10:30:00Z')
  clock.set('2026-03-02T13:00:00Z')
  await moveJourneys(deps)
  expect(await shop.queued()).toEqual([])
  await settle()
  expect(await shop.runs(journeyId)).toEqual([['anna', '', 'finished', null, null]])
  expect(await shop.queued()).toEqual([])
  // What arrives when it is over holds nobody up.
  await shop.send(track('béla', 'Signed Up', '2026-03-02T13:00:00Z'))
  await arrives('anna', '2026-03-02T14:00:01Z')
  await moveJourneys(deps)
  expect(await shop.queued()).toEqual([['béla', hello]])
})

test('a file of past orders holds up no wait, and neither does what ends nothing in any journey', async () => {
  const shop = await open()
  const hello = await shop.template()
  const journeyId = await shop.journey({
    trigger: signedUp,
    nodes: [
      { id: 'wait', kind: 'wait_for', event: 'Booked', keyed: false, seconds: 3_600, next: null, otherwise: 'hello' },
      message('hello', hello),
    ],
  })
  await shop.send(...['anna', 'béla'].map((who) => track(who, 'Signed Up', '2026-03-02T10:00:00Z')))
  clock.set('2026-03-02T10:30:00Z')
  const past = track('cili', 'Booked', '2026-03-02T09:59:59Z')
  const others = ['Viewed', 'Signed Up'].map((name) => track('cili', name, '2026-03-02T10:30:00Z'))
  await appendEvents(deps.db, clock, shop.workspaceId, [past, ...others])
  clock.set('2026-03-02T13:00:00Z')
  await moveJourneys(deps)
  expect((await shop.queued()).toSorted()).toEqual([
    ['anna', hello],
    ['béla', hello],
  ])
  expect((await shop.runs(journeyId)).map(([, , status]) => status)).toEqual(['finished', 'finished'])
})

/** Looks at what was written, while ClickHouse is told or is away. */
const project = async (workspaceId: string, ch = deps.ch): Promise<void> => {
  const projector = startProjector({ ...deps, ch, project: projectCustomers, ...factReaders })
  if (ch === deps.ch) await projector.settle()
  else
    while ((await readBacklog(deps.db, workspaceId)).events > 0) await new Promise((resolve) => setTimeout(resolve, 10))
  await projector.stop()
}

test('a wait for a segment is not over for anybody before what arrived in time was looked at by the segment', async () => {
  const shop = await open()
  const late = await shop.template()
  const segmentId = await shop.segment({ kind: 'trait', path: 'plan', test: { is: 'equal', value: 'pro' } })
  const journeyId = await shop.journey({
    trigger: signedUp,
    nodes: [
      { id: 'wait', kind: 'wait_segment', segmentId, seconds: 3_600, next: null, otherwise: 'late' },
      message('late', late),
    ],
  })
  await shop.send(...['anna', 'béla'].map((who) => track(who, 'Signed Up', '2026-03-02T10:00:00Z')))
  clock.set('2026-03-02T10:30:00Z')
  // Told late: what somebody was long ago brings them in all the same.
  await appendEvents(deps.db, clock, shop.workspaceId, [identify('anna', { plan: 'pro' }, '2026-01-01T00:00:00Z')])
  clock.set('2026-03-02T11:00:00Z')
  await moveJourneys(deps)
  await project(shop.workspaceId)
  await moveJourneys(deps)
  expect((await shop.runs(journeyId)).map(([, , status]) => status)).toEqual(['active', 'active'])
  await settleSegments(deps)
  // The event that says so is written, and nobody has looked at it.
  await moveJourneys(deps)
  expect((await shop.runs(journeyId)).map(([, , status]) => status)).toEqual(['finished', 'finished'])
  expect(await shop.queued()).toEqual([['béla', late]])
})

test('who stands at a branch waits until ClickHouse knows what brought them there, not for what came afterwards', async () => {
  const shop = await open()
  const hello = await shop.template()
  const condition: Condition = { kind: 'event', event: 'Signed Up', count: { is: 'at_least', than: 1 } }
  await shop.journey({
    trigger: signedUp,
    nodes: [{ id: 'look', kind: 'branch', condition, next: 'hello', otherwise: null }, message('hello', hello)],
  })
  const away = createClickhouse('http://127.0.0.1:1', { log: silentLog })
  await appendEvents(deps.db, clock, shop.workspaceId, [track('anna', 'Signed Up', '2026-03-02T10:00:00Z')])
  await project(shop.workspaceId, away)
  await moveJourneys(deps)
  expect(await shop.queued()).toEqual([])
  await project(shop.workspaceId)
  // An import goes on: there is always something that ClickHouse was not told yet.
  await appendEvents(deps.db, clock, shop.workspaceId, [track('béla', 'Booked', '2026-03-02T10:00:00Z')])
  await project(shop.workspaceId, away)
  await moveJourneys(deps)
  expect(await shop.queued()).toEqual([['anna', hello]])
})

test('a journey that cannot be asked now whom it is about holds up no other, and is asked again', async () => {
  const shop = await open()
  const hello = await shop.template()
  const pro: Condition = { kind: 'trait', path: 'plan', test: { is: 'equal', value: 'pro' } }
  await shop.journey({ trigger: { kind: 'schedule', at: '12:00', condition: pro }, nodes: [message('hello', hello)] })
  await shop.journey({ trigger: signedUp, nodes: [pause('wait', day / 12, 'hello'), message('hello', hello)] })
  await shop.send(
    identify('anna', { plan: 'pro' }, '2026-03-02T10:00:00Z'),
    track('béla', 'Signed Up', '2026-03-02T10:00:00Z'),
  )
  clock.set('2026-03-02T12:00:00Z')
  const away = { ...deps, ch: createClickhouse('http://127.0.0.1:1', { log: silentLog }) }
  for (let round = 0; round < 3; round++) await moveJourneys(away).catch(() => {})
  expect(await shop.queued()).toEqual([['béla', hello]])
  await shop.at('2026-03-02T12:05:00Z')
  expect(await shop.queued()).toEqual([
    ['béla', hello],
    ['anna', hello],
  ])
})

test('who looks at a segment is known, also by the version on which somebody still is', async () => {
  const shop = await open()
  const pro: Condition = { kind: 'trait', path: 'plan', test: { is: 'equal', value: 'pro' } }
  const segmentId = await shop.segment(pro)
  const condition: Condition = { kind: 'in_segment', segmentId }
  const journeyId = await shop.journey({
    trigger: signedUp,
    nodes: [pause('wait', day, 'look'), { id: 'look', kind: 'branch', condition, next: null, otherwise: null }],
  })
  await shop.send(track('anna', 'Signed Up', '2026-03-02T10:00:00Z'))
  const using = () => inWorkspace(deps.db, shop.workspaceId, (tx) => journeysUsing(tx, shop.workspaceId, segmentId))
  expect(await using()).toEqual([{ kind: 'journey', id: journeyId, name: expect.any(String) }])
  const definition = { trigger: signedUp, control: 0, start: 'wait', nodes: [pause('wait', day)] } as JourneyDefinition
  await changeJourney(deps, shop.workspaceId, actor, journeyId, { definition })
  await startJourney(deps, shop.workspaceId, actor, journeyId, {})
  // Anna is still to look at it.
  expect(await using()).toHaveLength(1)
  await shop.at('2026-03-03T10:00:00Z')
  expect(await using()).toEqual([])
})

test('behind more than can be looked into, whatever comes after it may concern anybody', async () => {
  const shop = await open()
  const hello = await shop.template()
  await shop.journey({ trigger: signedUp, nodes: [pause('wait', 3_600, 'hello'), message('hello', hello)] })
  await shop.send(track('anna', 'Signed Up', '2026-03-02T10:00:00Z'))
  const past = (): CanonicalEvent => track('béla', 'Viewed', '2026-03-01T10:00:00Z')
  clock.set('2026-03-02T10:30:00Z')
  for (let i = 0; i < 4; i++) await appendEvents(deps.db, clock, shop.workspaceId, Array.from({ length: 5_000 }, past))
  const ends = async (): Promise<string[][]> => {
    clock.set('2026-03-02T13:00:00Z')
    await moveJourneys(deps)
    return await shop.queued()
  }
  await appendEvents(deps.db, clock, shop.workspaceId, [past()])
  expect(await ends()).toEqual([])
  await inWorkspace(deps.db, shop.workspaceId, (tx) =>
    sql`delete from event_log where workspace_id = ${shop.workspaceId} and position = (select max(position) from event_log)`.execute(
      tx,
    ),
  )
  expect(await ends()).toEqual([['anna', hello]])
})
