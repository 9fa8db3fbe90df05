import { type Known, type Past, type Shop, until } from './ask.ts'

type Campaign = { campaignId: string; definition: object; status: string }
type Person = { externalId: string | null; variant: string | null; messageId: string | null }

const sentDaysAgo = 20

/** Of ten people so many book a place, and of ten letters so many links are followed, by what they got; so many are opened. */
const booked: Record<string, number> = { plain: 3, warm: 6 }
const bookedAnyway = 2
const followed: Record<string, number> = { plain: 2, warm: 4 }
const opened = 7

/**
 * Two ways to say it, three weeks ago, to those who asked for letters; one of them brought people. Without mail the outbox shows what
 * would have gone out. And a campaign that waits to be sent.
 */
export async function sendCampaign(
  shop: Shop,
  { customers, segment, goBack }: { customers: Known[]; segment: string; goBack: Past },
): Promise<Record<'sent' | 'draft' | 'template', string>> {
  const { ask, post } = shop
  goBack(sentDaysAgo + 1)
  const readers = customers.slice(0, 600)
  await askForLetters(shop, readers)
  const { segmentId } = await post<{ segmentId: string }>('/segments', {
    name: 'Readers of our letters',
    definition: { kind: 'consent', channel: 'email', purpose: 'marketing', state: 'given' },
  })
  await until(
    () => ask<{ members: number }>('GET', `/segments/${segmentId}`),
    ({ members }) => members >= readers.length,
  )
  const [plain, warm] = [await letter(shop, 'Workshop evenings'), await letter(shop, 'An evening of your own')]
  const definition = {
    audience: [segmentId],
    variants: [
      { key: 'plain', name: 'Plain', templateId: plain, share: 50 },
      { key: 'warm', name: 'Warm', templateId: warm, share: 50 },
    ],
    control: 25,
    goal: { event: 'Workshop Booked', windowDays: 14, value: 'price' },
  }
  const { campaignId: sent } = await post<Campaign>('/campaigns', { name: 'Workshop evenings', definition })
  const whole = (await ask<Campaign>('GET', `/campaigns/${sent}`)).definition
  const { people } = await post<{ people: number }>('/campaigns/estimate', { definition: whole })
  goBack(sentDaysAgo)
  await post(`/campaigns/${sent}/schedule`, { approved: people, undoSeconds: 0 })
  await until(
    () => ask<Campaign>('GET', `/campaigns/${sent}`),
    ({ status }) => status === 'done',
  )
  const taken = await listPeople(shop, sent)
  goBack(sentDaysAgo - 1)
  await follow(shop, taken)
  goBack(0)
  await book(shop, taken)
  const second = { name: 'Opening of the second shop', definition: { ...definition, audience: [segment] } }
  const { campaignId: draft } = await post<Campaign>('/campaigns', second)
  return { sent, draft, template: warm }
}

async function askForLetters({ post }: Shop, customers: Known[]): Promise<void> {
  const consent = { channel: 'email', purpose: 'marketing', state: 'given', method: 'form' }
  for (let at = 0; at < customers.length; at += 20)
    await Promise.all(
      customers.slice(at, at + 20).map(({ customerId }) => post(`/customers/${customerId}/consents`, consent)),
    )
}

async function letter({ post }: Shop, name: string): Promise<string> {
  const blocks = [
    { kind: 'heading', text: 'Wreaths, tea and good company' },
    {
      kind: 'text',
      text: 'Dear {{ customer.name }},\n\non four evenings in December we make wreaths together. Everything is there; bring your hands and somebody you like.',
    },
    { kind: 'button', text: 'Choose an evening', url: 'https://shop.example/workshops' },
    { kind: 'divider' },
    { kind: 'text', text: 'And what we think you might like:' },
    { kind: 'products', show: 'for_you', limit: 3 },
  ]
  const preheader = 'Four evenings, twelve places each'
  const variants = { en: { subject: name, preheader, body: { kind: 'blocks', blocks } } }
  const made = await post<{ templateId: string }>('/message-templates', {
    ...{ name, purpose: 'promotional', topic: null, variants },
  })
  return made.templateId
}

async function listPeople({ ask }: Shop, campaignId: string): Promise<Person[]> {
  type Page = { people: Person[]; next: string | null }
  const people: Person[] = []
  for (let cursor = ''; ; ) {
    const page = await ask<Page>('GET', `/campaigns/${campaignId}/people?limit=200${cursor}`)
    people.push(...page.people)
    if (page.next === null) return people
    cursor = `&cursor=${page.next}`
  }
}

async function follow({ url, ask }: Shop, people: Person[]): Promise<void> {
  // A program that asks for links is a scanner.
  const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' }
  for (const [at, { messageId, variant }] of people.entries()) {
    if (messageId === null || variant === null || at % 10 >= opened) continue
    const { html } = await ask<{ html: string | null }>('GET', `/messages/${messageId}`)
    const picture = /src="([^"]*\/m\/o\/[^"]*)"/.exec(html ?? '')?.[1]
    const link = at % 10 < (followed[variant] ?? 0) && /href="([^"]*\/m\/c\/[^"]*)"/.exec(html ?? '')?.[1]
    for (const address of [picture, link])
      if (address) await fetch(new URL(new URL(address).pathname, url), { headers, redirect: 'manual' })
  }
}

async function book({ track }: Shop, people: Person[]): Promise<void> {
  const events = people.flatMap(({ externalId, variant }, at) => {
    const likely = variant === null ? bookedAnyway : (booked[variant] ?? bookedAnyway)
    // Another digit than the one that says who follows a link.
    if (externalId === null || Math.floor(at / 7) % 10 >= likely) return []
    const daysAgo = sentDaysAgo - 2 - (at % 9)
    const timestamp = Temporal.Now.instant().subtract({ hours: 24 * daysAgo })
    const properties = { price: 18, currency: 'GBP' }
    return [
      { type: 'track', userId: externalId, event: 'Workshop Booked', timestamp: timestamp.toString(), properties },
    ]
  })
  for (let at = 0; at < events.length; at += 100) await track(events.slice(at, at + 100))
}
