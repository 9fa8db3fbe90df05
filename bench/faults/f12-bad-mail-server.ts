import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, seconds } from './fault.ts'
import { type Mood, startMailServer } from './harness/mail-server.ts'
import { countStates, openMailShop, startCampaign } from './harness/mail-shop.ts'
import { newPlace, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'
import { withPostgres } from './harness/watch-postgres.ts'

const share = 100

/** Of a hundred recipients each one is refused, put off, greylisted, dropped after DATA; then the same campaign to a good server. */
const moods: Mood[] = ['refuse', 'later', 'drop', 'later']
function moodOf(address: string, tries: number): Mood {
  const mood = moods[Number(/^p(\d+)@/.exec(address)?.[1] ?? 0) % share]
  return mood === 'later' && tries > 1 ? undefined : mood
}

export const badMailServer: Fault = {
  id: 'F12',
  title: 'a mail server that drops letters after DATA, puts off (4xx), refuses (5xx) and greylists',
  criterion:
    'the others at ≥ 90 % of the usual rate; 4xx come through on the next try; 5xx: one try, one bounce, suppressed; after DATA: unknown, not sent twice',
  long: { rounds: 1, events: 5_000 },
  run: async ({ events: people, say }) => {
    let isBad = false
    const mail = await startMailServer((address, tries) => (isBad ? moodOf(address, tries) : undefined))
    const place = await newPlace()
    const env = { SMTP_URL: mail.url, MAIL_FROM: 'hello@corner.example' }
    const server = await startServer(place, env)
    try {
      const shop = await openMailShop(place.url, await setUp(place.url, server), people)
      const send = async (wanted: number) => {
        const [before, since] = [mail.accepted.length, performance.now()]
        const campaignId = await startCampaign(shop, people)
        while (mail.accepted.length - before < wanted) await sleep(5)
        return { campaignId, ms: performance.now() - since }
      }
      const others = people - moods.length * Math.ceil(people / share)
      const usual = await send(others)
      while (mail.accepted.length < people) await sleep(50)
      say(`usual: ${seconds(usual.ms)}`)
      mail.tried.clear()
      isBad = true
      const bad = await send(others)
      say(`with trouble: ${seconds(bad.ms)}`)
      const ended = async () => {
        const states = await countStates(place.dataDir, bad.campaignId)
        return !['queued', 'claimed', 'deferred'].some((state) => states.has(state))
      }
      for (let i = 0; i < 600 && !(await ended()); i++) await sleep(500)
      const states = await countStates(place.dataDir, bad.campaignId)
      const of = (mood: Mood) => [...mail.tried].filter(([address]) => moodOf(address, 1) === mood)
      const number = (state: string) => states.get(state)?.length ?? 0
      const suppressed = await withPostgres(place.dataDir, (client) => client.query('select from message_suppressions'))
      const triedAgain = of('refuse').filter(([, tries]) => tries > 1).length
      const sentTwice = of('drop').filter(([, tries]) => tries > 1).length
      const rate = usual.ms / bad.ms
      return {
        passed:
          rate >= 0.9 &&
          triedAgain === 0 &&
          sentTwice === 0 &&
          number('failed') === of('refuse').length &&
          suppressed.rows.length === of('refuse').length &&
          number('unknown') === of('drop').length &&
          number('handed_over') === people - of('refuse').length - of('drop').length,
        load: `${people} letters, of each hundred one refused, one dropped after DATA, two put off`,
        figures: {
          'rate of the others': `${Math.round(100 * rate)} % of the usual`,
          'put off and come through': of('later').length,
          refused: number('failed'),
          'addresses suppressed': suppressed.rows.length,
          'refused and tried again': triedAgain,
          unknown: number('unknown'),
          'dropped and sent again': sentTwice,
        },
      }
    } finally {
      await server.stop()
      await mail.close()
      place.remove()
    }
  },
}
