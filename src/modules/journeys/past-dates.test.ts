import '@hono/zod-openapi'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { type JourneyDefinition, journeyDefinition } from '#contract/journeys'
import { simulateJourney } from './simulate.ts'
import { identify, openJourneys, track } from './testing/shop.ts'

const { deps, clock, openShop, stop } = await openJourneys('2025-04-01T10:00:00Z')
afterAll(stop)

type Given = Partial<JourneyDefinition> & { trigger: object }
const tag = { id: 'tag', kind: 'action', action: 'add_tag', params: { tag: 'x' }, next: null } as const

/** A shop in which it is April of last year. */
const open = async () => {
  clock.set('2025-04-01T10:00:00Z')
  const shop = await openShop({ timeZone: 'Europe/Budapest' })
  const simulate = async (given: Given) => {
    const { runs, people, examples } = await simulateJourney(
      deps,
      shop.workspaceId,
      journeyDefinition.parse({ control: 0, start: given.nodes?.[0]?.id ?? null, ...given }),
    )
    return { runs, people, examples }
  }
  return { ...shop, simulate }
}

test('tried on last year, a date in a trait brings in whom it would have brought in, each on their day', async () => {
  const shop = await open()
  const given: Given = {
    trigger: { kind: 'date', trait: 'birthday', days: -3, yearly: true, at: '09:00' },
    again: { rule: 'always' },
    nodes: [tag],
  }
  const journeyId = await shop.journey(given)
  const born = (who: string, birthday: unknown, at: string) => identify(who, { birthday }, at)
  await shop.send(
    born('anna', '1990-06-15', '2025-04-01T10:00:00Z'),
    // In the summer she finds out that it is wrong.
    born('dóri', '1990-07-10', '2025-04-01T10:00:00Z'),
    born('elza', '1992-02-29', '2025-04-01T10:00:00Z'),
    // Half past midnight there.
    born('feri', '1988-10-09T23:30:00Z', '2025-04-01T10:00:00Z'),
    born('géza', 'unknown', '2025-04-01T10:00:00Z'),
  )
  await shop.at('2025-06-12T07:00:00Z')
  await shop.at('2025-07-07T07:00:00Z')
  clock.set('2025-08-01T10:00:00Z')
  await shop.send(
    born('dóri', '1990-11-20', '2025-08-01T10:00:00Z'),
    // His birthday is over when he comes for the first time.
    born('béla', '1985-06-15', '2025-08-01T10:00:00Z'),
  )
  for (const day of ['2025-10-07T07', '2025-11-17T08', '2026-02-25T08', '2026-03-02T10']) await shop.at(`${day}:00:00Z`)
  const { rows } = await shop.read(
    sql<{ who: string; at: Date }>`select c.external_id as who, r.entered_at as at
      from journey_runs r join customers c using (workspace_id, customer_id) where r.journey_id = ${journeyId} order by 2`,
  )
  const really = rows.map(({ who, at }) => `${who} ${at.toISOString().slice(0, 16)}`)
  expect(really).toEqual([
    'anna 2025-06-12T07:00',
    'dóri 2025-07-07T07:00',
    'feri 2025-10-07T07:00',
    'dóri 2025-11-17T08:00',
    'elza 2026-02-25T08:00',
  ])
  const simulated = await shop.simulate(given)
  expect(simulated).toMatchObject({ runs: 5, people: 4 })
  expect(simulated.examples.map(({ name, at }) => `${name} ${at.slice(0, 16)}`)).toEqual(really)
  // Once, as a day of that year alone.
  const once = { kind: 'date', trait: 'birthday', days: -3, yearly: false, at: '09:00' } as const
  expect(await shop.simulate({ ...given, trigger: once })).toMatchObject({ runs: 0 })
})

test('tried on last year, a wait for the date in a trait is as long as it would have been, by the clock of the person', async () => {
  const shop = await open()
  const given: Given = {
    trigger: { kind: 'event', event: 'Signed Up' },
    nodes: [
      {
        id: 'week',
        kind: 'wait_date',
        day: { trait: 'plan.renews', days: -7, yearly: false },
        at: '09:00',
        next: 'tag',
      },
      tag,
    ],
  }
  const journeyId = await shop.journey(given)
  const plan = (who: string, renews: string, more = {}) =>
    identify(who, { plan: { renews }, ...more }, '2025-04-01T10:00:00Z')
  await shop.send(
    plan('anna', '2025-06-20'),
    plan('béla', '2025-06-20', { timezone: 'America/New_York' }),
    // Over already, and none at all: nothing to wait for.
    plan('cili', '2025-04-05'),
    ...['anna', 'béla', 'cili', 'dóri'].map((who) => track(who, 'Signed Up', '2025-04-01T10:00:00Z')),
  )
  clock.set('2025-05-01T10:00:00Z')
  await shop.send(identify('anna', { plan: { renews: '2025-12-20' } }, '2025-05-01T10:00:00Z'))
  for (const moment of ['2025-06-13T07:00:00Z', '2025-06-13T13:00:00Z']) await shop.at(moment)
  const { rows } = await shop.read(
    sql<{ who: string; at: Date }>`select c.external_id as who, s.at from journey_steps s
      join journey_runs r using (workspace_id, run_id) join customers c using (workspace_id, customer_id)
      where r.journey_id = ${journeyId} and s.node_id = 'tag' order by 1`,
  )
  const really = rows.map(({ who, at }) => `${who} ${at.toISOString().slice(0, 16)}`)
  expect(really).toEqual([
    'anna 2025-06-13T07:00',
    'béla 2025-06-13T13:00',
    'cili 2025-04-01T10:00',
    'dóri 2025-04-01T10:00',
  ])
  await shop.at('2026-03-02T10:00:00Z')
  const { examples } = await shop.simulate(given)
  const simulated = examples.map(({ name, did }) => `${name} ${did.at(-1)?.at.slice(0, 16)}`)
  expect(simulated.toSorted()).toEqual(really)
})
