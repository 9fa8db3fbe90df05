import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TillSettings } from '#contract/loyalty-cards'
import { createWorkspace, demoSignIn, loadSecret } from '#modules/workspaces'
import type { Config } from '#platform/config'
import type { Regulars } from '../../src/start.ts'
import { type SignedIn, signIn } from '../../src/testing/sign-in.ts'
import { consolePages, entryPages } from '../browser/console-pages.ts'
import { type Known, type Past, type Shop, shopAt, until } from './ask.ts'
import { sendCampaign } from './sample-campaign.ts'
import { setUpCards } from './sample-cards.ts'
import { fillInbox } from './sample-inbox.ts'
import { tellAboutPeople } from './sample-people.ts'
import { openProgramme } from './sample-programme.ts'
import { makeSegments } from './sample-segments.ts'
import { askAround } from './sample-surveys.ts'
import { tryOut } from './sample-trials.ts'

type Person = { email: string; password: string }
export type Sample = {
  pages: [name: string, path: string][]
  person: Person
  url: string
  /** Makes a link that turns a device into a till, and tells the PIN of who serves there. */
  addTill: (name: string) => Promise<{ pairing: string; pin: string }>
}

/** The shop in the pictures: the year of orders that comes with Regulars, and something of everything else. */
export async function loadSample(
  regulars: Regulars,
  { config, goBack, textsUrl }: { config: Config; goBack: Past; textsUrl: string },
): Promise<Sample> {
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
  const { journeyId: cart } = await shop.post<{ journeyId: string }>('/plays/abandoned_cart/use', { locale: 'en' })
  const campaign = await sendCampaign(shop, { customers, segment, goBack })
  const owner = await signIn(url, person)
  await setUpCards(owner, textsUrl)
  const programme = await openProgramme(shop, customers)
  const ticket = await fillInbox(shop, owner, customers)
  const surveys = await askAround(shop, customers, goBack)
  const invitation = await invite(owner)
  const pages: Sample['pages'] = [
    ...consolePages({
      customer: customers[0]?.customerId ?? '',
      done,
      draft,
      experiments,
      survey: surveys.open,
      ticket,
    }),
    ['experiment-stopped', `/experiments/${experiments.stopped}`],
    ['journey', `/journeys/${journeyId}`],
    ['journey-edit', `/journeys/${journeyId}/edit`],
    ['journey-cart', `/journeys/${cart}/edit`],
    ['campaign', `/campaigns/${campaign.sent}`],
    ['campaign-draft', `/campaigns/${campaign.draft}`],
    ['message-template', `/messages/templates/${campaign.template}`],
    ['segment', `/segments/${segment}`],
    ['segment-edit', `/segments/${segment}/edit`],
    ...programme.pages,
    ...surveys.pages,
    ...entryPages,
    ['join', invitation],
    ['api-reference', '/docs/api'],
  ]
  return { pages, person, url, addTill: (name) => addTill(owner, programme.programmeId, name) }
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
async function invite(owner: SignedIn): Promise<string> {
  const answer = await owner('POST', '/people/invitations', { email: 'new@example.com', role: 'agent', locale: 'en' })
  if (!answer.ok) throw new Error(`Invitation: ${answer.status} ${await answer.text()}`)
  const { link } = (await answer.json()) as { link: string | null }
  return link === null ? '/join' : link.slice(new URL(link).origin.length)
}

const pin = '2580'

async function addTill(owner: SignedIn, programmeId: string, name: string): Promise<{ pairing: string; pin: string }> {
  const { staff } = (await (await owner('GET', '/loyalty/tills')).json()) as TillSettings
  await owner('PUT', `/loyalty/tills/pins/${staff[0]?.personId}`, {
    pin,
    maxStamps: 5,
    maxAmountMinor: null,
    maxPerHour: 100,
  })
  const device = await owner('POST', '/loyalty/tills/devices', { programmeId, name })
  if (!device.ok) throw new Error(`A till: ${device.status} ${await device.text()}`)
  const { pairingUrl } = (await device.json()) as { pairingUrl: string }
  return { pairing: pairingUrl.slice(new URL(pairingUrl).origin.length), pin }
}
