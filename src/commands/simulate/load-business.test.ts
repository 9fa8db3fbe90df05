import { expect, test } from 'vitest'
import { type BusinessEvent, type BusinessPlan, liveCustomer, livePasserBy, makeBusiness } from '#models/business'
import { factReaders, projectCustomers } from '#modules/customers'
import { appendEvents, rebuildAnalytics, startProjector } from '#modules/events'
import { readCohorts, readRetention, readSales } from '#modules/metrics'
import { withProducts } from '#modules/recommendations'
import { createWorkspace } from '#modules/workspaces'
import { silentLog as log } from '#platform/log'
import { fakeClock, testClickhouse, testDb } from '#testing'
import { loadBusiness } from './load-business.ts'
import { describeBusiness, openBusiness, sweepBroken } from './open-business.ts'
import { passersBy } from './passers-by.ts'
import { snapshot } from './testing/snapshot.ts'
import { toCanonical } from './to-events.ts'

const { db, url } = await testDb()
const ch = testClickhouse()
const clock = fakeClock('2026-03-01T12:00:00Z')

const plan: BusinessPlan = {
  kind: 'shop',
  language: 'hu',
  customers: 250,
  days: 240,
  horizonDays: 30,
  until: Date.parse('2026-03-01T12:00:00Z'),
  seed: 7,
  prefix: 't-',
}

async function load(signal?: AbortSignal): Promise<string> {
  const workspace = describeBusiness(plan, undefined)
  await loadBusiness({
    databaseUrl: url,
    ch,
    plan,
    workspace,
    receivedAt: clock.now().epochMilliseconds,
    open: async () => void (await openBusiness({ db, clock }, plan, workspace)),
    onProgress: () => {},
    onTruths: () => {},
    ...(signal ? { signal } : {}),
  })
  return workspace.workspaceId
}

async function tellInParts(): Promise<string> {
  const { workspaceId } = await createWorkspace(db, describeBusiness(plan, undefined))
  const business = makeBusiness(plan)
  const events: BusinessEvent[] = []
  for (let index = 0; index < plan.customers; index++) {
    events.push(...liveCustomer(business, index).events)
    if (passersBy(index)) events.push(...livePasserBy(business, index))
  }
  const projector = startProjector({ db, ch, clock, log, project: withProducts(projectCustomers), ...factReaders })
  for (let at = 0; at < events.length; at += 900) {
    await appendEvents(db, clock, workspaceId, toCanonical(events.slice(at, at + 900)))
    projector.wake()
    await projector.settle()
  }
  await projector.stop()
  return workspaceId
}

test('a business loaded straight is in every table what it is when its events come in one by one', async () => {
  // The first one meets empty tables, the second one does not.
  const [first, straight, told] = [await load(), await load(), await tellInParts()]
  const expected = await snapshot(db, ch, told)
  for (const workspaceId of [first, straight]) {
    const loaded = await snapshot(db, ch, workspaceId)
    for (const [table, rows] of Object.entries(expected))
      expect({ table, rows: loaded[table] }).toEqual({ table, rows })
  }
  const deps = { db, ch, clock, log }
  for (const read of [readRetention, readCohorts, readSales])
    expect(await read(deps, straight)).toEqual(await read(deps, told))
  await rebuildAnalytics({ db, ch, ...factReaders }, straight)
  expect(await snapshot(db, ch, straight)).toEqual(expected)
}, 120_000)

test('a business that is cut off leaves nothing once it is swept away', async () => {
  const stopping = new AbortController()
  stopping.abort(new Error('Enough'))
  await expect(load(stopping.signal)).rejects.toThrow('Enough')
  expect(await sweepBroken({ db, ch })).toBe(1)
  expect(await sweepBroken({ db, ch })).toBe(0)
})
