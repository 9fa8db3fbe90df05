import '@hono/zod-openapi'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { journeyDefinition } from '#contract/journeys'
import { inWorkspace } from '#platform/postgres'
import { getJourney } from './journeys.repo.ts'
import { actor, openJourneys } from './testing/shop.ts'
import { archiveJourney, createJourney, startJourney } from './write-journey.ts'

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

test('a journey that is put away while it is switched on stays put away', async () => {
  const { workspaceId } = await openShop()
  const { journeyId } = await createJourney(deps, workspaceId, actor, { name: 'Hello', definition })
  const asked = [
    startJourney(deps, workspaceId, actor, journeyId, {}),
    archiveJourney(deps, workspaceId, actor, journeyId),
  ]
  await Promise.allSettled(asked)
  const { status } = await inWorkspace(deps.db, workspaceId, (tx) => getJourney(tx, workspaceId, journeyId))
  expect(status).toBe('archived')
})
