import { sql } from 'kysely'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { CustomerPage, TimelinePage } from '#contract/customers'
import type { MessagePolicy } from '#contract/message-policy'
import type { CreateTemplate, MessageCode, MessagePreview, MessageTemplate } from '#contract/message-templates'
import type { MessageDetail, MessagePage } from '#contract/messaging'
import { inWorkspace } from '#platform/postgres'
import { fakeClock } from '#testing'
import { signIn } from '../../testing/sign-in.ts'
import { owner, startTestServer } from '../../testing/start-test-server.ts'
import { callOffMessages, settleMessages } from './index.ts'
import { queueMessage } from './queue-message.ts'

type Received = { to: string[]; bytes: Buffer }
let received: Received[] = []
/** what the server answers to the next recipients, in order; then it accepts */
let answers: number[] = []
/** what happens before it answers the next one */
let meanwhile: () => Promise<unknown> = async () => {}
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo: ({ address }, _, done) => {
    const code = answers.shift()
    const answer = () => done(code ? Object.assign(new Error(`<${address}> no`), { responseCode: code }) : null)
    void meanwhile().then(answer)
  },
  onData: (stream, session, done) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      received.push({ to: session.envelope.rcptTo.map((one) => one.address), bytes: Buffer.concat(chunks) })
      done()
    })
  },
})
await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
const listening = smtp.server.address()
const port = typeof listening === 'object' ? listening?.port : 0
const clock = fakeClock('2026-11-23T10:00:00Z')
const server = await startTestServer(
  { smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: 'hello@corner.example' },
  { clock },
)
const shop = await server.openShop({ timeZone: 'Europe/Budapest', locale: 'hu' })
afterAll(() => new Promise<void>((resolve) => smtp.close(() => resolve())))
beforeEach(() => {
  received = []
  answers = []
  meanwhile = async () => {}
  clock.advance({ hours: 24 * 8 })
})

const browser = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)' }
let people = 0
async function person(traits: object = {}, consent = true): Promise<string> {
  const userId = `person-${++people}`
  const answer = await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({
      batch: [{ type: 'identify', userId, traits: { email: `${userId}@mail.example`, name: 'Béla <b>', ...traits } }],
    }),
  })
  expect(answer.status).toBe(200)
  await server.settle()
  const { customers } = await shop.read<CustomerPage>(`/customers?search=${userId}@mail.example`)
  const id = customers[0]?.customerId ?? ''
  if (consent)
    await shop.ask('POST', `/customers/${id}/consents`, {
      channel: 'email',
      purpose: 'marketing',
      state: 'given',
      method: 'form',
    })
  return id
}

let templates = 0
async function template(wanted: Partial<CreateTemplate> = {}): Promise<string> {
  const blocks = [
    { kind: 'heading' as const, text: 'Hello {{ customer.name }}' },
    { kind: 'text' as const, text: 'A < B & {{ data.words }}' },
    { kind: 'button' as const, text: 'Look', url: 'https://shop.example/new?a=1&b=2' },
  ]
  const body = { kind: 'blocks' as const, blocks }
  const answer = await shop.ask('POST', '/message-templates', {
    name: `Template ${++templates}`,
    purpose: 'promotional',
    variants: {
      en: { subject: 'News for {{ customer.name }}', preheader: '', body },
      hu: { subject: 'Hírek', preheader: '', body },
    },
    ...wanted,
  })
  expect(answer.status).toBe(201)
  return ((await answer.json()) as MessageTemplate).templateId
}

let keys = 0
async function send(customerId: string, templateId: string, data: object = {}, key = `k${++keys}`): Promise<string> {
  const answer = await shop.ask('POST', '/messages', { key, customerId, templateId, data })
  expect(answer.status).toBe(202)
  const { messageId } = (await answer.json()) as { messageId: string }
  await settle(messageId)
  return messageId
}
async function settle(messageId: string): Promise<void> {
  await settleMessages(server.regulars.messaging)
  await expect.poll(async () => (await message(messageId)).state, { timeout: 15_000 }).not.toMatch(/queued|claimed/)
}
const message = (messageId: string) => shop.read<MessageDetail>(`/messages/${messageId}`)
async function told(customerId: string): Promise<{ event: string; reason?: unknown }[]> {
  await server.settle()
  const { events } = await shop.read<TimelinePage>(`/customers/${customerId}/timeline`)
  return events.map((one) => ({ event: (one as { name?: string }).name ?? '', ...(one as object) })) as never
}
const policy = (change: Partial<MessagePolicy>) =>
  shop.read<MessagePolicy>('/message-policy').then((old) => shop.ask('PUT', '/message-policy', { ...old, ...change }))

test('a message goes from the queue through the mail server onto the timeline, in the language of the person', async () => {
  const customerId = await person({ language: 'en' })
  const messageId = await send(customerId, await template(), { words: '<script>alert(1)</script>' })
  expect(received.map((one) => one.to)).toEqual([[expect.stringMatching(/@mail\.example$/)]])
  const mail = await PostalMime.parse(received[0]?.bytes ?? '')
  expect(mail.subject).toBe('News for Béla <b>')
  expect(mail.messageId).toBe(`<${messageId}@corner.example>`)
  expect(mail.html).toContain('Hello B&#233;la &lt;b&gt;')
  expect(mail.html).toContain('A &lt; B &amp; &lt;script&gt;')
  expect(mail.text).toContain('https://shop.example/new?a=1&b=2')
  const header = (name: string) => mail.headers.find((one) => one.key === name)?.value
  expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
  expect(header('list-unsubscribe')).toMatch(/^<http.*\/m\/u\/[\w-]{60,}>$/)
  expect(await message(messageId)).toMatchObject({ state: 'handed_over', delivery: 'smtp', locale: 'en' })
  expect(JSON.stringify(await told(customerId))).toContain('Message Sent')
})

test('the same key again sends nothing more', async () => {
  const customerId = await person()
  const templateId = await template()
  const first = await send(customerId, templateId, {}, 'once')
  expect(await send(customerId, templateId, {}, 'once')).toBe(first)
  expect(received).toHaveLength(1)
})

test('who never agreed gets no promotion, and the timeline says why', async () => {
  const customerId = await person({}, false)
  const messageId = await send(customerId, await template())
  expect(received).toHaveLength(0)
  expect(await message(messageId)).toMatchObject({ state: 'suppressed', reason: 'no_consent' })
  const events = JSON.stringify(await told(customerId))
  expect(events).toContain('Message Suppressed')
  expect(events).toContain('no_consent')
  await send(customerId, await template({ purpose: 'transactional' }))
  expect(received).toHaveLength(1)
})

test('the cap of a day holds whoever sends, what must arrive passes it', async () => {
  const customerId = await person()
  const [one, two, receipt] = [await template(), await template(), await template({ purpose: 'transactional' })]
  await send(customerId, one)
  expect(await message(await send(customerId, two))).toMatchObject({ state: 'suppressed', reason: 'cap_day' })
  expect(await message(await send(customerId, receipt))).toMatchObject({ state: 'handed_over' })
})

test('reading the unsubscribe page changes nothing; one click of a mail program does, at once and once', async () => {
  const customerId = await person()
  const messageId = await send(customerId, await template())
  const mail = await PostalMime.parse(received[0]?.bytes ?? '')
  const link = /<(.*)>/.exec(mail.headers.find((one) => one.key === 'list-unsubscribe')?.value ?? '')?.[1] ?? ''
  const page = await fetch(link)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('<form method="post">')
  clock.advance({ hours: 24 * 8 })
  expect(await message(await send(customerId, await template()))).toMatchObject({ state: 'handed_over' })
  const post = () =>
    fetch(link, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    })
  expect((await post()).status).toBe(200)
  expect((await post()).status).toBe(200)
  clock.advance({ hours: 24 * 8 })
  expect(await message(await send(customerId, await template()))).toMatchObject({
    state: 'suppressed',
    reason: 'unsubscribed',
  })
  const events = JSON.stringify(await told(customerId))
  expect(events.split('"Unsubscribed"')).toHaveLength(2)
  expect(events).toContain(messageId)
  const forged = await fetch(`${link.slice(0, -4)}AAAA`, { method: 'POST' })
  expect(forged.status).toBe(404)
})

test('a link leads only where the message led; programs and hurried clicks count for nobody', async () => {
  const customerId = await person()
  const messageId = await send(customerId, await template())
  const { html } = await message(messageId)
  const link = /href="([^"]*\/m\/c\/[^"]*)"/.exec(html ?? '')?.[1] ?? ''
  const click = (to: string, headers: Record<string, string>) => fetch(to, { redirect: 'manual', headers })
  const hurried = await click(link, browser)
  expect(hurried.headers.get('location')).toBe('https://shop.example/new?a=1&b=2')
  clock.advance({ minutes: 5 })
  await click(link, { 'user-agent': 'Barracuda Link Scanner' })
  expect((await message(messageId)).clickedAt).toBeNull()
  await click(link, browser)
  await click(link, browser)
  expect((await message(messageId)).clickedAt).not.toBeNull()
  expect(JSON.stringify(await told(customerId)).split('"Message Clicked"')).toHaveLength(2)
  expect((await click(link.replace(/\/\d+$/, '/7'), browser)).status).toBe(404)
})

test('a server that says later is asked again, one that knows no such person never', async () => {
  const customerId = await person()
  answers = [451]
  const messageId = await send(customerId, await template({ purpose: 'transactional' }))
  expect(await message(messageId)).toMatchObject({ state: 'deferred', reason: 'server_later' })
  clock.advance({ minutes: 2 })
  await settle(messageId)
  await expect.poll(async () => (await message(messageId)).state).toBe('handed_over')
  answers = [550]
  const refused = await send(customerId, await template({ purpose: 'transactional' }))
  expect(await message(refused)).toMatchObject({ state: 'failed', reason: 'address_refused' })
  expect(JSON.stringify(await told(customerId))).toContain('Message Bounced')
  expect(await message(await send(customerId, await template({ purpose: 'transactional' })))).toMatchObject({
    state: 'suppressed',
    reason: 'bounced',
  })
})

test('what is called off while the mail server has it in hand is not tried again when that says later', async () => {
  const { messaging } = server.regulars
  const callOff = () =>
    inWorkspace(messaging.db, shop.workspaceId, async (tx) => {
      const { rows } = await sql<{
        key: string
      }>`select message_key as key from messages where state = 'claimed'`.execute(tx)
      const keys = rows.map(({ key }) => key)
      return await callOffMessages(tx, clock, shop.workspaceId, keys)
    })
  const customerId = await person()
  const news = await template()
  meanwhile = callOff
  answers = [451]
  const put = await message(await send(customerId, news))
  expect(put).toMatchObject({ state: 'suppressed', reason: 'cancelled' })
  expect(JSON.stringify(await told(customerId))).toContain('Message Suppressed')
  // What the server took is there, and what somebody must get is tried again.
  expect(await message(await send(await person(), news))).toMatchObject({ state: 'handed_over' })
  answers = [451]
  const receipt = await template({ purpose: 'transactional' })
  expect(await message(await send(customerId, receipt))).toMatchObject({ state: 'deferred', reason: 'server_later' })
})

test('at night a promotion waits for the morning of the person', async () => {
  const customerId = await person({ timezone: 'America/New_York' })
  clock.set('2027-03-10T06:00:00Z')
  const messageId = await send(customerId, await template())
  expect(await message(messageId)).toMatchObject({
    state: 'deferred',
    reason: 'quiet_hours',
    dueAt: '2027-03-10T13:00:00.000Z',
  })
  clock.set('2027-03-10T13:00:01Z')
  await expect.poll(async () => (await message(messageId)).state, { timeout: 10_000 }).toBe('handed_over')
})

test('topics, frequency and language are chosen on a page of one’s own', async () => {
  await policy({ topics: [{ topic: 'coffee', names: { en: 'Coffee', hu: 'Kávé' }, optIn: false }] })
  const customerId = await person()
  const messageId = await send(customerId, await template({ topic: 'coffee' }))
  const { html } = await message(messageId)
  const link = (/href="([^"]*\/m\/p\/[^"]*)"/.exec(html ?? '')?.[1] ?? '').replaceAll('&amp;', '&')
  const page = await (await fetch(link)).text()
  expect(page).toContain('Kávé')
  expect(Buffer.byteLength(page)).toBeLessThan(40_000)
  const saved = await fetch(link, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'action=save&frequency=monthly&locale=fa',
  })
  expect(await saved.text()).toContain('dir="rtl"')
  expect(await message(await send(customerId, await template({ topic: 'coffee' })))).toMatchObject({
    reason: 'topic_unsubscribed',
  })
  expect(JSON.stringify(await told(customerId))).toContain('Topic Unsubscribed')
  clock.advance({ hours: 24 * 8 })
  expect(await message(await send(customerId, await template()))).toMatchObject({ reason: 'frequency' })
})

test('a play’s letters address people as the owner chose when it was set up', async () => {
  const desk = await signIn(server.url, owner)
  const subjectOf = async (hu: 'formal' | 'informal', play: string, name: string) => {
    await desk('PATCH', '/brand', { voice: { hu } })
    expect((await desk('POST', `/plays/${play}/use`, { locale: 'en' })).status).toBe(201)
    const { templates } = await shop.read<{ templates: MessageTemplate[] }>('/message-templates')
    const id = templates.find((one) => one.name === name)?.templateId
    return (await shop.read<MessageTemplate>(`/message-templates/${id}`)).variants.hu?.subject
  }
  expect(await subjectOf('formal', 'tier_reached', 'A new tier')).toBe('Új szintre lépett')
  expect(await subjectOf('informal', 'we_miss_you', 'We miss you')).toBe('Rég láttunk')
})

test('the outbox shows everything with its reason and how useful and promotional ones stand to each other', async () => {
  const page = await shop.read<MessagePage>('/messages?state=suppressed&limit=2')
  expect(page.messages).toHaveLength(2)
  expect(page.nextCursor).not.toBeNull()
  expect(page.delivery).toBe('smtp')
  expect(page.counts.promotional).toBeGreaterThan(0)
})

test('events that people are not to see are not shown, nor what is sent for them', async () => {
  const customerId = await person()
  const shown = async (): Promise<string[]> => (await told(customerId)).map(({ event }) => event)
  const before = (await shown()).length
  const hidden = { type: 'track', userId: `person-${people}`, event: 'Looked Inside', context: { hidden: true } }
  await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({ batch: [hidden] }),
  })
  const secret = await send(customerId, await template({ purpose: 'transactional' }), { $hidden: true })
  expect(await message(secret)).toMatchObject({ state: 'handed_over' })
  expect((await shown()).length).toBe(before)
  await send(customerId, await template({ purpose: 'transactional' }))
  expect((await shown()).length).toBe(before + 1)
})

test('blocks are filled in for each person: products, what is left in the cart, points, and a voucher of their own', async () => {
  await policy({ perDay: null, perWeek: null, consent: 'not_refused', trackClicks: false, quietHours: null })
  const products = [
    { productId: 'tea', name: 'Green <tea>', priceMinor: 1250, currency: 'EUR', url: 'https://shop.example/tea' },
    { productId: 'cup', name: 'Cup', imageUrl: 'https://shop.example/cup.png' },
  ]
  expect((await shop.ask('PUT', '/products', { products })).status).toBe(200)
  const rules = {
    earn: [{ id: 'b', when: 'purchase', points: 1, perMinor: 100 }],
    rewards: [
      { id: 'mug', name: 'A mug', cost: 50, voucherDays: 7 },
      { id: 'pot', name: 'A pot', cost: 200 },
    ],
  }
  const made = await shop.ask('POST', '/loyalty/programmes', { name: 'Club', rules })
  const { programmeId } = (await made.json()) as { programmeId: string }
  const base = `/loyalty/programmes/${programmeId}`
  const [member, stranger] = [await person({ language: 'en' }), await person({ language: 'en' })]
  const joined = await shop.ask('POST', `${base}/members`, { customerId: member })
  const { memberId } = (await joined.json()) as { memberId: string }
  await shop.ask('POST', `${base}/earn`, { memberId, amountMinor: 12_000, order: 'o1' }, { 'idempotency-key': 'o1' })
  const batch = [
    { event: 'Product Added', properties: { product_id: 'cup', quantity: 2 } },
    { event: 'Product Added', properties: { product_id: 'tea' } },
    { event: 'Product Removed', properties: { product_id: 'tea' } },
  ].map((one) => ({ type: 'track', userId: `person-${people - 1}`, timestamp: clock.now().toString(), ...one }))
  await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({ batch }),
  })
  await server.settle()
  const blocks = [
    { kind: 'cart' as const, limit: 6 },
    {
      kind: 'points' as const,
      text: 'You have {{ points.balance }}, {{ points.missing }} to {{ points.reward }}.',
      otherwise: 'Join us.',
    },
    { kind: 'voucher' as const, rewardId: 'mug', text: 'For you:', otherwise: 'No present.' },
  ]
  const variants = { en: { subject: 'Hello', preheader: '', body: { kind: 'blocks' as const, blocks } } }
  const templateId = await template({ purpose: 'useful', variants })
  const asked = { variants, customerId: member }
  const preview = (await (await shop.ask('POST', '/message-templates/preview', asked)).json()) as MessagePreview
  expect(preview.text).toContain('You have 120, 80 to A pot.')
  const vouchers = async (): Promise<number> => {
    const { rewards } = await shop.read<{ rewards: { rewardId: string; claimed: number }[] }>(`${base}/rewards`)
    return rewards.find(({ rewardId }) => rewardId === 'mug')?.claimed ?? 0
  }
  expect(await vouchers()).toBe(0)

  const first = await message(await send(member, templateId, {}, 'voucher-1'))
  const code = /For you:\s+([2-9A-Y]{17})/.exec(first.text ?? '')?.[1]
  expect(code).toBeDefined()
  expect(first.html).toContain('<img src="https://shop.example/cup.png" alt="Cup"')
  expect(first.text).toContain('Cup × 2')
  expect(first.text).not.toContain('Green')
  // The mail server answers later: the same message is written again, with the same code.
  answers = [451]
  const again = await send(member, templateId)
  clock.advance({ minutes: 2 })
  await settle(again)
  await expect.poll(async () => (await message(again)).state, { timeout: 15_000 }).toBe('handed_over')
  expect(await vouchers()).toBe(2)
  const other = await message(await send(stranger, templateId))
  expect(other.text).toContain('Join us.')
  expect(other.text).toContain('No present.')
  expect(other.text).not.toContain('Cup')
  expect(await vouchers()).toBe(2)

  // As code: what the blocks said, in one's own hands, several people at once and the products for all of them.
  const shown = { kind: 'products' as const, show: 'bestsellers' as const, limit: 3 }
  const variant = { ...variants.en, body: { kind: 'blocks' as const, blocks: [shown, ...blocks] } }
  const answer = await shop.ask('POST', '/message-templates/code', { locale: 'en', variant })
  const { mjml } = (await answer.json()) as MessageCode
  expect(mjml).toContain('{% for product in products.bestsellers limit: 3 %}')
  const body = { kind: 'mjml' as const, mjml: mjml.replace('voucher["mug"]', 'voucher.none') }
  const inCode = await template({ purpose: 'useful', variants: { en: { subject: 'Code', preheader: '', body } } })
  for (const [key, customerId] of [member, stranger].entries())
    await shop.ask('POST', '/messages', { key: `code-${key}`, customerId, templateId: inCode })
  await settleMessages(server.regulars.messaging)
  const states = async (): Promise<string[]> =>
    (await shop.read<MessagePage>(`/messages?templateId=${inCode}`)).messages.map(({ state }) => state)
  await expect.poll(states, { timeout: 15_000 }).toEqual(['handed_over', 'handed_over'])
})

test('the two days of trying begin when a service puts a letter off, however long it waited before', async () => {
  const customerId = await person()
  const templateId = await template({ purpose: 'transactional' })
  const { messaging } = server.regulars
  const dueAt = clock.now().add({ hours: 80 })
  const { messageId } = await inWorkspace(messaging.db, shop.workspaceId, (tx) =>
    queueMessage(tx, messaging, shop.workspaceId, {
      ...{ key: 'long-ago', customerId, templateId, dueAt, source: { kind: 'api', id: 'test' } },
    }),
  )
  clock.advance({ hours: 81 })
  answers = [451, 451]
  await settle(messageId)
  expect(await message(messageId)).toMatchObject({ state: 'deferred', reason: 'server_later' })
  clock.advance({ hours: 49 })
  await settle(messageId)
  expect(await message(messageId)).toMatchObject({ state: 'failed', reason: 'gave_up' })
})

test('what a service puts off at the best hour of somebody does not wait for that hour a second time', async () => {
  const customerId = await person()
  await policy({ atBestHour: true, quietHours: null, maxPromotional: null })
  const { hour } = clock.now().toZonedDateTimeISO('Europe/Budapest')
  await inWorkspace(server.regulars.messaging.db, shop.workspaceId, (tx) =>
    sql`insert into customer_scores (workspace_id, customer_id, version_id, scored_on, risk, band, is_gone, base_risk, rest_weight,
        reasons, alive, expected_orders, clv_minor, clv_low_minor, clv_high_minor, at_stake_minor, value_band, best_hour)
      values (${shop.workspaceId}, ${customerId}, ${customerId}, '2026-11-22', 0.1, 'low', false, 0.1, 0, '[]', 1, 1, 1, 1, 1, 1, 1,
        ${(hour + 2) % 24})`.execute(tx),
  )
  const messageId = await send(customerId, await template())
  expect(await message(messageId)).toMatchObject({ state: 'deferred', reason: 'best_hour' })
  clock.advance({ hours: 2 })
  answers = [451]
  await settle(messageId)
  expect(await message(messageId)).toMatchObject({ state: 'deferred', reason: 'server_later' })
  clock.advance({ hours: 1 })
  await settle(messageId)
  expect(await message(messageId)).toMatchObject({ state: 'handed_over' })
})
