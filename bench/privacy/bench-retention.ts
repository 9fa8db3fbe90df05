/** `node bench/privacy/bench-retention.ts [--visitors=5000] [--write]`: how long it takes to forget devices that never became a customer. */
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { appendEvents, type CanonicalEvent } from '#modules/events'
import { peopleRetention } from '#modules/privacy'
import { inWorkspace } from '#platform/postgres'
import { benchOptions, tellSection } from '../harness/figures.ts'
import { onStand, timed } from '../harness/stand.ts'

const options = benchOptions({ visitors: 5_000 })
const { visitors } = options
const eventsEach = 4
const longAgo = Date.UTC(2024, 0, 1)

await onStand('all', async ({ regulars, workspaceId }) => {
  const { db, clock, privacy, projector } = regulars
  const seen = (n: number, visit: number): CanonicalEvent => ({
    messageId: `v${n}-${visit}`,
    occurredAt: new Date(longAgo + n * 1000 + visit).toISOString(),
    source: 'web',
    body: { type: 'page', anonymousId: `device-${n}`, properties: { url: `/p/${visit}` } },
  })
  for (let n = 0; n < visitors; n += 500) {
    const some = Array.from({ length: Math.min(500, visitors - n) }, (_, i) => n + i)
    const events = some.flatMap((one) => Array.from({ length: eventsEach }, (_, visit) => seen(one, visit)))
    await appendEvents(db, clock, workspaceId, events)
  }
  await projector?.settle()
  const [rule] = peopleRetention(privacy)
  let gone = 0
  const removing = await timed(async () => {
    for (;;) {
      const count = (await rule?.remove(workspaceId, '2025-01-01T00:00:00Z')) ?? 0
      if (count === 0) break
      gone += count
    }
  })
  if (gone !== visitors) throw new Error(`${gone} of ${visitors} were forgotten`)
  const sweeping = await timed(async () => {
    while ((await unfinished()) > 0) await sleep(200)
  })
  async function unfinished(): Promise<number> {
    const { rows } = await inWorkspace(db, workspaceId, (tx) =>
      sql<{ count: number }>`select count(*) as count from erasures
        where workspace_id = ${workspaceId} and status = 'cleaning'`.execute(tx),
    )
    return rows[0]?.count ?? 0
  }
  const seconds = (ms: number): string => (ms / 1000).toFixed(1)
  tellSection(options, 'privacy', [
    '## Forgetting many at once',
    '',
    `${visitors.toLocaleString('en')} devices that never became a customer, ${eventsEach} events each, past their retention period.`,
    '',
    '| what | seconds |',
    '| --- | ---: |',
    `| gone from PostgreSQL | ${seconds(removing)} |`,
    `| and from ClickHouse, after that | ${seconds(sweeping)} |`,
  ])
})
process.exit(0)
