import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createWorkspace, demoSignIn, loadSecret } from '#modules/workspaces'
import type { Config } from '#platform/config'
import type { Regulars } from '../../src/start.ts'
import { consolePages, entryPages } from '../browser/console-pages.ts'
import { type Known, type Shop, shopAt, until } from './ask.ts'
import { makeSegments, sendCampaign } from './sample-messages.ts'
import { tellAboutPeople } from './sample-people.ts'
import { openProgramme } from './sample-programme.ts'
import { type Past, tryOut } from './sample-trials.ts'

type Person = { email: string; password: string }
export type Sample = { pages: [name: string, path: string][]; person: Person; url: string }

/** The shop in the pictures: the year of orders that comes with Regulars, and something of everything else. */
export async function loadSample(regulars: Regulars, config: Config, goBack: Past): Promise<Sample> {
  const { db, url = '' } = regulars
  const { workspaceId, serverKey, writeKey } = await createWorkspace(db, {
    name: 'Gift shop',
    timeZone: 'Europe/London',
    currency: 'GBP',
    locale: 'en',
    isSample: true,
  })
  const person = await demoSignIn(db, { secret: loadSecret(config), workspaceId, name: 'Kovács Anna' })
  const shop = shopAt({ url, serverKey, writeKey })
  const { ask, track } = shop
  const { done, draft } = await bringOrders(shop)
  await ask('POST', '/predictions/run')
  await until(
    () => ask<{ version: unknown }>('GET', '/predictions'),
    ({ version }) => version !== null,
  )
  // The second has no time and no shop: a dead letter.
  await track([
    { type: 'track', event: 'Table Booked', properties: { seats: 2 } },
    { type: 'track', userId: 'anna' },
  ])
  const customers = await listCustomers(shop)
  await tellAboutPeople(shop, customers)
  await ask('POST', '/recommendations/training')
  await until(
    () => ask<{ job: object | null }>('GET', '/recommendations/model'),
    ({ job }) => job === null,
  )
  const experiments = await tryOut(shop, goBack)
  const segment = await makeSegments(shop)
  const { journeyId } = await shop.post<{ journeyId: string }>('/plays/we_miss_you/use', { locale: 'en' })
  await shop.post(`/journeys/${journeyId}/start`, { backfill: true })
  const campaign = await sendCampaign(shop, segment)
  const card = await openProgramme(shop, customers)
  const invitation = await invite(url, person)
  const pages: Sample['pages'] = [
    ...consolePages({ customer: customers[0]?.customerId ?? '', done, draft, experiments }),
    ['experiment-stopped', `/experiments/${experiments.stopped}`],
    ['journey', `/journeys/${journeyId}`],
    ['journey-edit', `/journeys/${journeyId}/edit`],
    ['campaign', `/campaigns/${campaign.sent}`],
    ['campaign-draft', `/campaigns/${campaign.draft}`],
    ['message-template', `/messages/templates/${campaign.template}`],
    ['segment', `/segments/${segment}`],
    ['segment-edit', `/segments/${segment}/edit`],
    ...card,
    ...entryPages,
    ['join', invitation],
    ['api-reference', '/docs/api'],
  ]
  return { pages, person, url }
}

async function bringOrders({ ask }: Shop): Promise<{ done: string; draft: string }> {
  const upload = async (name: string, body: BodyInit): Promise<string> =>
    (await ask<{ importId: string }>('POST', `/imports?kind=orders&fileName=${name}`, body)).importId
  const file = await readFile(join(import.meta.dirname, '../../samples/online-retail.csv.gz'))
  const done = await upload('online-retail.csv.gz', file)
  await ask('POST', `/imports/${done}/start`)
  await until(
    () => ask<{ status: string }>('GET', `/imports/${done}`),
    ({ status }) => status === 'done',
  )
  const draft = await upload('till.csv', 'Order;Customer;Date;Total\n1;Anna;05.01.2025;12,50\n2;Béla;06.01.2025;7,00\n')
  return { done, draft }
}

/** Those who are late first, as Today shows them. */
async function listCustomers({ ask }: Shop): Promise<Known[]> {
  type Page = { customers: Known[]; next: string | null }
  const late = await ask<Page>('GET', '/customers?filter=late&sort=yearly&limit=200')
  const regulars = await ask<Page>('GET', '/customers?filter=regulars&sort=yearly&limit=200')
  const others = await ask<Page>('GET', '/customers?sort=yearly&limit=200')
  const all = [...late.customers, ...regulars.customers, ...others.customers]
  return [...new Map(all.map((one) => [one.customerId, one])).values()]
}

/** The page that an invitation opens; only a person can invite. */
async function invite(url: string, person: Person): Promise<string> {
  const json = { 'content-type': 'application/json', origin: url }
  const post = (path: string, body: object, headers = {}) =>
    fetch(`${url}/api/v1${path}`, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) })
  const session = await post('/session', person)
  const cookie = session.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const body = { email: 'new@example.com', role: 'agent', locale: 'en' }
  const answer = await post('/people/invitations', body, { cookie })
  if (!answer.ok) throw new Error(`Invitation: ${answer.status} ${await answer.text()}`)
  const { link } = (await answer.json()) as { link: string | null }
  return link === null ? '/join' : link.slice(new URL(link).origin.length)
}
