import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, seconds } from './fault.ts'
import { openMailShop } from './harness/mail-shop.ts'
import { type Peer, startPeer } from './harness/peer.ts'
import { newPlace, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'

/** What a target does, and of how many hundredths of the calls. */
const moods = { good: 70, failing: 10, gone: 10, moved: 5, huge: 2, hanging: 3 } as const
type Mood = keyof typeof moods
const names = Object.keys(moods) as Mood[]
/** As many as are under way at once when the first of them hears that the target is gone. */
const mostAtOnce = 16
const hugeMb = 10

type Calls = Map<Mood | 'elsewhere', Map<string, number[]>>

/** Each person begins one journey, whose only step calls a target of one mood. */
export const badWebhooks: Fault = {
  id: 'F13',
  title: 'webhook targets that hang, fail (500), are gone (410), redirect or answer with 10 MB',
  criterion:
    'good ones called once; others again after 5 s and not before 5 min; 410 disables; redirects not followed; nobody waits for those that hang',
  long: { rounds: 1, events: 1_000 },
  run: async ({ events: people, say }) => {
    const calls: Calls = new Map()
    const peer = await startPeer((request, _, response) => {
      const mood = (request.url ?? '').slice(1) as Mood | 'elsewhere'
      const id = String(request.headers['webhook-id'])
      const of = calls.get(mood) ?? new Map<string, number[]>()
      calls.set(mood, of.set(id, [...(of.get(id) ?? []), performance.now()]))
      if (mood === 'hanging') return
      if (mood === 'huge') response.end(Buffer.alloc(hugeMb * 1024 * 1024, 'x'))
      else response.writeHead(statusOf[mood] ?? 200, mood === 'moved' ? { location: '/elsewhere' } : {}).end()
    })
    const place = await newPlace()
    const server = await startServer(place, { ALLOW_PRIVATE_HOSTS: peer.host })
    try {
      const shop = await openMailShop(place.url, await setUp(place.url, server), people)
      const since = performance.now()
      for (const mood of names) await begin(shop, peer, mood, people)
      const wanted = (mood: Mood): number => Math.round((people * moods[mood]) / 100)
      const called = (mood: Mood): [string, number[]][] => [...(calls.get(mood) ?? [])]
      const allOnce = (mood: Mood): boolean => called(mood).length >= wanted(mood)
      const allTwice = (mood: Mood): boolean => allOnce(mood) && called(mood).every(([, at]) => at.length > 1)
      while (!allOnce('good') && performance.now() - since < 300_000) await sleep(50)
      const goodMs = performance.now() - since
      say(`good ones called after ${seconds(goodMs)}`)
      const again: Mood[] = ['failing', 'moved', 'hanging']
      while (!again.every(allTwice) && performance.now() - since < 600_000) await sleep(200)
      await sleep(20_000)
      const gaps = again.flatMap((mood) => called(mood).map(([, [first = 0, second = 0]]) => second - first))
      const early = gaps.filter((gap) => gap < 5_000).length
      const tooOften = again.flatMap((mood) => called(mood).filter(([, at]) => at.length > 2)).length
      const once = called('good').filter(([, at]) => at.length === 1).length
      const hugeOnce = called('huge').filter(([, at]) => at.length === 1).length
      const followed = calls.get('elsewhere')?.size ?? 0
      const gone = called('gone').reduce((sum, [, at]) => sum + at.length, 0)
      return {
        passed:
          once === wanted('good') &&
          hugeOnce === wanted('huge') &&
          again.every(allTwice) &&
          early + tooOften + followed === 0 &&
          gone > 0 &&
          gone <= mostAtOnce,
        load: `${people} calls: ${names.map((mood) => `${wanted(mood)} ${mood}`).join(', ')}`,
        figures: {
          'good ones called once': once,
          'all of them called after': seconds(goodMs),
          'others called again': gaps.filter((gap) => gap > 0).length,
          'sooner than after 5 s': early,
          'a third time within 5 min': tooOften,
          'calls of the target that is gone': gone,
          'redirects followed': followed,
          '10 MB answers taken as they are': hugeOnce,
        },
      }
    } finally {
      await server.stop()
      await peer.close()
      place.remove()
    }
  },
}

const statusOf: Partial<Record<Mood | 'elsewhere', number>> = { failing: 500, gone: 410, moved: 302 }

/** The first of a hundred numbers that belong to a mood. */
const from = (mood: Mood): number => names.slice(0, names.indexOf(mood)).reduce((sum, one) => sum + moods[one], 0)

async function begin(
  { ask }: Awaited<ReturnType<typeof openMailShop>>,
  peer: Peer,
  mood: Mood,
  people: number,
): Promise<void> {
  const first = (people * from(mood)) / 100
  const definition = {
    kind: 'trait',
    path: 'name',
    test: {
      is: 'one_of',
      values: Array.from({ length: Math.round((people * moods[mood]) / 100) }, (_, i) => `p${first + i}`),
    },
  }
  const { segmentId } = await ask<{ segmentId: string }>('POST', '/segments', { name: mood, definition })
  const nodes = [{ id: 'call', kind: 'action', action: 'webhook', params: { url: `${peer.url}/${mood}` }, next: null }]
  const trigger = { kind: 'segment', segmentId, on: 'entered', repeats: false }
  const whole = { trigger, start: 'call', nodes, control: 0, goal: null }
  const { journeyId } = await ask<{ journeyId: string }>('POST', '/journeys', { name: mood, definition: whole })
  while ((await ask<{ status: string }>('GET', `/segments/${segmentId}`)).status !== 'ready') await sleep(100)
  await ask('POST', `/journeys/${journeyId}/start`, { backfill: true })
}
