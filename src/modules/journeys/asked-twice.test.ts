import '@hono/zod-openapi'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { journeyDefinition } from '#contract/journeys'
import { actor, openJourneys } from './testing/shop.ts'
import { createJourney, startJourney } from './write-journey.ts'

const { deps, openShop, stop } = await openJourneys('2026-03-02T10:00:00Z')
afterAll(stop)

const definition = journeyDefinition.parse({
  trigger: { kind: 'event', event: 'Signed Up' },
  start: 'wait',
  nodes: [{ id: 'wait', kind: 'wait', seconds: 60, next: null }],
})
const atOnce = <T>(ask: () => Promise<T>): Promise<T[]> => Promise.all([ask(), ask(), ask()])

test('a request that arrives again while it is being answered makes one journey', async () => {
  const { workspaceId } = await openShop()
  const body = { name: 'Hello', definition, requestKey: 'the same request' }
  const made = await atOnce(() => createJourney(deps, workspaceId, actor, body))
  expect(new Set(made.map(({ journeyId }) => journeyId)).size).toBe(1)
})

test('a journey that is switched on by several at once has one version and one control group', async () => {
  const shop = await openShop()
  const { journeyId } = await createJourney(deps, shop.workspaceId, actor, { name: 'Hello', definition })
  const started = await atOnce(() => startJourney(deps, shop.workspaceId, actor, journeyId, {}))
  expect(started.map(({ status, version }) => [status, version])).toEqual(Array(3).fill(['running', 1]))
  expect(new Set(started.map(({ experimentId }) => experimentId)).size).toBe(1)
  const found = await shop.read(sql<{ name: string; status: string }>`select name, status from experiments`)
  expect(found.rows).toEqual([{ name: 'Hello', status: 'running' }])
})
