import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, median, seconds } from './fault.ts'
import { startMailServer } from './harness/mail-server.ts'
import { openMailShop, startCampaign, waitSent } from './harness/mail-shop.ts'
import { createRandom } from './harness/random.ts'
import { newPlace, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'

/** kill -9 of the server at random moments while it sends a campaign. */
export const killCampaign: Fault = {
  id: 'F4',
  title: 'kill -9 of the server while it sends a campaign',
  criterion:
    'accepted ∪ unknown = all, duplicates 0, the totals shown = what the mail server took, goes on ≤ 15 s after each kill',
  long: { rounds: 20, events: 10_000 },
  run: async ({ rounds, events: people, seed, say }) => {
    const random = createRandom(seed)
    const mail = await startMailServer()
    const place = await newPlace()
    const env = { SMTP_URL: mail.url, MAIL_FROM: 'hello@corner.example' }
    let server = await startServer(place, env)
    try {
      const shop = await openMailShop(place.url, await setUp(place.url, server), people)
      const campaignId = await startCampaign(shop, people)
      const goesOn: number[] = []
      const share = people / (rounds + 1)
      for (let round = 1; round <= rounds; round++) {
        const enough = Math.floor(share * (round - 1)) + random.between(1, Math.floor(share))
        while (mail.accepted.length < enough) await sleep(5)
        await server.kill()
        const [before, since] = [mail.accepted.length, performance.now()]
        server = await startServer(place, env)
        while (mail.accepted.length === before) await sleep(5)
        goesOn.push(performance.now() - since)
        say(`kill ${round}: ${before} accepted, goes on after ${seconds(goesOn.at(-1) ?? 0)}`)
      }
      const states = await waitSent(place.dataDir, campaignId, people)
      const sent = states.get('handed_over') ?? []
      const unknown = states.get('unknown') ?? []
      const accepted = new Set(mail.accepted)
      const notThere = sent.filter((id) => !accepted.has(id)).length
      const nowhere = people - new Set([...accepted, ...unknown]).size
      const results = await shop.ask<{ variants: { sent: number }[] }>('GET', `/campaigns/${campaignId}/results`)
      const shown = results.variants.reduce((sum, one) => sum + one.sent, 0)
      const duplicates = mail.accepted.length - accepted.size
      const slowest = Math.max(...goesOn)
      return {
        passed: duplicates === 0 && nowhere === 0 && notThere === 0 && shown === sent.length && slowest <= 15_000,
        load: `${people} letters, ${rounds} kills`,
        figures: {
          'accepted by the mail server': accepted.size,
          'known as sent': sent.length,
          'shown on the campaign': shown,
          unknown: unknown.length,
          'of these accepted': unknown.filter((id) => accepted.has(id)).length,
          'neither accepted nor unknown': nowhere,
          'known as sent and not accepted': notThere,
          duplicates,
          'goes on (median)': seconds(median(goesOn)),
          'goes on (slowest)': seconds(slowest),
        },
      }
    } finally {
      await server.stop()
      await mail.close()
      place.remove()
    }
  },
}
