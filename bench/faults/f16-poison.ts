import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import { checkData } from './harness/check-data.ts'
import { post } from './harness/raw-loader.ts'
import { newPlace, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'
import { waitCaughtUp, withPostgres } from './harness/watch-postgres.ts'
import { messageAt } from './harness/workload.ts'

const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
const many = `{${Array.from({ length: 50_000 }, (_, n) => `"p${n}":${n % 10}`).join(',')}}`
const event = (properties: string): string => `{"type":"track","event":"Odd","userId":"odd","properties":${properties}}`

/** As raw JSON, because most of them could not be written by JSON.stringify. */
const poison: Record<string, string> = {
  'depth 10,000': event(deep),
  NaN: event('{"price":NaN}'),
  'the key __proto__': event('{"__proto__":{"admin":true}}'),
  constructor: event('{"constructor":{"prototype":{"admin":true}}}'),
  'lone surrogate': event('{"name":"\\ud83d"}'),
  '\\u0000': event('{"name":"a\\u0000b"}'),
  '1e400': event('{"price":1e400}'),
  '50,000 properties': event(many),
  '100 KB': event(`{"text":"${'x'.repeat(100_000)}"}`),
  'type is a number': '{"type":7,"userId":"odd"}',
  'event is an object': '{"type":"track","event":{"a":1},"userId":"odd"}',
  'userId is an array': '{"type":"track","event":"Odd","userId":[1]}',
  'properties is a text': '{"type":"track","event":"Odd","userId":"odd","properties":"text"}',
  'time is a word': '{"type":"track","event":"Odd","userId":"odd","timestamp":"yesterday"}',
  'year 20111': '{"type":"track","event":"Odd","userId":"odd","timestamp":"20111-01-01T00:00:00Z"}',
  'a number': '17',
  null: 'null',
  'nobody at all': '{"type":"track","event":"Odd"}',
}

/** What no engine could store, each inside a batch of good events. */
export const poisoned: Fault = {
  id: 'F16',
  title: 'poison inside good batches',
  criterion: 'good events stored 100 %, poison in the dead letters with a reason, memory growth < 100 MB, replayable',
  long: { rounds: 200, events: 0 },
  short: { rounds: 2, events: 0 },
  run: async ({ rounds, seed, say }) => {
    const place = await newPlace()
    const server = await startServer(place)
    try {
      const shop = await setUp(place.url, server)
      const good: string[] = []
      const statuses = new Map<number, number>()
      let before = 0
      for (let round = 0; round < rounds; round++) {
        if (round === 1) before = memoryOf(server.pid)
        for (const bad of Object.values(poison)) {
          const messages = [0, 1].map((n) => messageAt(seed, good.length + n, 50, Date.now()))
          good.push(...messages.map((message) => message.messageId))
          const [first, second] = messages.map((message) => JSON.stringify(message))
          const { status } = await post(place.url, shop.writeKey, `{"batch":[${first},${bad},${second}]}`)
          statuses.set(status, (statuses.get(status) ?? 0) + 1)
        }
      }
      const huge = await post(place.url, shop.writeKey, `{"batch":[${event(`{"text":"${'x'.repeat(10_000_000)}"}`)}]}`)
      await sleep(1_000)
      const growth = Math.max(0, memoryOf(server.pid) - before)
      await waitCaughtUp(place.dataDir, server)
      const letters = await countLetters(place.dataDir)
      say(`reasons: ${[...letters].map(([reason, n]) => `${reason} ${n}`).join(', ')}`)
      const replayed = await replayOne(place.url, shop.serverKey)
      await waitCaughtUp(place.dataDir, server)
      await server.stop()
      const checked = await checkData(place.dataDir, shop.workspaceId, good)
      const dead = [...letters.values()].reduce((sum, n) => sum + n, 0)
      const expected = rounds * Object.keys(poison).length
      return {
        passed:
          checked.lost === 0 &&
          dead === expected &&
          growth < 100 &&
          replayed === 200 &&
          checked.differences.length === 0,
        load: `${expected} batches, ${Object.keys(poison).length} kinds of poison, and one body of 10 MB`,
        figures: {
          'good events lost': checked.lost,
          'poison in the dead letters': `${dead} of ${expected}`,
          'answers to the batches': [...statuses].map(([status, n]) => `${n} × ${status}`).join(', '),
          'answer to 10 MB': huge.status,
          'memory growth': `${growth} MB`,
          'replay after repair': replayed,
        },
        notes: checked.differences,
      }
    } finally {
      await server.stop()
      place.remove()
    }
  },
}

/** Resident memory in MB. */
function memoryOf(pid: number): number {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
}

async function countLetters(dataDir: string): Promise<Map<string, number>> {
  const found = await withPostgres(dataDir, (client) =>
    client.query<{ reason: string; n: number }>(
      'select reason, count(*)::int as n from dead_letters group by 1 order by 1',
    ),
  )
  return new Map(found.rows.map((row) => [row.reason, row.n]))
}

async function replayOne(url: string, key: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const listed = await fetch(`${url}/api/v1/dead-letters?reason=not_json`, { headers })
  const found = (await listed.json()) as Record<string, unknown>
  const letters = Object.values(found).find(Array.isArray) as { deadLetterId: string }[] | undefined
  const answer = await fetch(`${url}/api/v1/dead-letters/${letters?.[0]?.deadLetterId}/replay`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ body: event('{"price":7}') }),
  })
  return answer.status
}
