import { sql } from 'kysely'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CustomerPage, TimelinePage } from '#contract/customers'
import type { Ticket, TicketPage } from '#contract/inbox'
import type { Journey, JourneyRuns } from '#contract/journeys'
import type { ChannelList } from '#contract/message-channel-settings'
import type { MessageTemplate } from '#contract/message-templates'
import type { NotificationList } from '#contract/notifications'
import { inWorkspace } from '#platform/postgres'
import { fakeClock } from '#testing'
import { type SignedIn, signIn } from '../../testing/sign-in.ts'
import { owner, startTestServer } from '../../testing/start-test-server.ts'
import { startMailbox } from '../messaging/testing/imap-peer.ts'
import { inboxPersonalData } from './index.ts'

const sent: Email[] = []
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, _, done) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', async () => {
      const mail = await PostalMime.parse(Buffer.concat(chunks))
      // Colleagues are told of a new sign-in.
      if (mail.to?.[0]?.address !== owner.email) sent.push(mail)
      done()
    })
  },
})
await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
const listening = smtp.server.address()
const mailbox = await startMailbox({ user: 'help@corner.example', password: 'letter box' })
const clock = fakeClock('2026-11-23T10:00:00Z')
const server = await startTestServer(
  {
    allowPrivateHosts: [`127.0.0.1:${mailbox.port}`],
    smtpUrl: `smtp://127.0.0.1:${typeof listening === 'object' ? listening?.port : 0}`,
    mailFrom: 'hello@corner.example',
  },
  { clock },
)
const shop = await server.openShop()
const other = await server.openShop({ name: 'Other' })
let desk: SignedIn
afterAll(() => {
  mailbox.close()
  smtp.close()
})

const settings = { host: '127.0.0.1', port: mailbox.port, user: 'help@corner.example', folder: 'INBOX' }
beforeAll(async () => {
  desk = await signIn(server.url, owner)
  const replies = { takesReplies: true, tagsReplies: true }
  const saved = await desk('PUT', '/message-channels/email/mailbox', {
    mailbox: { ...settings, ...replies, password: 'letter box' },
  })
  expect(saved.status).toBe(200)
})

async function person(userId: string, traits: object): Promise<string> {
  const told = await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({ batch: [{ type: 'identify', userId, traits: { name: userId, ...traits } }] }),
  })
  expect(told.status).toBe(200)
  await server.settle()
  return (await shop.read<CustomerPage>(`/customers?search=${userId}`)).customers[0]?.customerId ?? ''
}
const ask = async <T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> => {
  const answer = await desk(method, path, body)
  return { status: answer.status, body: (answer.status === 204 ? undefined : await answer.json()) as T }
}
const tickets = async (query = 'state=all') => (await shop.read<TicketPage>(`/tickets?${query}`)).tickets
const ticket = (ticketId: string) => shop.read<Ticket>(`/tickets/${ticketId}`)
const timeline = async (customerId: string) => {
  await server.settle()
  return (await shop.read<TimelinePage>(`/customers/${customerId}/timeline`)).events.toReversed()
}
/** As many letters as that have gone out; the last one. */
const letter = async (count: number): Promise<Email> => {
  await expect.poll(() => sent.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(count)
  expect(sent).toHaveLength(count)
  return sent[count - 1] as Email
}
const header = (mail: Email, name: string) => mail.headers.find(({ key }) => key === name)?.value
const mail = (headers: Record<string, string>, body: string) =>
  [...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', body].join('\r\n')
/** Reads what is new, whether or not the server's own line was quicker. */
const look = async () => {
  const looked = await ask<{ isAccepted: boolean; answer: string }>('POST', '/message-channels/mailbox/test', {})
  expect(looked.body).toMatchObject({ isAccepted: true })
}

test('an answer to a message becomes a ticket, is answered by real mail, and the next one joins the same thread', async () => {
  const anna = await person('anna', { email: 'anna@mail.example' })
  const variants = { en: { subject: 'News', body: { kind: 'blocks', blocks: [{ kind: 'text', text: 'Hello' }] } } }
  const made = await shop.ask('POST', '/message-templates', { name: 'News', purpose: 'transactional', variants })
  const { templateId } = (await made.json()) as MessageTemplate
  await shop.ask('POST', '/messages', { key: 'news', customerId: anna, templateId })
  const news = await letter(1)
  const first = mail(
    {
      From: 'Anna <Anna@Mail.example>',
      To: 'hello@corner.example',
      Subject: 'Re: News',
      'Message-ID': '<a1@mail.example>',
      'In-Reply-To': news.messageId ?? '',
      'Content-Type': 'text/html; charset=utf-8',
    },
    '<p>When do you open?</p><script>alert(1)</script><img src="https://spy.example/1.gif">',
  )
  mailbox.deliver(first)
  await look()
  mailbox.deliver(first)
  const holiday = { From: 'anna@mail.example', Subject: 'Away', 'Message-ID': '<a2@mail.example>' }
  mailbox.deliver(
    mail({ ...holiday, 'Auto-Submitted': 'auto-replied', 'In-Reply-To': news.messageId ?? '' }, 'On holiday'),
  )
  await look()
  const [row, ...more] = await tickets()
  expect(more).toEqual([])
  expect(row).toMatchObject({
    ...{ subject: 'News', state: 'open', channel: 'email', openedBy: 'customer', owner: null },
    customer: { customerId: anna, name: 'anna' },
    sender: { name: 'Anna', address: 'anna@mail.example' },
    last: { kind: 'in', excerpt: 'When do you open?' },
  })
  const ticketId = row?.ticketId ?? ''
  expect((await ticket(ticketId)).entries).toMatchObject([{ kind: 'in', text: 'When do you open?', quoted: '' }])
  const { notifications } = (await ask<NotificationList>('GET', '/notifications')).body
  expect(notifications).toMatchObject([{ kind: 'ticket_written', link: `/inbox?ticket=${ticketId}` }])

  const answer = { entryId: crypto.randomUUID(), kind: 'out', text: 'At eight, <b>always</b>.\nSee you' }
  for (const once of [
    await ask<Ticket>('POST', `/tickets/${ticketId}/entries`, answer),
    await ask<Ticket>('POST', `/tickets/${ticketId}/entries`, answer),
  ])
    expect(once.body).toMatchObject({ state: 'waiting', owner: { name: owner.name } })
  const ours = await letter(2)
  expect(ours).toMatchObject({
    subject: 'Re: News',
    inReplyTo: '<a1@mail.example>',
    to: [{ address: 'anna@mail.example' }],
    from: { address: 'hello@corner.example' },
  })
  expect(ours.text).toMatch(/^At eight, <b>always<\/b>\.\nSee you\n/)
  expect(ours.text).toContain(owner.name)
  expect(header(ours, 'auto-submitted')).toBeUndefined()
  const replyTo = ours.replyTo?.[0]?.address ?? ''
  expect(replyTo).toMatch(/^help\+[0-9a-z]{37}@corner\.example$/)
  await expect
    .poll(async () => (await ticket(ticketId)).entries.at(-1)?.delivery?.state, { timeout: 15_000 })
    .toBe('handed_over')

  const next = { From: 'anna@mail.example', Subject: 'Re: News', 'Message-ID': '<a3@mail.example>' }
  const quoting = 'Thank you\r\n\r\nOn Mon, Corner wrote:\r\n> At eight\r\n> See you'
  mailbox.deliver(
    mail({ ...next, 'In-Reply-To': '<a1@mail.example>', References: `<a1@mail.example> ${ours.messageId}` }, quoting),
  )
  // From another address, without a sign but the address it went to.
  mailbox.deliver(
    mail(
      { From: 'anna@work.example', To: replyTo.toUpperCase(), Subject: 'Also', 'Message-ID': '<w1@work.example>' },
      'On Sundays?',
    ),
  )
  await look()
  const joined = await ticket(ticketId)
  expect(await tickets()).toHaveLength(1)
  expect(joined).toMatchObject({ state: 'open', sender: { address: 'anna@work.example' } })
  expect(joined.entries.map(({ kind, text, quoted }) => [kind, text, quoted])).toEqual([
    ['in', 'When do you open?', ''],
    ['out', answer.text, ''],
    ['in', 'Thank you', 'On Mon, Corner wrote:\n> At eight\n> See you'],
    ['in', 'On Sundays?', ''],
  ])
  const closed = await ask<Ticket>('POST', `/tickets/${ticketId}/entries`, {
    kind: 'out',
    text: 'Closed then.',
    closes: true,
  })
  expect(closed.body).toMatchObject({ state: 'closed' })
  expect(header(await letter(3), 'references')).toContain('<w1@work.example>')
  const ofTicket = async () =>
    (await timeline(anna)).filter(({ properties }) => properties.ticket_id === ticketId).map(({ event }) => event)
  await expect
    .poll(async () => (await ofTicket()).toSorted(), { timeout: 15_000 })
    .toEqual([
      ...Array.from({ length: 3 }, () => 'Message Answered'),
      ...['Message Sent', 'Message Sent', 'Ticket Closed', 'Ticket Opened'],
    ])
})

test('who is not known is answered, too, and can be given a name later; a dead address holds the answer back', async () => {
  const count = sent.length
  const stranger = { From: '"=?utf-8?q?B=C3=A9la?=" <bela@mail.example>', 'Message-ID': '<b1@mail.example>' }
  mailbox.deliver(
    mail(
      { ...stranger, Subject: 'Lost my scarf', 'Content-Type': 'multipart/mixed; boundary=x' },
      [
        '--x',
        'Content-Type: text/plain; charset=utf-8',
        '',
        'Is it with you?',
        '--x',
        'Content-Type: image/png; name="scarf.png"',
        'Content-Disposition: attachment; filename="scarf.png"',
        'Content-Transfer-Encoding: base64',
        '',
        'aGVsbG8=',
        '--x--',
      ].join('\r\n'),
    ),
  )
  mailbox.deliver(
    mail({ From: 'shop@list.example', 'List-Id': '<news.list.example>', 'Message-ID': '<l1@list.example>' }, 'Buy'),
  )
  mailbox.deliver(
    mail({ From: 'old@mail.example', 'Message-ID': '<o1@mail.example>' }, 'Before'),
    '22-Nov-2026 10:00:00 +0000',
  )
  await look()
  const [row] = await tickets('search=scarf')
  expect(await tickets()).toHaveLength(2)
  expect(row).toMatchObject({ customer: null, sender: { name: 'Béla', address: 'bela@mail.example' } })
  const ticketId = row?.ticketId ?? ''
  expect((await ticket(ticketId)).entries[0]?.attachments).toEqual([
    { name: 'scarf.png', type: 'image/png', bytes: 5, file: null },
  ])
  await ask('POST', `/tickets/${ticketId}/entries`, { kind: 'note', text: 'Behind the bar' })
  await ask('POST', `/tickets/${ticketId}/entries`, { kind: 'out', text: 'Yes, it is.' })
  expect(await letter(count + 1)).toMatchObject({
    subject: 'Re: Lost my scarf',
    to: [{ address: 'bela@mail.example' }],
  })
  const bela = await person('bela', {})
  const given = await ask<Ticket>('PATCH', `/tickets/${ticketId}`, { customerId: bela })
  expect(given.body).toMatchObject({ customer: { customerId: bela }, state: 'waiting' })
  expect((await timeline(bela)).map(({ event }) => event)).toContain('Ticket Opened')
  await shop.ask('POST', '/message-suppressions', { email: 'bela@mail.example', reason: 'bounced' })
  await ask('POST', `/tickets/${ticketId}/entries`, { kind: 'out', text: 'Still here.' })
  await expect.poll(async () => (await ticket(ticketId)).isUndelivered, { timeout: 15_000 }).toBe(true)
  expect(sent).toHaveLength(count + 1)
})

test('a journey opens exactly one ticket for a step, and tells whose it is', async () => {
  const cili = await person('cili', { email: 'cili@mail.example' })
  const action = server.regulars.journeys.actions.find(({ name }) => name === 'open_ticket')
  const colleagues = await inWorkspace(server.regulars.db, shop.workspaceId, (tx) =>
    sql<{ id: string }>`select person_id as id from memberships where workspace_id = ${shop.workspaceId}`.execute(tx),
  )
  const params = { subject: 'Unhappy', note: 'Gave a 2', ownerId: colleagues.rows[0]?.id }
  const context = { workspaceId: shop.workspaceId, customerId: cili, journeyId: 'j', runId: 'r', key: 'journey:r:1' }
  for (let i = 0; i < 2; i++)
    await inWorkspace(server.regulars.db, shop.workspaceId, async (tx) => action?.perform(tx, context, params))
  const [row, ...more] = await tickets(`customer=${cili}`)
  expect(more).toEqual([])
  expect(row).toMatchObject({ subject: 'Unhappy', openedBy: 'journey', last: { kind: 'note', excerpt: 'Gave a 2' } })
  const { body } = await ask<NotificationList>('GET', '/notifications')
  expect(body.notifications.filter(({ kind }) => kind === 'ticket_assigned')).toHaveLength(1)
  // We write first: it is their turn then.
  const written = await ask<Ticket>('POST', `/tickets/${row?.ticketId}/entries`, {
    kind: 'out',
    text: 'How can we mend it?',
  })
  expect(written.body).toMatchObject({ state: 'waiting' })
  expect((await letter(sent.length + 1)).subject).toBe('Unhappy')
})

test('a list is filtered, read page by page and as CSV; a ticket is opened once by its key', async () => {
  const dora = await person('dora', { phone: '+36301234567' })
  const body = {
    key: 'call-1',
    subject: 'Called about a cake',
    customerId: dora,
    channel: 'phone',
    entry: { kind: 'in', text: 'Two tiers?' },
  }
  const first = await ask<Ticket>('POST', '/tickets', body)
  const second = await ask<Ticket>('POST', '/tickets', { ...body, subject: 'Again' })
  expect(second.body).toMatchObject({ ticketId: first.body.ticketId, subject: 'Called about a cake', state: 'open' })
  expect(second.body.entries).toMatchObject([{ kind: 'in', channel: 'phone', author: { kind: 'customer' } }])
  expect(second.body.answers).toEqual([{ channel: 'sms', address: '+36301234567' }])
  expect(
    (await ask('POST', `/tickets/${first.body.ticketId}/entries`, { kind: 'out', text: 'x', channel: 'email' })).status,
  ).toBe(409)
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: TicketPage = await shop.read(`/tickets?state=all&limit=1${cursor && `&cursor=${cursor}`}`)
    seen.push(...page.tickets.map(({ subject }) => subject))
    cursor = page.nextCursor
  }
  expect(seen.toSorted()).toEqual(['Called about a cake', 'Lost my scarf', 'News', 'Unhappy'])
  expect((await shop.read<TicketPage>('/tickets')).counts).toEqual({ open: 1, waiting: 2, closed: 1 })
  expect((await ask<TicketPage>('GET', '/tickets?owner=mine&state=closed')).body.tickets).toMatchObject([
    { subject: 'News' },
  ])
  expect(await (await desk('GET', '/tickets?format=csv&state=open')).text()).toContain(
    'Called about a cake,open,phone,dora',
  )
  const reopened = await ask<Ticket>('PATCH', `/tickets/${first.body.ticketId}`, { state: 'closed', ownerId: null })
  expect(reopened.body).toMatchObject({ state: 'closed', owner: null })
})

test('a text message goes on in the ticket of its number, once; one word that asks for no more is none', async () => {
  const sms = { channel: 'sms', provider: 'kavenegar', account: '', sender: '1000', isOn: true, secret: 'key-1' }
  const saved = await ask<ChannelList>('PUT', '/message-channels', sms)
  const hook = new URL(saved.body.sms?.reportUrl ?? '')
  const text = async (from: string, message: string, messageid: string) => {
    const told = await fetch(`${server.url}${hook.pathname}?${new URLSearchParams({ from, message, messageid })}`)
    expect(told.status).toBe(200)
  }
  const flora = await person('flora', { phone: '+989121234567' })
  await text('09121234567', 'Is it ready?', '1')
  await text('09121234567', 'Is it ready?', '1')
  await text('09121234567', 'I am at the door', '2')
  await text('09121234567', 'لغو', '3')
  await text('09127654321', 'Who are you?', '4')
  const [known, ...more] = await tickets('search=9121234567')
  expect(more).toEqual([])
  expect(known).toMatchObject({ channel: 'sms', customer: { customerId: flora }, subject: 'Is it ready?' })
  const { entries } = await ticket(known?.ticketId ?? '')
  expect(entries.map(({ text }) => text)).toEqual(['Is it ready?', 'I am at the door'])
  expect((await tickets('search=9127654321'))[0]).toMatchObject({
    customer: null,
    sender: { address: '+989127654321' },
  })
  const answered = (await timeline(flora)).filter(({ event }) => event === 'Message Answered')
  expect(answered.map(({ properties }) => properties.ticket_id ?? null)).toEqual([
    known?.ticketId,
    known?.ticketId,
    null,
  ])
})

test("another workspace finds no ticket by this one's id", async () => {
  const [row] = await tickets()
  const path = `/tickets/${row?.ticketId}`
  expect(await other.read<TicketPage>('/tickets?state=all')).toMatchObject({ tickets: [], counts: { open: 0 } })
  for (const [method, to, body] of [
    ['GET', path, undefined],
    ['PATCH', path, { state: 'closed' }],
    ['DELETE', path, undefined],
    ['POST', `${path}/entries`, { kind: 'note', text: 'x' }],
  ] as const)
    expect((await other.ask(method, to, body)).status, `${method} ${to}`).toBe(404)
})

test('what somebody wrote is handed over and forgotten with them, also where nobody knew it was they', async () => {
  const emil = await person('emil', { email: 'emil@mail.example' })
  mailbox.deliver(mail({ From: 'emil@mail.example', Subject: 'Canary', 'Message-ID': '<e1@mail.example>' }, 'Sing'))
  await look()
  const [row] = await tickets('search=Sing')
  await ask('PATCH', `/tickets/${row?.ticketId}`, { customerId: null })
  const subject = { workspaceId: shop.workspaceId, customerIds: [emil] }
  const { db } = server.regulars
  const data = await inWorkspace(db, shop.workspaceId, (tx) => inboxPersonalData.export(tx, shop.workspaceId, [emil]))
  expect(data.tickets).toMatchObject([{ subject: 'Canary', entries: [{ kind: 'in', text: 'Sing' }] }])
  expect(await inWorkspace(db, shop.workspaceId, (tx) => inboxPersonalData.erase(tx, subject))).toEqual({ tickets: 1 })
  expect(await tickets('search=Sing')).toEqual([])
  const { body } = await ask<NotificationList>('GET', '/notifications')
  expect(body.notifications.filter(({ link }) => link?.includes(row?.ticketId ?? ''))).toEqual([])
})

test('a form of a web page opens a ticket for each who used it, and answers go to them', async () => {
  const gabi = await person('gabi', { email: 'gabi@mail.example' })
  const form = { From: 'Website <form@corner.example>', To: 'help@corner.example', Subject: 'Contact' }
  mailbox.deliver(mail({ ...form, 'Reply-To': 'gabi@mail.example', 'Message-ID': '<f1@corner.example>' }, 'A table?'))
  mailbox.deliver(
    mail({ ...form, 'Reply-To': 'Hugo <hugo@mail.example>', 'Message-ID': '<f2@corner.example>' }, 'And us?'),
  )
  await look()
  const [hugos, gabis, ...more] = (await tickets('search=Contact')).toSorted((a, b) =>
    (a.customer?.name ?? '').localeCompare(b.customer?.name ?? ''),
  )
  expect(more).toEqual([])
  expect(gabis).toMatchObject({ customer: { customerId: gabi }, sender: { address: 'gabi@mail.example' } })
  expect(hugos).toMatchObject({ customer: null, sender: { name: 'Hugo', address: 'hugo@mail.example' } })
  expect((await ticket(hugos?.ticketId ?? '')).answers).toEqual([{ channel: 'email', address: 'hugo@mail.example' }])
})

test('a mail whose names end in half a sign is taken, and those behind it, too', async () => {
  const half = `${'n'.repeat(199)}😀.txt`
  const parts = ['--x', '', 'With a file', '--x', `Content-Type: text/x\u0000y; name="${half}"`, '', 'hello', '--x--']
  mailbox.deliver(
    mail(
      {
        From: 'ida@mail.example',
        Subject: `Ida${'s'.repeat(296)}😀`,
        'Message-ID': '<i1@mail.example>',
        'Content-Type': 'multipart/mixed; boundary=x',
      },
      parts.join('\r\n'),
    ),
  )
  mailbox.deliver(mail({ From: 'jani@mail.example', Subject: 'Behind', 'Message-ID': '<j1@mail.example>' }, 'Hello'))
  await look()
  expect((await tickets('search=ida@mail.example')).map(({ last }) => last?.excerpt)).toEqual(['With a file'])
  expect(await tickets('search=Behind')).toHaveLength(1)
})

test('of two who answer at once the second reads the first; a new word reaches somebody though its owner has left', async () => {
  const [row] = await tickets('search=Behind')
  const path = `/tickets/${row?.ticketId}`
  const seen = (await ticket(row?.ticketId ?? '')).entries.at(-1)?.entryId
  const answer = { entryId: crypto.randomUUID(), kind: 'note', text: 'I take it', after: seen }
  expect((await ask('POST', `${path}/entries`, answer)).status).toBe(200)
  expect((await ask('POST', `${path}/entries`, answer)).status).toBe(200)
  const second = await ask<{ reason: string }>('POST', `${path}/entries`, { kind: 'out', text: 'Hello!', after: seen })
  expect(second).toMatchObject({ status: 409, body: { reason: 'ticket_moved_on' } })
  expect((await ask('POST', `${path}/entries`, { kind: 'note', text: 'a\u0000b' })).status).toBe(400)
  expect((await ticket(row?.ticketId ?? '')).entries.map(({ text }) => text)).toEqual(['Hello', 'I take it'])

  await inWorkspace(server.regulars.db, shop.workspaceId, (tx) =>
    sql`update tickets set owner_id = ${crypto.randomUUID()} where workspace_id = ${shop.workspaceId}
      and ticket_id = ${row?.ticketId}`.execute(tx),
  )
  const again = { From: 'jani@mail.example', Subject: 'Re: Behind', 'Message-ID': '<j2@mail.example>' }
  mailbox.deliver(mail({ ...again, 'In-Reply-To': '<j1@mail.example>' }, 'Anybody?'))
  await look()
  const { notifications } = (await ask<NotificationList>('GET', '/notifications')).body
  const link = `/inbox?ticket=${row?.ticketId}`
  expect(notifications.filter((one) => one.link === link).map(({ kind }) => kind)).toEqual([
    'ticket_written',
    'ticket_written',
  ])
})

test("what somebody wrote in another's ticket is theirs, too", async () => {
  const kata = await person('kata', { email: 'kata@mail.example' })
  const lili = await person('lili', { email: 'lili@mail.example' })
  mailbox.deliver(mail({ From: 'kata@mail.example', Subject: 'Party', 'Message-ID': '<k1@mail.example>' }, 'For ten'))
  const joins = { From: 'lili@mail.example', Subject: 'Re: Party', 'In-Reply-To': '<k1@mail.example>' }
  mailbox.deliver(mail({ ...joins, 'Message-ID': '<k2@mail.example>' }, 'Lili cannot eat nuts'))
  await look()
  const [row] = await tickets('search=Party')
  expect(row).toMatchObject({ customer: { customerId: kata }, sender: { address: 'lili@mail.example' } })
  expect(JSON.stringify(await timeline(kata))).toContain('For ten')
  expect(JSON.stringify(await timeline(kata))).not.toContain('nuts')
  const { db } = server.regulars
  const held = (id: string) =>
    inWorkspace(db, shop.workspaceId, (tx) => inboxPersonalData.export(tx, shop.workspaceId, [id]))
  expect(JSON.stringify(await held(lili))).toContain('nuts')
  expect(JSON.stringify(await held(lili))).not.toContain('For ten')
  const subject = { workspaceId: shop.workspaceId, customerIds: [lili] }
  await inWorkspace(db, shop.workspaceId, (tx) => inboxPersonalData.erase(tx, subject))
  const left = await ticket(row?.ticketId ?? '')
  expect(left).toMatchObject({ sender: null, customer: { customerId: kata } })
  expect(left.entries.map(({ text }) => text)).toEqual(['For ten'])
  expect(await held(lili)).toEqual({ tickets: [] })
})

test('files of a mail are kept with who sent it, by what they are; a program, a logo and those of strangers are named', async () => {
  const mari = await person('mari', { email: 'mari@mail.example' })
  const part = (name: string, bytes: string, more: string[] = []) => [
    '--x',
    `Content-Type: image/png; name="${name}"`,
    'Content-Transfer-Encoding: base64',
    ...more,
    '',
    Buffer.from(bytes, 'latin1').toString('base64'),
  ]
  const png = '\x89PNG\r\n\x1a\nthe rest'
  const headers = { From: 'mari@mail.example', Subject: 'Broken cup', 'Message-ID': '<m1@mail.example>' }
  const attached = ['Content-Disposition: attachment']
  mailbox.deliver(
    mail(
      { ...headers, 'Content-Type': 'multipart/related; boundary=x' },
      [
        ...['--x', 'Content-Type: text/html', '', '<p>Look</p><img src="cid:logo">'],
        ...part('cup.png', png, attached),
        ...part('cup.exe.png', 'MZ\x00\x01', attached),
        ...part('logo.png', png, ['Content-ID: <logo>']),
        '--x--',
      ].join('\r\n'),
    ),
  )
  await look()
  const [row] = await tickets('search=Broken')
  const read = async () => (await ticket(row?.ticketId ?? '')).entries[0]?.attachments ?? []
  expect((await read()).map(({ name, file }) => [name, file?.customerId ?? null])).toEqual([
    ['cup.png', mari],
    ['cup.exe.png', null],
    ['logo.png', null],
  ])
  const path = `/customers/${mari}/attachments/${(await read())[0]?.file?.attachmentId}`
  const got = await desk('GET', path)
  expect(Buffer.from(await got.arrayBuffer()).toString('latin1')).toBe(png)
  expect(got.headers.get('content-disposition')).toMatch(/^attachment; filename="cup\.png"/)
  expect(got.headers.get('x-content-type-options')).toBe('nosniff')
  expect((await desk('DELETE', path)).status).toBe(204)
  expect((await read())[0]).toMatchObject({ name: 'cup.png', file: null })
})

test('a mail that is piped in is read by its own characters', async () => {
  const saved = await ask<ChannelList>('PUT', '/message-channels/email/reports', { source: 'mail', secret: 'pipe' })
  const hook = saved.body.email.reports.find(({ source }) => source === 'mail')
  const head = 'From: noemi@mail.example\r\nSubject: Piped\r\nContent-Type: text/plain; charset=iso-8859-2\r\n'
  const raw = Buffer.concat([
    Buffer.from(`${head}Content-Transfer-Encoding: 8bit\r\n\r\n`),
    Buffer.from('K\xe9rn\xe9k k\xf5t\xe1lat', 'latin1'),
    Buffer.alloc(1_200_000, '\r\n'),
  ])
  const told = await fetch(`${server.url}${new URL(hook?.url ?? '').pathname}`, { method: 'POST', body: raw })
  expect(told.status).toBe(200)
  expect((await tickets('search=Piped'))[0]?.last?.excerpt).toBe('Kérnék kőtálat')
})

test('an unhappy answer sets off a journey that opens a ticket, waits, and goes on once somebody closed it', async () => {
  const make = async <T>(path: string, body: object = {}): Promise<T> => {
    const { status, body: made } = await ask<T>('POST', path, body)
    expect([200, 201]).toContain(status)
    return made
  }
  const definition = {
    trigger: {
      ...{ kind: 'event', event: 'Feedback Given' },
      where: [{ path: 'stars', test: { is: 'at_most', value: 2 } }],
    },
    again: { rule: 'always' },
    control: 0,
    start: 'ticket',
    nodes: [
      {
        ...{ id: 'ticket', kind: 'action', action: 'open_ticket' },
        params: { subject: 'A cold coffee', note: 'Gave few stars' },
        next: 'wait',
      },
      {
        ...{ id: 'wait', kind: 'wait_for', event: 'Ticket Closed', keyed: false, seconds: 86_400 },
        ...{ next: 'mended', otherwise: null },
      },
      { id: 'mended', kind: 'action', action: 'add_tag', params: { tag: 'mended' }, next: null },
    ],
  }
  const { journeyId } = await make<Journey>('/journeys', { name: 'Unhappy', definition })
  await make(`/journeys/${journeyId}/start`)
  const edit = await person('edit', { email: 'edit@mail.example' })
  const stars = (count: number) => ({
    type: 'track',
    userId: 'edit',
    event: 'Feedback Given',
    properties: { stars: count },
  })
  const told = await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({ batch: [stars(5), stars(1)] }),
  })
  expect(told.status).toBe(200)
  await expect.poll(async () => (await tickets(`customer=${edit}`)).length, { timeout: 30_000 }).toBe(1)
  const [opened] = await tickets(`customer=${edit}`)
  expect(opened).toMatchObject({ subject: 'A cold coffee', openedBy: 'journey' })
  expect((await ticket(opened?.ticketId ?? '')).entries).toMatchObject([{ kind: 'note', text: 'Gave few stars' }])
  const runs = async () => (await shop.read<JourneyRuns>(`/journeys/${journeyId}/runs`)).runs
  expect(await runs()).toMatchObject([{ customerId: edit, status: 'active', nodeId: 'wait' }])

  const closed = await ask('PATCH', `/tickets/${opened?.ticketId}`, { state: 'closed' })
  expect(closed.status).toBe(200)
  await expect.poll(async () => (await runs()).map(({ status }) => status), { timeout: 30_000 }).toEqual(['finished'])
  await expect
    .poll(() => timeline(edit).then((events) => JSON.stringify(events)), { timeout: 30_000 })
    .toContain('mended')
})
