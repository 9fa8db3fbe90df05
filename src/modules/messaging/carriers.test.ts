import { createHmac, generateKeyPairSync } from 'node:crypto'
import { createServer as createHttp2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { importSPKI, jwtVerify } from 'jose'
import { sql } from 'kysely'
import { afterAll, describe, expect, test } from 'vitest'
import type { ConsentLedger } from '#contract/care'
import type { CustomerPage, TimelinePage } from '#contract/customers'
import type { ChannelList } from '#contract/message-channel-settings'
import type { MessagePolicy } from '#contract/message-policy'
import type { MessageTemplate } from '#contract/message-templates'
import type { MessageDetail, SuppressionPage } from '#contract/messaging'
import { countSms } from '#contract/sms-segments'
import { inWorkspace } from '#platform/postgres'
import { fakeClock } from '#testing'
import { signIn } from '../../testing/sign-in.ts'
import { owner, startTestServer } from '../../testing/start-test-server.ts'
import { settleMessages } from './index.ts'
import { lookIntoMailboxes } from './reports/mailbox/watch-mailboxes.ts'
import { startMailbox } from './testing/imap-peer.ts'
import { type Asked, startService } from './testing/peers.ts'
import { startCentre } from './testing/smpp-peer.ts'

const centre = await startCentre({ systemId: 'corner', password: 'pass-1' })
const mailbox = await startMailbox({ user: 'bounces@corner.example', password: 'letter box' })
let answer: (asked: Asked) => { status?: number; body?: unknown } = () => ({})
const google = await startService((asked) => answer(asked))
const apple = await startApple()
const clock = fakeClock('2026-11-23T10:00:00Z')
const server = await startTestServer(
  { allowPrivateHosts: [centre.host, `127.0.0.1:${mailbox.port}`, google.host, apple.host] },
  { clock },
)
const { messaging } = server.regulars
const shop = await server.openShop()
const desk = await signIn(server.url, owner)
afterAll(() => {
  for (const peer of [centre, mailbox, google, apple]) peer.close()
})
const policy = await shop.read<MessagePolicy>('/message-policy')
const open = { ...policy, perDay: null, perWeek: null, quietHours: null, consent: 'not_refused' }
await shop.ask('PUT', '/message-policy', open)

let people = 0
async function person(traits: object, context: object = {}, key = shop.serverKey): Promise<string> {
  const userId = `carrier-${++people}`
  const told = await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${key}:`)}` },
    body: JSON.stringify({
      batch: [{ type: 'identify', userId, traits: { name: `Carrier ${people}`, ...traits }, context }],
    }),
  })
  expect(told.status).toBe(200)
  await server.settle()
  const { customers } = await shop.read<CustomerPage>(`/customers?search=${encodeURIComponent(`Carrier ${people}`)}`)
  return customers[0]?.customerId ?? ''
}
let count = 0
async function template(variant: object): Promise<string> {
  const made = await shop.ask('POST', '/message-templates', {
    ...{ name: `Carrier ${++count}`, purpose: 'useful', variants: { en: variant } },
  })
  return ((await made.json()) as MessageTemplate).templateId
}
const message = (messageId: string) => shop.read<MessageDetail>(`/messages/${messageId}`)
async function send(customerId: string, templateId: string): Promise<MessageDetail> {
  const queued = await shop.ask('POST', '/messages', { key: `k${++count}`, customerId, templateId })
  const { messageId } = (await queued.json()) as { messageId: string }
  await settleMessages(messaging)
  await expect.poll(async () => (await message(messageId)).state, { timeout: 15_000 }).not.toMatch(/queued|claimed/)
  return await message(messageId)
}
async function timeline(customerId: string): Promise<string> {
  await server.settle()
  return JSON.stringify((await shop.read<TimelinePage>(`/customers/${customerId}/timeline`)).events)
}
async function set(channel: object): Promise<ChannelList> {
  const saved = await desk('PUT', '/message-channels', channel)
  expect(saved.status).toBe(200)
  return (await saved.json()) as ChannelList
}
const channels = () => shop.read<ChannelList>('/message-channels')

const smpp = { channel: 'sms', provider: 'smpp', account: 'corner', sender: 'Corner', isOn: true }
const setUp = (more: object = {}) => set({ ...smpp, baseUrl: `smpp://${centre.host}`, secret: 'pass-1', ...more })

describe('SMPP', () => {
  test('a text goes to the centre as networks carry it, its receipt is on the message, and the same twice is once', async () => {
    expect(JSON.stringify(await setUp())).not.toContain('pass-1')
    const customerId = await person({ phone: '+36301230001' })
    const long = `${'Szia! '.repeat(40)}€`
    const sent = await send(customerId, await template({ sms: long }))
    expect(sent).toMatchObject({ state: 'handed_over', channel: 'sms', segments: 2, delivery: 'provider' })
    expect(centre.heard).toHaveLength(2)
    const [first, last] = centre.heard
    expect(first).toMatchObject({ destination_addr: '36301230001', source_addr: 'Corner', source_addr_ton: 5 })
    expect(centre.heard.map((pdu) => pdu.short_message?.message).join('')).toBe(long)
    expect(centre.heard.map((pdu) => [pdu.esm_class, pdu.data_coding, pdu.registered_delivery])).toEqual([
      [0x40, 0, 0],
      [0x40, 0, 1],
    ])
    expect(String(first?.short_message?.udh?.[0]?.subarray(0, 3))).toBe(
      String(last?.short_message?.udh?.[0]?.subarray(0, 3)),
    )
    const [session] = centre.bound
    if (!session) throw new Error('nobody is bound')
    expect(await centre.tell(session, 'id-2', 'DELIVRD')).toBe(0)
    expect(await centre.tell(session, 'id-2', 'UNDELIV', '011')).toBe(0)
    expect((await message(sent.messageId)).reported).toBe('undelivered')
    expect((await timeline(customerId)).split('"Message Delivered"')).toHaveLength(2)
  })

  test('a receipt that comes before the answer to the send waits for it; other letters go as UCS-2', async () => {
    await setUp()
    const told: Promise<number>[] = []
    centre.heard.length = 0
    centre.centre.answer = () => ({
      id: 'early-1',
      before: (session) => told.push(centre.tell(session, 'early-1', 'DELIVRD')),
    })
    const sent = await send(await person({ phone: '+989123456789' }), await template({ sms: 'سلام، قهوه آماده است' }))
    expect(await Promise.all(told)).toEqual([0])
    expect(centre.heard[0]).toMatchObject({ data_coding: 8, short_message: { message: 'سلام، قهوه آماده است' } })
    expect((await message(sent.messageId)).reported).toBe('delivered')
  })

  test('who is asked to slow down does, a dead number gets nothing more, and a lost connection is opened again', async () => {
    await setUp()
    const answers = [0x58, 0]
    centre.heard.length = 0
    centre.centre.answer = () => ({ status: answers.shift() ?? 0, id: 'slow-1' })
    const customerId = await person({ phone: '+36301230003' })
    const templateId = await template({ sms: 'Hi' })
    expect(await send(customerId, templateId)).toMatchObject({ state: 'handed_over' })
    expect(centre.heard).toHaveLength(2)
    for (const session of centre.bound.splice(0)) session.destroy()
    centre.centre.answer = () => ({ status: 0x0b })
    expect(await send(customerId, templateId)).toMatchObject({ state: 'failed', reason: 'address_refused' })
    expect(centre.bound).toHaveLength(1)
    expect(await send(customerId, templateId)).toMatchObject({ state: 'suppressed', reason: 'bounced' })
    await setUp({ secret: 'wrong' })
    const other = await person({ phone: '+36301230004' })
    expect(await send(other, templateId)).toMatchObject({ state: 'deferred', reason: 'server_gone' })
    expect((await channels()).sms?.trouble).toBe('ESME_RINVPASWD')
    const tested = await desk('POST', '/message-channels/sms/test', { to: '+36301230009' })
    expect(await tested.json()).toEqual({ isAccepted: false, answer: 'ESME_RINVPASWD' })
    const unclear = await desk('PUT', '/message-channels', { ...smpp, baseUrl: google.url, secret: 'x' })
    expect(unclear.status).toBe(400)
    await setUp()
    expect(await (await desk('POST', '/message-channels/sms/test', { to: '+36301230009' })).json()).toMatchObject({
      isAccepted: false,
      answer: 'ESME_RINVDSTADR',
    })
  })

  test('who writes STOP gets no more texts, with the word as proof; START takes it back, and the same twice is once', async () => {
    await setUp()
    centre.centre.answer = () => ({ id: 'stop-1' })
    const customerId = await person({ phone: '+36301230006' })
    const templateId = await template({ sms: 'New coffee' })
    expect(await send(customerId, templateId)).toMatchObject({ state: 'handed_over' })
    const session = centre.bound.at(-1)
    if (!session) throw new Error('nobody is bound')
    const write = (text: string) => centre.say(session, '36301230006', text)
    expect(await write('Stop by on Friday?')).toBe(0)
    expect(await send(customerId, templateId)).toMatchObject({ state: 'handed_over' })
    expect(await write('„Stop!”')).toBe(0)
    expect(await write('„Stop!”')).toBe(0)
    expect(await send(customerId, templateId)).toMatchObject({ state: 'suppressed', reason: 'unsubscribed' })
    const told = await timeline(customerId)
    expect(told.split('"Message Answered"')).toHaveLength(3)
    expect(told.split('"Unsubscribed"')).toHaveLength(2)
    expect(await write('start')).toBe(0)
    expect(await send(customerId, templateId)).toMatchObject({ state: 'handed_over' })
    const { entries } = await shop.read<ConsentLedger>(`/customers/${customerId}/consents`)
    expect(entries.map(({ channel, state, method, wording }) => [channel, state, method, wording])).toEqual([
      ['sms', 'given', 'reply', 'start'],
      ['sms', 'withdrawn', 'reply', '„Stop!”'],
    ])
    expect(await centre.say(session, '36309999999', 'STOP')).toBe(0)
  })

  test('links in a text are short, lead where they led, and count a person but no scanner', async () => {
    await setUp()
    centre.heard.length = 0
    centre.centre.answer = () => ({ id: 'link-1' })
    const customerId = await person({ phone: '+36301230005' })
    const words = 'New: https://shop.example/sale?x=1, more https://shop.example/b. Bye {{ unsubscribe_url }}'
    const sent = await send(customerId, await template({ sms: words }))
    const links = (sent.text ?? '').match(/http:\S+?\/l\/[\w-]{12}(?:\/\w)?/g) ?? []
    expect(links.map((link) => link.slice(-2))).toEqual([expect.any(String), '/1', '/u'])
    expect(sent.text).not.toContain('shop.example')
    expect(sent.segments).toBe(countSms(sent.text ?? '').segments)
    const follow = (link: string, agent: string) =>
      fetch(link, { redirect: 'manual', headers: { 'user-agent': agent } })
    const leave = (await follow(links[2] ?? '', 'Mozilla/5.0 (iPhone)')).headers.get('location') ?? ''
    expect(await (await fetch(leave)).text()).toContain('No more text messages with news')
    clock.advance({ seconds: 30 })
    await follow(links[0] ?? '', 'facebookexternalhit/1.1 Facebot Twitterbot/1.0')
    expect(await timeline(customerId)).not.toContain('Message Clicked')
    const answered = await follow(links[0] ?? '', 'Mozilla/5.0 (iPhone)')
    expect(answered.headers.get('location')).toBe('https://shop.example/sale?x=1')
    expect(await timeline(customerId)).toContain('"url":"https://shop.example/sale?x=1"')
    expect((await follow(`${links[0]}x`, 'Mozilla/5.0 (iPhone)')).status).toBe(404)
    const choices = (await follow((links[2] ?? '').replace(/u$/, 'p'), 'Mozilla/5.0 (iPhone)')).headers.get('location')
    await fetch(choices ?? '', { method: 'POST', body: new URLSearchParams({ action: 'leave' }) })
    const { entries } = await shop.read<ConsentLedger>(`/customers/${customerId}/consents`)
    const withdrawn = entries.filter((one) => one.state === 'withdrawn')
    expect(withdrawn.map((one) => one.channel).toSorted()).toEqual(['email', 'sms'])
    expect(JSON.stringify(withdrawn)).toContain('Unsubscribe from all news and offers')
  })
})

describe('RCS', () => {
  test('goes to phones that know it; all others, and those that never come on, get a text message', async () => {
    await setUp()
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const account = {
      ...{ project_id: 'corner-rcs', client_email: 'rcs@corner.iam.example', token_uri: `${google.url}/token` },
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    }
    const rcs = { channel: 'rcs', agentId: 'corner_agent', baseUrl: google.url, isOn: true }
    const saved = (await set({ ...rcs, secret: JSON.stringify(account) })).rcs
    let status = 200
    answer = ({ path }) => (path === '/token' ? { body: { access_token: 'rich' } } : { status, body: {} })
    // A text that an earlier test put off may come meanwhile, this way or that.
    const texts = () =>
      centre.heard.map((pdu) => pdu.destination_addr).filter((to) => /^3630123001[12]$/.test(String(to)))
    centre.centre.answer = () => ({ id: `text-${centre.heard.length}` })
    const templateId = await template({ sms: 'Hi {{ customer.name }}' })
    const customerId = await person({ phone: '+36301230011' })
    const sent = await send(customerId, templateId)
    const asked = google.asked.find(({ path }) => path.endsWith('36301230011/agentMessages'))
    expect([asked?.path, asked?.query.get('messageId'), asked?.query.get('agentId')]).toEqual([
      `/v1/phones/${encodeURIComponent('+36301230011')}/agentMessages`,
      sent.messageId,
      'corner_agent',
    ])
    expect(asked?.headers.authorization).toBe('Bearer rich')
    expect(JSON.parse(asked?.body.toString() ?? '')).toEqual({ contentMessage: { text: sent.text }, ttl: '14400s' })
    expect(texts()).toEqual([])
    const post = (body: object, signature = '') =>
      fetch(saved?.reportUrl ?? '', {
        method: 'POST',
        headers: { 'x-goog-signature': signature },
        body: JSON.stringify(body),
      })
    const shown = await post({ clientToken: saved?.clientToken, secret: '12345' })
    expect([shown.status, await shown.text()]).toEqual([200, '12345'])
    const tell = (eventType: string, messageId: string, key = saved?.clientToken ?? '') => {
      const data = Buffer.from(
        JSON.stringify({ senderPhoneNumber: '+36301230011', eventType, eventId: 'e1', messageId }),
      )
      const signature = createHmac('sha512', key).update(data).digest('base64')
      return post({ message: { data: data.toString('base64') } }, signature)
    }
    expect((await tell('DELIVERED', sent.messageId, 'not the key')).status).toBe(403)
    expect((await tell('DELIVERED', sent.messageId)).status).toBe(200)
    expect((await message(sent.messageId)).reported).toBe('delivered')
    // Delivered is delivered: it does not go out again.
    await tell('TTL_EXPIRATION_REVOKED', sent.messageId)
    expect((await message(sent.messageId)).state).toBe('handed_over')
    const off = await send(customerId, templateId)
    await tell('TTL_EXPIRATION_REVOKED', off.messageId)
    await settleMessages(messaging)
    await expect.poll(async () => (await message(off.messageId)).state).toBe('handed_over')
    expect(texts()).toEqual(['36301230011'])
    // Nobody can say whether it was heard: it is asked again there, where it is known by its name, and not said twice.
    status = 500
    expect(await send(customerId, templateId)).toMatchObject({ state: 'deferred', reason: 'server_later' })
    expect(texts()).toHaveLength(1)
    status = 404
    expect(await send(await person({ phone: '+36301230012' }), templateId)).toMatchObject({ state: 'handed_over' })
    expect(texts().at(-1)).toBe('36301230012')
    expect((await channels()).rcs).toMatchObject({ trouble: null, agentId: 'corner_agent' })
    const said = { senderPhoneNumber: '+36301230012', eventId: 'e2', eventType: 'UNSUBSCRIBE' }
    const data = Buffer.from(JSON.stringify(said))
    const key = saved?.clientToken ?? ''
    await post({ message: { data: data.toString('base64') } }, createHmac('sha512', key).update(data).digest('base64'))
    const left = await shop.read<CustomerPage>('/customers?search=%2B36301230012')
    expect(await send(left.customers[0]?.customerId ?? '', templateId)).toMatchObject({ reason: 'unsubscribed' })
    const tested = await desk('POST', '/message-channels/rcs/test', { to: '+36301230012' })
    expect(await tested.json()).toEqual({ isAccepted: false, answer: '404' })
    await set({ ...rcs, isOn: false })
    google.asked.length = 0
  })
})

describe('a mailbox of bounce mails', () => {
  const settings = {
    host: '127.0.0.1',
    port: mailbox.port,
    user: 'bounces@corner.example',
    folder: 'INBOX',
    moveTo: 'Read',
  }
  const save = (more: object = {}) =>
    desk('PUT', '/message-channels/email/mailbox', { mailbox: { ...settings, password: 'letter box', ...more } })
  const bounce = (messageId: string) =>
    [
      'From: MAILER-DAEMON@mx.example',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      'Final-Recipient: rfc822; someone.else@mail.example',
      'Action: failed',
      'Status: 5.1.1',
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: <${messageId}@corner.example>`,
      '',
      '--b--',
    ].join('\r\n')
  const email = { subject: 'Hi', body: { kind: 'blocks', blocks: [{ kind: 'text', text: 'Hello' }] } }
  const bounced = async () => (await shop.read<SuppressionPage>('/message-suppressions?limit=200')).suppressions

  test('is read every minute, and when the server tells of new mail: reports of our own messages are kept and moved, other mail is left alone', async () => {
    const customerId = await person({ email: 'anna@mail.example' })
    const sent = await send(customerId, await template(email))
    mailbox.deliver('From: Anna <anna@mail.example>\r\nSubject: A question\r\n\r\nWhen do you open?')
    mailbox.deliver(bounce(sent.messageId))
    mailbox.deliver(bounce('0190f7a0-1111-7222-8333-444455556666'))
    expect((await save()).status).toBe(200)
    // The connection is lost once the report is kept and before the mail is moved: it is read again, which changes nothing.
    mailbox.box.isDead = true
    await lookIntoMailboxes(messaging)
    expect((await channels()).email.mailbox?.trouble).not.toBeNull()
    mailbox.box.isDead = false
    clock.advance({ minutes: 6 })
    await lookIntoMailboxes(messaging)
    expect((await message(sent.messageId)).reported).toBe('bounced')
    const [row, ...others] = (await bounced()).filter((one) => one.source === 'imap')
    // The one it was sent to, whatever the report says.
    expect(row).toMatchObject({ hint: 'a…@mail.example', customerId })
    expect(others).toEqual([])
    expect((await timeline(customerId)).split('"Message Bounced"')).toHaveLength(2)
    expect(mailbox.folder('Read').map((mail) => [...mail.flags])).toEqual([['\\Seen']])
    expect(mailbox.folder('INBOX').map((mail) => mail.flags.size)).toEqual([0, 0])
    expect((await channels()).email.mailbox).toMatchObject({ ...settings, trouble: null })
    // Not due for a minute, unless the server tells of new mail.
    const logins = mailbox.box.logins
    await lookIntoMailboxes(messaging)
    expect(mailbox.box.logins).toBe(logins)
    await expect.poll(() => mailbox.listening(), { timeout: 15_000 }).toBeGreaterThan(0)
    const other = await send(await person({ email: 'bela@mail.example' }), await template(email))
    mailbox.deliver(bounce(other.messageId))
    await expect.poll(async () => (await message(other.messageId)).reported, { timeout: 15_000 }).toBe('bounced')
  })

  test('says what is wrong, keeps its password to itself and its own server, and can be taken away', async () => {
    expect((await save({ password: 'no' })).status).toBe(200)
    const look = async () => await (await desk('POST', '/message-channels/mailbox/test', {})).json()
    expect(await look()).toEqual({ isAccepted: false, answer: 'password' })
    const { password, ...same } = { ...settings, password: undefined }
    const elsewhere = await desk('PUT', '/message-channels/email/mailbox', {
      mailbox: { ...same, host: 'evil.example' },
    })
    expect(elsewhere.status).toBe(400)
    await save()
    expect(await look()).toEqual({ isAccepted: true, answer: '0' })
    expect(JSON.stringify(await channels())).not.toContain('letter box')
    await save({ host: '127.0.0.1', port: 1 })
    expect(await look()).toMatchObject({ isAccepted: false, answer: 'refused' })
    await desk('PUT', '/message-channels/email/mailbox', { mailbox: null })
    expect((await channels()).email.mailbox).toBeNull()
  })
})

describe('notices to apps', () => {
  const note = { push: { title: 'Hi {{ customer.name }}', text: 'Look', url: 'https://shop.example/new' } }
  const device = (token: string, type: string) => ({ device: { token, type, name: 'Phone of Anna' } })

  test('Firebase: signed in as its documents ask; a token that is gone is forgotten', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const account = {
      ...{ project_id: 'corner-app', client_email: 'push@corner-app.iam.example', private_key_id: 'k1' },
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      token_uri: `${google.url}/token`,
    }
    const nonsense = await desk('PUT', '/message-channels', { channel: 'fcm', secret: '{}', isOn: true })
    expect(nonsense.status).toBe(400)
    const fcm = { channel: 'fcm', baseUrl: google.url, isOn: true }
    const saved = await set({ ...fcm, secret: JSON.stringify(account) })
    expect(saved.fcm).toMatchObject({ projectId: 'corner-app', devices: 0 })
    expect(JSON.stringify(saved)).not.toContain('PRIVATE KEY')
    google.asked.length = 0
    const token = `fcm-token:${'a'.repeat(40)}`
    answer = ({ path }) =>
      path === '/token'
        ? { body: { access_token: 'good', expires_in: 3600 } }
        : { body: { name: 'projects/x/messages/1' } }
    const customerId = await person({}, device(token, 'android'))
    const templateId = await template(note)
    const sent = await send(customerId, templateId)
    expect(sent).toMatchObject({ state: 'handed_over', channel: 'push' })
    expect(await (await desk('POST', '/message-channels/fcm/test', {})).json()).toMatchObject({ isAccepted: true })
    const [asked, told] = google.asked
    const claims = await jwtVerify(
      asked?.form.get('assertion') ?? '',
      await importSPKI(publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'RS256'),
      {
        audience: account.token_uri,
        issuer: account.client_email,
        currentDate: new Date(clock.now().epochMilliseconds),
      },
    )
    expect(claims.payload.scope).toBe('https://www.googleapis.com/auth/firebase.messaging')
    expect([told?.path, told?.headers.authorization]).toEqual(['/v1/projects/corner-app/messages:send', 'Bearer good'])
    expect(JSON.parse(told?.body.toString() ?? '').message).toMatchObject({
      token,
      notification: { title: `Hi Carrier ${people}`, body: 'Look' },
      data: { url: 'https://shop.example/new', message_id: sent.messageId },
    })
    // Anybody can read the public key out of an app.
    const thief = await person({}, device(token, 'android'), shop.writeKey)
    expect(await send(thief, templateId)).toMatchObject({ state: 'suppressed', reason: 'no_address' })
    answer = () => ({
      status: 404,
      body: {
        error: {
          ...{ code: 404, status: 'NOT_FOUND' },
          details: [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode: 'UNREGISTERED' }],
        },
      },
    })
    expect(await send(customerId, templateId)).toMatchObject({ state: 'failed', reason: 'address_refused' })
    expect(await send(customerId, templateId)).toMatchObject({ state: 'suppressed', reason: 'no_address' })
    await set({ ...fcm, takesPublic: true })
    answer = () => ({ status: 403, body: { error: { status: 'PERMISSION_DENIED', details: [] } } })
    expect(await send(await person({}, device(token, 'android'), shop.writeKey), templateId)).toMatchObject({
      state: 'deferred',
    })
    expect((await channels()).fcm).toMatchObject({ trouble: 'PERMISSION_DENIED', devices: 1 })
  })

  test('Apple: over HTTP/2, signed with ES256; a token that is gone is forgotten', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    const secret = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const names = { keyId: 'ABC123DEFG', teamId: 'DEF123GHIJ', topic: 'example.corner.app' }
    await set({ channel: 'apns', ...names, baseUrl: apple.url, secret, isOn: true })
    const customerId = await person({}, device('ab'.repeat(32), 'ios'))
    const templateId = await template(note)
    const sent = await send(customerId, templateId)
    expect(sent).toMatchObject({ state: 'handed_over', channel: 'push' })
    const [asked] = apple.asked
    expect(asked?.headers).toMatchObject({
      ':path': `/3/device/${'ab'.repeat(32)}`,
      'apns-topic': names.topic,
      'apns-push-type': 'alert',
      'apns-id': sent.messageId,
    })
    const key = await importSPKI(publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'ES256')
    const signed = await jwtVerify(String(asked?.headers.authorization).slice(7), key, { issuer: names.teamId })
    expect(signed.protectedHeader.kid).toBe(names.keyId)
    expect(JSON.parse(asked?.body ?? '')).toMatchObject({
      aps: { alert: { title: `Hi Carrier ${people}`, body: 'Look' } },
      url: 'https://shop.example/new',
    })
    apple.answers.push({ status: 400, reason: 'BadDeviceToken' }, { status: 403, reason: 'InvalidProviderToken' })
    const check = async () => await (await desk('POST', '/message-channels/apns/test', {})).json()
    expect(await check()).toMatchObject({ isAccepted: true })
    expect(await check()).toEqual({ isAccepted: false, answer: 'InvalidProviderToken' })
    apple.answers.push({ status: 429, reason: 'TooManyRequests' }, { status: 410, reason: 'Unregistered' })
    expect(await send(customerId, templateId)).toMatchObject({ state: 'deferred', reason: 'server_later' })
    expect(await send(customerId, templateId)).toMatchObject({ state: 'failed', reason: 'address_refused' })
    expect((await channels()).apns).toMatchObject({ devices: 0, trouble: null })
  })
})

test('promotions wait once for the hour somebody mostly buys at, and go out then though a worker was late', async () => {
  await shop.ask('PUT', '/message-policy', { ...open, atBestHour: true })
  const words = { subject: 'New', body: { kind: 'blocks', blocks: [{ kind: 'text', text: 'Look' }] } }
  const made = await shop.ask('POST', '/message-templates', {
    ...{ name: 'Best hour', purpose: 'promotional', variants: { en: words } },
  })
  const { templateId } = (await made.json()) as MessageTemplate
  const [early, unknown] = [await person({ email: 'e@mail.example' }), await person({ email: 'u@mail.example' })]
  const hour = (clock.now().toZonedDateTimeISO('UTC').hour + 3) % 24
  await inWorkspace(messaging.db, shop.workspaceId, (tx) =>
    sql`insert into customer_scores (workspace_id, customer_id, version_id, scored_on, risk, band, is_gone, base_risk, rest_weight,
        reasons, alive, expected_orders, clv_minor, clv_low_minor, clv_high_minor, at_stake_minor, value_band, best_hour)
      values (${shop.workspaceId}, ${early}, ${early}, '2026-11-22', 0.1, 'low', false, 0.1, 0, '[]', 1, 1, 1, 1, 1, 1, 1, ${hour})`.execute(
      tx,
    ),
  )
  const ids: string[] = []
  for (const customerId of [early, unknown]) {
    const queued = await shop.ask('POST', '/messages', { key: `best-${customerId}`, customerId, templateId })
    ids.push(((await queued.json()) as { messageId: string }).messageId)
  }
  await settleMessages(messaging)
  const states = async () => (await Promise.all(ids.map(message))).map(({ state, reason }) => reason ?? state)
  await expect.poll(states).toEqual(['best_hour', 'handed_over'])
  clock.advance({ hours: 5 })
  await settleMessages(messaging)
  await expect.poll(async () => (await message(ids[0] ?? '')).state).toBe('handed_over')
})

/** Apple's service: HTTP/2, an empty body for what it takes. */
async function startApple() {
  const asked: { headers: IncomingHttpHeaders; body: string }[] = []
  const answers: { status: number; reason: string }[] = []
  const http2 = createHttp2Server()
  http2.on('stream', (stream: ServerHttp2Stream, headers) => {
    let body = ''
    stream.setEncoding('utf8')
    stream.on('data', (chunk: string) => {
      body += chunk
    })
    stream.on('end', () => {
      asked.push({ headers, body })
      const { status, reason } = answers.shift() ?? { status: 200, reason: '' }
      stream.respond({ ':status': status })
      stream.end(reason ? JSON.stringify({ reason }) : '')
    })
  })
  await new Promise<void>((resolve) => http2.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(http2.address() as AddressInfo).port}`
  return { asked, answers, host, url: `http://${host}`, close: () => http2.close() }
}
