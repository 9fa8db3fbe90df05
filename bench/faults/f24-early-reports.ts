import { setTimeout as sleep } from 'node:timers/promises'
import { signIn } from '../../src/testing/sign-in.ts'
import { type Fault, seconds } from './fault.ts'
import { openMailShop, startCampaign } from './harness/mail-shop.ts'
import { startPeer } from './harness/peer.ts'
import { createRandom } from './harness/random.ts'
import { newPlace, startServer } from './harness/server.ts'
import { owner, setUp } from './harness/set-up.ts'
import { withPostgres } from './harness/watch-postgres.ts'

const lanes = 16
/** Kavenegar's own numbers: 10 delivered, 11 undelivered. */
const told = { delivered: '10', undelivered: '11' } as const
type Told = keyof typeof told

/**
 * What became of text messages is told before any of them was sent: their numbers are known beforehand, because the service that gives
 * them is ours. Then they are sent, and what was told first is told again.
 */
export const earlyReports: Fault = {
  id: 'F24',
  title: 'delivery reports that come before the send is recorded',
  criterion: 'none lost, no status goes backwards',
  long: { rounds: 1, events: 10_000 },
  run: async ({ events: people, seed, say }) => {
    const random = createRandom(seed)
    const peer = await startPeer((_, body, response) => {
      const to = new URLSearchParams(body).get('receptor') ?? ''
      const answer = { return: { status: 200 }, entries: [{ messageid: numberOf(to), status: 1 }] }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(answer))
    })
    const place = await newPlace()
    const server = await startServer(place, { ALLOW_PRIVATE_HOSTS: peer.host })
    try {
      const shop = await openMailShop(place.url, await setUp(place.url, server), people, {
        traits: (i) => ({ name: `p${i}`, phone: phoneOf(i) }),
        variant: { sms: 'Hello' },
      })
      const desk = await signIn(place.url, owner)
      const channel = { channel: 'sms', provider: 'kavenegar', sender: '10004346', secret: 'key', baseUrl: peer.url }
      const saved = await desk('PUT', '/message-channels', { ...channel, isOn: true })
      const { sms } = (await saved.json()) as { sms: { reportUrl: string } }
      const hook = `${place.url}${new URL(sms.reportUrl).pathname}`
      const expected = new Map<number, Told>()
      const reports = Array.from({ length: people }, (_, i): [number, Told] => {
        const kind = random.between(0, 3) === 0 ? 'undelivered' : 'delivered'
        expected.set(i, kind)
        return [i, kind]
      })
      const early = await tell(hook, reports)
      say(`${people} told within ${seconds(early.ms)}`)
      const campaignId = await startCampaign(shop, people)
      const sent = async (): Promise<number> => (await read(place.dataDir, campaignId)).length
      for (let i = 0; i < 1_200 && (await sent()) < people; i++) await sleep(500)
      // Lower ones, of all that could not be delivered.
      const late = await tell(
        hook,
        reports.filter(([, kind]) => kind === 'undelivered').map(([i]) => [i, 'delivered']),
      )
      const rows = await read(place.dataDir, campaignId)
      const states = new Map(rows.map(({ reference, reported }) => [Number(reference), reported]))
      const lost = [...expected].filter(([i]) => states.get(i) == null).length
      const backwards = [...expected].filter(([i, kind]) => states.get(i) != null && states.get(i) !== kind).length
      const refused = early.refused + late.refused
      return {
        passed: rows.length === people && lost + backwards + refused === 0,
        load: `${people} reports told before ${people} text messages were sent`,
        figures: {
          'told within': seconds(early.ms),
          'not taken': refused,
          'sent afterwards': rows.length,
          'reports lost': lost,
          'statuses that went backwards': backwards,
          'told again, lower': late.count,
        },
      }
    } finally {
      await server.stop()
      await peer.close()
      place.remove()
    }
  },
}

const phoneOf = (i: number): string => `+98912${String(i).padStart(7, '0')}`
const numberOf = (receptor: string): number => Number(receptor.slice(-7))

async function read(dataDir: string, campaignId: string): Promise<{ reference: string; reported: string | null }[]> {
  const text = "select reference, reported from messages where source_id = $1 and state = 'handed_over'"
  return await withPostgres(dataDir, async (client) => (await client.query(text, [campaignId])).rows)
}

async function tell(hook: string, reports: [number, Told][]): Promise<{ ms: number; refused: number; count: number }> {
  const since = performance.now()
  const rest = reports.values()
  let refused = 0
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const [i, kind] of rest) {
        const body = new URLSearchParams({ messageid: String(i), status: told[kind] })
        const answer = await fetch(hook, { method: 'POST', body })
        await answer.arrayBuffer()
        if (answer.status !== 200) refused += 1
      }
    }),
  )
  return { ms: performance.now() - since, refused, count: reports.length }
}
