import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, expect, inject, test } from 'vitest'
import { factReaders, projectCustomers } from '#modules/customers'
import { appendEvents, startProjector } from '#modules/events'
import { silentLog } from '#platform/log'
import { takeSteps } from './take-steps.ts'
import { openJourneys, track } from './testing/shop.ts'
import { moveJourneys } from './watch-journeys.ts'

const moment = '2026-03-02T10:00:00Z'
const { deps, clock, openShop, url, stop } = await openJourneys(moment)
afterAll(stop)
const people = 400
const kills = 5

test('a worker killed again and again loses nobody, and nobody gets a message twice', async () => {
  const shop = await openShop()
  const [first, second] = [await shop.template(), await shop.template()]
  const journeyId = await shop.journey({
    trigger: { kind: 'event', event: 'Signed Up' },
    nodes: [
      { id: 'first', kind: 'message', templateId: first, purpose: 'useful', next: 'task' },
      { id: 'task', kind: 'action', action: 'create_task', params: { title: 'Call', ownerId: null }, next: 'second' },
      { id: 'second', kind: 'message', templateId: second, purpose: 'useful', next: null },
    ],
  })
  const events = Array.from({ length: people }, (_, i) => track(`p${i}`, 'Signed Up', moment))
  await appendEvents(deps.db, clock, shop.workspaceId, events)
  const projector = startProjector({ ...deps, log: silentLog, project: projectCustomers, ...factReaders })
  await projector.settle()
  await projector.stop()
  const countWork = async (): Promise<number> => {
    const found = await shop.read(
      sql<{ n: number }>`select coalesce(sum(fence + steps), 0)::int as n from journey_runs`,
    )
    return found.rows[0]?.n ?? 0
  }
  for (let kill = 0; kill < kills; kill++) {
    const args = [join(import.meta.dirname, 'testing/step-worker.ts'), url, inject('clickhouseUrl'), moment]
    const worker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(worker.stdout, 'data')
    // Another place within the work each time, whatever the machine is busy with.
    const enough = (people * 3 * kill) / kills
    for (let i = 0; i < 100 && (await countWork()) <= enough; i++)
      await new Promise((resolve) => setTimeout(resolve, 25))
    worker.kill('SIGKILL')
    await once(worker, 'exit')
    // What the dead had claimed is taken over once their leases are over.
    await shop.read(
      sql`update journey_runs set leased_until = clock_timestamp() - interval '1 second' where leased_until is not null`,
    )
  }
  const claimed = await shop.read(sql<{ n: number }>`select count(*)::int as n from journey_runs where fence > 0`)
  expect(claimed.rows[0]?.n).toBeGreaterThan(0)
  while (await moveJourneys(deps));
  while (await takeSteps(deps, shop.workspaceId));
  const read = async (text: ReturnType<typeof sql<{ n: number; once: number }>>) => (await shop.read(text)).rows[0]
  expect(
    await read(sql`select count(*)::int as n, count(distinct (customer_id, template_id))::int as once from messages`),
  ).toEqual({ n: 2 * people, once: 2 * people })
  expect(await read(sql`select count(*)::int as n, count(distinct customer_id)::int as once from tasks`)).toEqual({
    n: people,
    once: people,
  })
  expect(
    await read(sql`select count(*)::int as n, count(*) filter (where status = 'finished' and steps = 3)::int as once
      from journey_runs where journey_id = ${journeyId}`),
  ).toEqual({ n: people, once: people })
})
