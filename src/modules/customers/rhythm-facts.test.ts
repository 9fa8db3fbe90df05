import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appendEvents, type CanonicalEvent, rebuildAnalytics, startProjector } from '#modules/events'
import type { Clickhouse } from '#platform/clickhouse'
import { silentLog } from '#platform/log'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'
import { factReaders, projectCustomers, readRhythm } from './index.ts'
import { addDays } from './rhythm.ts'

const { db } = await testDb()
const ch = testClickhouse()
const clock = fakeClock('2026-03-01T12:00:00Z')
const facts = factReaders

type Step = { who: number; order: number; age: number; kind: 'Order Completed' | 'Order Cancelled' | 'identify' }
type Row = { customer: number; visits: number; lateFrom: string; cameBackOn: string }

let next = 0
function eventOf({ who, order, age, kind }: Step): CanonicalEvent {
  const body =
    kind === 'identify'
      ? ({ type: 'identify', userId: `person${who}`, anonymousId: `device${who}`, traits: {} } as const)
      : ({
          type: 'track',
          event: kind,
          // Some of what a person buys is known by the device alone until they sign in.
          ...(order % 4 === 0 ? { anonymousId: `device${who}` } : { userId: `person${who}` }),
          properties: { order_id: `${who}-${order}`, total: 5 },
        } as const)
  return { messageId: `m${next++}`, occurredAt: `${addDays('2025-10-01', age)}T10:00:00Z`, source: 'test', body }
}

async function project(workspaceId: string, steps: Step[], engine: Clickhouse = ch): Promise<void> {
  await appendEvents(db, clock, workspaceId, steps.map(eventOf))
  const projector = startProjector({ db, ch: engine, clock, log: silentLog, project: projectCustomers, ...facts })
  await projector.settle()
  await projector.stop()
}

const told = (workspaceId: string): Promise<Row[]> =>
  ch.forWorkspace(workspaceId).query<Row>(
    `SELECT customer, argMax(visits, version) AS visits, argMax(late_from, version) AS lateFrom, argMax(came_back_on, version) AS cameBackOn
    FROM customer_rhythms WHERE workspace_id = {workspace_id:UUID} GROUP BY customer HAVING visits > 0 ORDER BY customer`,
  )

/** The same from every day on which they bought, by the rule of a customer's page. */
async function reckoned(workspaceId: string): Promise<Row[]> {
  const people = await ch.forWorkspace(workspaceId).query<{ customer: number; days: string[] }>(
    `SELECT customer, arraySort(groupArray(day)) AS days
    FROM (SELECT customer, day FROM sales WHERE workspace_id = {workspace_id:UUID} GROUP BY customer, day HAVING sum(orders) > 0)
    GROUP BY customer ORDER BY customer`,
  )
  return people.map(({ customer, days }) => {
    const { lateFrom, cameBackOn } = readRhythm(days.slice(-24))
    const none = { lateFrom: '2149-06-06', cameBackOn: '1970-01-01' }
    return {
      customer,
      visits: days.length,
      lateFrom: lateFrom ?? none.lateFrom,
      cameBackOn: cameBackOn ?? none.cameBackOn,
    }
  })
}

const steps = fc.array(
  fc.record<Step>({
    who: fc.integer({ min: 1, max: 3 }),
    order: fc.integer({ min: 1, max: 40 }),
    age: fc.integer({ min: 0, max: 140 }),
    kind: fc.constantFrom('Order Completed', 'Order Completed', 'Order Completed', 'Order Cancelled', 'identify'),
  }),
  { minLength: 20, maxLength: 90 },
)

test('the rhythm told to ClickHouse is the one reckoned from the days: late, corrected, cancelled, joined, rebuilt', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const workspaceId = await newWorkspace(db)
      const third = Math.ceil(history.length / 3)
      for (const from of [0, third, 2 * third]) {
        await project(workspaceId, history.slice(from, from + third))
        expect(await told(workspaceId)).toEqual(await reckoned(workspaceId))
      }
      await rebuildAnalytics({ db, ch, ...facts }, workspaceId)
      expect(await told(workspaceId)).toEqual(await reckoned(workspaceId))
    }),
    { numRuns: 5 },
  )
})

const weekly = (who: number): Step[] =>
  Array.from({ length: 8 }, (_, i) => ({ who, order: 4 * i + 1, age: 7 * i, kind: 'Order Completed' }))

test('a delivery that breaks off before the rhythm is made whole by the next one', async () => {
  const workspaceId = await newWorkspace(db)
  let isBroken = true
  const broken: Clickhouse = {
    ...ch,
    insert: async (table, rows, options) => {
      if (table === 'customer_rhythms' && isBroken) {
        isBroken = false
        throw new Error('The connection is gone')
      }
      await ch.insert(table, rows, options)
    },
  }
  await project(workspaceId, weekly(1), broken)
  expect(isBroken).toBe(false)
  expect(await told(workspaceId)).toMatchObject([{ visits: 8, lateFrom: '2025-11-30' }])
  expect(await told(workspaceId)).toEqual(await reckoned(workspaceId))
})

test('a shop from before the table was there gets the same rhythm from the migration', async () => {
  const file = new URL('../../../migrations/clickhouse/0002_rhythms.sql', import.meta.url)
  const [, backfill = ''] = readFileSync(file, 'utf8').split('INSERT INTO customer_rhythms')
  const sql = backfill.trim().replace(/;$/, '')
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const workspaceId = await newWorkspace(db)
      await project(workspaceId, [...history, ...weekly(4)])
      const rows = await ch.forWorkspace(workspaceId).query<Row>(
        `SELECT customer, visits, late_from AS lateFrom, came_back_on AS cameBackOn
        FROM (${sql}) WHERE workspace_id = {workspace_id:UUID} ORDER BY customer`,
      )
      const expected = await told(workspaceId)
      const whole = rows.map(({ customer, visits, lateFrom }) => ({ customer, visits, lateFrom }))
      expect(whole).toEqual(expected.map(({ customer, visits, lateFrom }) => ({ customer, visits, lateFrom })))
      // Older returns are nobody's question any more.
      const [newest = ''] = history
        .map(({ age }) => addDays('2025-10-01', age - 30))
        .sort()
        .reverse()
      const recent = (all: Row[]) => all.map(({ cameBackOn }) => (cameBackOn >= newest ? cameBackOn : null))
      expect(recent(rows)).toEqual(recent(expected))
    }),
    { numRuns: 4 },
  )
})
