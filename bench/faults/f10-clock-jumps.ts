import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { type Fault, seconds } from './fault.ts'
import { post } from './harness/raw-loader.ts'
import { newPlace, startServer } from './harness/server.ts'
import { type Shop, setUp } from './harness/set-up.ts'
import { withPostgres } from './harness/watch-postgres.ts'

const hour = 3_600_000
const jumps = [72 * hour, -2 * hour]
const shortWait = 4
const people = 20

/** Somebody sets the clock of the server's machine, three days ahead and two hours back, while people wait in journeys. */
export const clockJumps: Fault = {
  id: 'F10',
  title: 'the clock of the server alone jumps by +3 days and −2 hours',
  criterion: 'no step early or late: who waits an hour still waits, a wait of 4 s is over within 2 s after its time',
  long: { rounds: 20, events: people },
  short: { rounds: 2, events: people },
  run: async ({ rounds, seed, say }) => {
    const place = await newPlace()
    const file = join(place.dataDir, 'clock-shift')
    writeFileSync(file, '0')
    const preload = `--import ${join(import.meta.dirname, 'harness', 'shifted-clock.ts')}`
    const server = await startServer(place, { NODE_OPTIONS: preload, CLOCK_SHIFT_FILE: file })
    try {
      const shop = await setUp(place.url, server)
      const wait = (waitSeconds: number) => startWaiting(place.url, shop, `Waited ${waitSeconds}`, waitSeconds)
      await wait(shortWait)
      await wait(hour / 1_000)
      const early: string[] = []
      const lateness: number[] = []
      await withPostgres(place.dataDir, async (client) => {
        for (let round = 0; round < rounds; round++) {
          await letIn(place.url, shop, seed, round)
          // Those of earlier rounds who wait an hour still do.
          await until(client, 'active', (round + 2) * people)
          const jump = jumps[round % jumps.length] ?? 0
          writeFileSync(file, String(jump))
          say(`jump ${round + 1}: ${jump / hour} hours`)
          await until(client, 'finished', (round + 1) * people)
          lateness.push(await slowestTurn(client))
          writeFileSync(file, '0')
        }
        const waiting = await client.query<{ n: string }>(
          `select count(*) as n from journey_runs
           where status = 'active' and wake_at - entered_at >= interval '1 hour'`,
        )
        const left = Number(waiting.rows[0]?.n ?? 0)
        if (left !== rounds * people) early.push(`${rounds * people - left} of those who wait an hour do not any more`)
      })
      const latest = Math.max(...lateness)
      return {
        passed: early.length === 0 && latest < 2_000,
        load: `${people} people twice in each of ${rounds} jumps`,
        figures: { 'steps early': early.length, 'slowest step after its time': seconds(latest) },
        notes: early,
      }
    } finally {
      await server.stop()
      place.remove()
    }
  },
}

async function startWaiting(url: string, shop: Shop, tag: string, waitSeconds: number): Promise<void> {
  const ask = async (path: string, body: object): Promise<{ journeyId: string }> => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${shop.serverKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as { journeyId: string }
  }
  const nodes = [
    { id: 'wait', kind: 'wait', seconds: waitSeconds, next: 'tag' },
    { id: 'tag', kind: 'action', action: 'add_tag', params: { tag }, next: null },
  ]
  const definition = { trigger: { kind: 'event', event: 'Came In' }, control: 0, start: 'wait', nodes }
  const { journeyId } = await ask('/journeys', { name: tag, definition })
  await ask(`/journeys/${journeyId}/start`, {})
}

async function letIn(url: string, shop: Shop, seed: number, round: number): Promise<void> {
  const messages = Array.from({ length: people }, (_, n) => ({
    messageId: `jump-${seed}-${round}-${n}`,
    type: 'track' as const,
    event: 'Came In',
    userId: `r${round}-p${n}`,
    timestamp: new Date().toISOString(),
  }))
  const { status, text } = await post(url, shop.writeKey, messages)
  if (status !== 200) throw new Error(`The events were not taken: ${status} ${text}`)
}

/** Waits until so many runs of all rounds are active, or have finished. */
async function until(client: pg.Client, status: 'active' | 'finished', count: number): Promise<void> {
  for (const end = performance.now() + 30_000; performance.now() < end; await sleep(20)) {
    const found = await client.query<{ n: string }>('select count(*) as n from journey_runs where status = $1', [
      status,
    ])
    if (Number(found.rows[0]?.n) >= count) return
  }
  throw new Error(`Not within half a minute: ${count} runs ${status}`)
}

/** How long after its time the last turn of the last round was taken, in milliseconds, by PostgreSQL's clock. */
async function slowestTurn(client: pg.Client): Promise<number> {
  const found = await client.query<{ ms: number }>(
    `select max(extract(epoch from clock_timestamp() - entered_at) * 1000)::float8 - $1 as ms from journey_runs
     where status = 'finished' and entered_at > clock_timestamp() - interval '30 seconds'
       and entered_at > (select max(entered_at) from journey_runs) - interval '1 second'`,
    [shortWait * 1_000],
  )
  return found.rows[0]?.ms ?? 0
}
