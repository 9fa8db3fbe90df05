import { createECDH, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { Resolver } from 'node:dns/promises'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { AuditPage } from '#contract/audit'
import type { CustomerPage, TimelinePage } from '#contract/customers'
import type { ChannelList } from '#contract/message-channel-settings'
import type { MessagePolicy } from '#contract/message-policy'
import type { MessageCheck, MessageTemplate } from '#contract/message-templates'
import type { MessageDetail, SuppressionPage } from '#contract/messaging'
import type { NotificationList } from '#contract/notifications'
import { newId } from '#platform/ids'
import { signWebhook } from '#platform/outbound'
import { fakeClock } from '#testing'
import { signIn } from '../../testing/sign-in.ts'
import { owner, startTestServer } from '../../testing/start-test-server.ts'
import { tellSilence } from './calendar/tell-silence.ts'
import { smsServices } from './channels/sms/sms-channel.ts'
import { settleMessages } from './index.ts'
import { type Asked, checkSignature, makeBrowser, readVapid, startNameServer, startService } from './testing/peers.ts'

let letters: string[] = []
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, _, done) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      letters.push(Buffer.concat(chunks).toString())
      done()
    })
  },
})
await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
const listening = smtp.server.address()
let answer: (asked: Asked) => { status?: number; body?: unknown; headers?: Record<string, string> } = () => ({})
const peer = await startService((asked) => answer(asked))
const records = new Map<string, string>()
const names = await startNameServer(records)
const clock = fakeClock('2026-11-23T10:00:00Z')
const server = await startTestServer(
  {
    smtpUrl: `smtp://127.0.0.1:${typeof listening === 'object' ? listening?.port : 0}`,
    mailFrom: 'hello@corner.example',
    allowPrivateHosts: [peer.host],
  },
  { clock },
)
const resolver = new Resolver()
resolver.setServers([names.address])
server.regulars.messaging.resolveTxt = (name) => resolver.resolveTxt(name)
const shop = await server.openShop()
const desk = await signIn(server.url, owner)
afterAll(async () => {
  peer.close()
  names.close()
  await new Promise<void>((resolve) => smtp.close(() => resolve()))
})
const policy = await shop.read<MessagePolicy>('/message-policy')
await shop.ask('PUT', '/message-policy', {
  ...policy,
  perDay: null,
  perWeek: null,
  quietHours: null,
  consent: 'not_refused',
})
beforeEach(() => {
  letters = []
  peer.asked.length = 0
  answer = () => ({})
})

let people = 0
async function person(traits: object = {}): Promise<string> {
  const userId = `channel-${++people}`
  await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({
      batch: [{ type: 'identify', userId, traits: { name: `Person ${people}`, marker: userId, ...traits } }],
    }),
  })
  await server.settle()
  const { customers } = await shop.read<CustomerPage>(`/customers?search=${encodeURIComponent(`Person ${people}`)}`)
  return customers[0]?.customerId ?? ''
}
let count = 0
async function template(variant: object, more: object = {}): Promise<string> {
  const made = await shop.ask('POST', '/message-templates', {
    name: `Channel ${++count}`,
    purpose: 'useful',
    variants: { en: variant },
    ...more,
  })
  expect(made.status).toBe(201)
  return ((await made.json()) as MessageTemplate).templateId
}
async function send(customerId: string, templateId: string): Promise<MessageDetail> {
  const queued = await shop.ask('POST', '/messages', { key: `c${++count}`, customerId, templateId })
  const { messageId } = (await queued.json()) as { messageId: string }
  await settleMessages(server.regulars.messaging)
  await expect.poll(async () => (await message(messageId)).state, { timeout: 15_000 }).not.toMatch(/queued|claimed/)
  return await message(messageId)
}
const message = (messageId: string) => shop.read<MessageDetail>(`/messages/${messageId}`)
async function timeline(customerId: string): Promise<string> {
  await server.settle()
  return JSON.stringify((await shop.read<TimelinePage>(`/customers/${customerId}/timeline`)).events)
}
async function set(channel: object): Promise<ChannelList & { newSecret: string | null }> {
  const saved = await desk('PUT', '/message-channels', channel)
  expect(saved.status).toBe(200)
  return (await saved.json()) as ChannelList & { newSecret: string | null }
}
const channels = () => shop.read<ChannelList>('/message-channels')
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const email = { subject: 'Hi', body: { kind: 'blocks', blocks: [{ kind: 'text', text: 'Hello' }] } }

describe('text messages', () => {
  const secret = 'a key nobody may see'
  const sms = (provider: string, more: object = {}) =>
    set({ channel: 'sms', provider, sender: 'Corner', account: 'AC1', baseUrl: peer.url, secret, isOn: true, ...more })

  type Case = {
    provider: string
    /** what the service hears, as its documents ask, and what it says */
    hear: (asked: Asked) => { to: string | null; text: string | null; key: string | undefined | null }
    accept: object
    refuse: { status?: number; body: object }
    report: (sent: Asked) => Record<string, string>
    method?: 'GET'
    /** how a text that came in is told, where its documents say so */
    reply?: (from: string, text: string) => Record<string, string>
  }
  const cases: Case[] = [
    {
      provider: 'twilio',
      hear: ({ form: f, headers }) => ({
        to: f.get('To'),
        text: f.get('Body'),
        key: atob((headers.authorization ?? '').slice(6)).split(':')[1],
      }),
      accept: { status: 201, body: { sid: 'SM1', status: 'queued' } },
      refuse: { status: 400, body: { code: 21211, message: 'Invalid To' } },
      report: () => ({ MessageSid: 'SM1', MessageStatus: 'delivered' }),
      reply: (From, Body) => ({ MessageSid: 'SM2', From, Body, To: '+15005550006', SmsStatus: 'received' }),
    },
    {
      provider: 'smsapi',
      hear: ({ form: f, headers }) => ({
        to: `+${f.get('to')}`,
        text: f.get('message'),
        key: headers.authorization?.slice(7),
      }),
      accept: { body: { count: 1, list: [{ id: 'P1', points: 0.16, number: '36301234567', error: null }] } },
      refuse: { body: { error: 13, message: 'No correct phonenumbers' } },
      report: (sent) => ({ MsgId: 'P1', status: '404', status_name: 'DELIVERED', idx: sent.form.get('idx') ?? '' }),
      reply: (from, text) => ({ sms_from: from.slice(1), sms_text: text, sms_to: '48500', sms_date: '1', MsgId: 'P1' }),
    },
    {
      provider: 'seeme',
      hear: ({ query: q }) => ({ to: `+${q.get('number')}`, text: q.get('message'), key: q.get('key') }),
      accept: { body: { result: 'OK', price: 14, code: 0, split: 1 } },
      refuse: { body: { result: 'ERR', code: 3 } },
      report: (sent) => ({
        reference: sent.query.get('reference') ?? '',
        number: '36301234567',
        code: '6',
        message: 'ok',
      }),
      method: 'GET',
      reply: (from, message) => ({ message, number: from.slice(1), destination: '36205', timestamp: '20160301122341' }),
    },
    {
      provider: 'kavenegar',
      hear: ({ form: f, path }) => ({
        to: `+${f.get('receptor')?.slice(2)}`,
        text: f.get('message'),
        key: decodeURIComponent(path.split('/')[2] ?? ''),
      }),
      accept: { body: { return: { status: 200 }, entries: [{ messageid: 8792343, status: 1 }] } },
      refuse: { status: 411, body: { return: { status: 411 }, entries: null } },
      report: () => ({ messageid: '8792343', status: '10' }),
      reply: (from, message) => ({ from: `00${from.slice(1)}`, to: '10004346', message, messageid: '9' }),
    },
    {
      provider: 'smsc',
      hear: ({ form: f }) => ({ to: f.get('phones'), text: f.get('mes'), key: f.get('psw') }),
      accept: { body: { id: 'own', cnt: 1 } },
      refuse: { body: { error: 'invalid number', error_code: 7 } },
      report: () => ({ id: 'own', phone: '36301234567', status: '1', err: '0' }),
      reply: (from, mes) => ({ id: '77', phone: from.slice(1), mes, to: '79990000000' }),
    },
  ]
  test.each(cases)(
    '$provider is spoken to as its documents say, tells of delivery, and a dead number gets nothing more',
    async ({ provider, hear, accept, refuse, report, method, reply }) => {
      const { sms: saved } = await sms(provider)
      expect(JSON.stringify(saved)).not.toContain(secret)
      const phone = `+3630123${1000 + count}`
      const customerId = await person({ phone })
      const templateId = await template({ sms: 'Szia {{ customer.name }}, ő vár' })
      answer = () => accept
      const sent = await send(customerId, templateId)
      expect(sent).toMatchObject({ state: 'handed_over', channel: 'sms', segments: 1, delivery: 'provider' })
      const [asked] = peer.asked
      if (!asked) throw new Error('nobody was asked')
      expect(hear(asked)).toEqual({ to: phone, text: sent.text, key: secret })
      const url = (await channels()).sms?.reportUrl ?? ''
      const tell = async (fields: Record<string, string>) => {
        const text = Object.keys(fields)
          .sort()
          .reduce((all, name) => all + name + fields[name], url)
        const headers = { ...form, 'x-twilio-signature': createHmac('sha1', secret).update(text).digest('base64') }
        const told =
          method === 'GET'
            ? fetch(`${url}?${new URLSearchParams(fields)}`)
            : fetch(url, { method: 'POST', headers, body: new URLSearchParams(fields).toString() })
        return (await told).status
      }
      expect(await tell(report(asked))).toBe(200)
      expect(await tell(report(asked))).toBe(200)
      expect((await message(sent.messageId)).reported).toBe('delivered')
      expect((await timeline(customerId)).split('"Message Delivered"')).toHaveLength(2)
      if (reply) {
        expect(await tell(reply(phone, ' LEIRATKOZÁS '))).toBe(200)
        expect(await send(customerId, templateId)).toMatchObject({ state: 'suppressed', reason: 'unsubscribed' })
        expect(await tell(reply(phone, 'start'))).toBe(200)
      }
      answer = () => refuse
      expect(await send(customerId, templateId)).toMatchObject({ state: 'failed', reason: 'address_refused' })
      expect(await send(customerId, templateId)).toMatchObject({ state: 'suppressed', reason: 'bounced' })
    },
  )

  test('what a service refuses is about the number, the account or the moment, as its list of codes says', async () => {
    const lists = {
      smsapi: {
        ...{ body: (error: number) => ({ error }), address_refused: [13, 57, 59], later: [52, 201, 202, 999] },
        ...{ unreachable: [14, 94, 98, 101, 103, 105, 401], refused: [11, 112], accepted: [53] },
      },
      seeme: {
        ...{ body: (code: number) => ({ result: 'ERR', code }), address_refused: [2, 3], later: [8] },
        ...{ unreachable: [4, 5, 7, 9, 11, 13, 17, 18], refused: [1, 6, 12], accepted: [] },
      },
      kavenegar: {
        ...{
          body: (status: number) => ({ return: { status }, entries: null }),
          address_refused: [411],
          later: [402, 409],
        },
        ...{ unreachable: [401, 403, 407, 412, 416, 418, 430], refused: [413, 422], accepted: [] },
      },
      smsc: {
        ...{ body: (code: number) => ({ error: 'no', error_code: code }), address_refused: [7, 8], later: [9] },
        ...{ unreachable: [2, 3, 4], refused: [1, 6], accepted: [] },
      },
    } as const
    const { outbound } = server.regulars.messaging
    const account = { sender: 'Corner', account: 'a', secret, baseUrl: peer.url }
    const text = { messageId: newId(), to: '+36301234567', text: 'Szia', reportUrl: `${server.url}/hooks/sms/x` }
    for (const [name, { body, ...outcomes }] of Object.entries(lists))
      for (const [outcome, codes] of Object.entries(outcomes))
        for (const code of codes) {
          answer = () => ({ body: body(code) })
          const said = await smsServices[name as keyof typeof lists].send(outbound, account, text)
          expect([name, said]).toEqual([name, { outcome, answer: String(code) }])
        }
  })

  test('a report that comes before the send is recorded waits for it; none goes back', async () => {
    await sms('twilio')
    const url = (await channels()).sms?.reportUrl ?? ''
    const tell = async (MessageSid: string, MessageStatus: string, key = secret) => {
      const fields = { MessageSid, MessageStatus }
      const signature = createHmac('sha1', key)
        .update(`${url}MessageSid${MessageSid}MessageStatus${MessageStatus}`)
        .digest('base64')
      return (
        await fetch(url, {
          method: 'POST',
          headers: { ...form, 'x-twilio-signature': signature },
          body: new URLSearchParams(fields).toString(),
        })
      ).status
    }
    const customerId = await person({ phone: '+36301119999' })
    answer = () => ({ status: 201, body: { sid: 'SM-early' } })
    expect(await tell('SM-early', 'undelivered')).toBe(200)
    expect(await tell('SM-early', 'delivered', 'not the key')).toBe(403)
    const sent = await send(customerId, await template({ sms: 'Hi' }))
    expect((await message(sent.messageId)).reported).toBe('undelivered')
    expect(await tell('SM-early', 'delivered')).toBe(200)
    expect((await message(sent.messageId)).reported).toBe('undelivered')
    expect((await fetch(`${url.slice(0, -3)}AAA`, { method: 'POST', headers: form, body: 'a=b' })).status).toBe(404)
  })

  test('who left the letters is not followed by text messages that they never agreed to', async () => {
    await sms('twilio')
    answer = () => ({ status: 201, body: { sid: 'SM-left' } })
    const both = await template({ ...email, sms: 'Hi' })
    const customerId = await person({ phone: '+36301110003', email: 'left@mail.example' })
    const consent = (channel: string, state: string) =>
      shop.ask('POST', `/customers/${customerId}/consents`, { channel, purpose: 'marketing', state, method: 'form' })
    await consent('email', 'withdrawn')
    expect(await send(customerId, both)).toMatchObject({ state: 'suppressed', reason: 'unsubscribed' })
    expect(peer.asked).toHaveLength(0)
    await consent('sms', 'given')
    expect(await send(customerId, both)).toMatchObject({ channel: 'sms', state: 'handed_over' })
  })

  test('who has no phone is reached by what comes next in the policy, or by what they prefer', async () => {
    await sms('twilio')
    answer = () => ({ status: 201, body: { sid: 'SM-x' } })
    const both = await template({ ...email, sms: 'Hi' })
    const onlyPhone = await person({ phone: '+36301110001' })
    expect(await send(onlyPhone, both)).toMatchObject({ channel: 'sms', state: 'handed_over' })
    const reached = await person({ phone: '+36301110002', email: 'reached@mail.example' })
    expect(await send(reached, both)).toMatchObject({ channel: 'email', state: 'handed_over' })
    await shop.ask('PATCH', `/customers/${reached}/preferences`, { channel: 'sms' })
    expect(await send(reached, both)).toMatchObject({ channel: 'sms' })
    expect(await send(await person(), both)).toMatchObject({ state: 'suppressed', reason: 'no_address' })
    await sms('twilio', { isOn: false })
    expect(await send(onlyPhone, await template({ sms: 'Hi' }))).toMatchObject({ reason: 'no_channel' })
  })
})

test('a webhook is told as Standard Webhooks says; private addresses are never asked, and its secret is shown once', async () => {
  const { newSecret, webhook } = await set({
    channel: 'webhook',
    url: `${peer.url}/hook`,
    consent: 'phone',
    isOn: true,
  })
  expect(JSON.stringify(webhook)).not.toContain(newSecret)
  const customerId = await person({ email: 'hook@mail.example' })
  const templateId = await template({ webhook: 'Call {{ customer.name }}' })
  const sent = await send(customerId, templateId)
  expect(sent).toMatchObject({ state: 'handed_over', channel: 'webhook' })
  const [asked] = peer.asked
  const { headers, body } = asked ?? { headers: {} as Asked['headers'], body: Buffer.of() }
  const id = String(headers['webhook-id'])
  expect(id).toBe(sent.messageId)
  expect(headers['webhook-signature']).toBe(
    signWebhook(newSecret ?? '', id, String(headers['webhook-timestamp']), body.toString()),
  )
  expect(JSON.parse(body.toString()).data).toMatchObject({ text: sent.text, customer: { customerId } })
  answer = () => ({ status: 302, headers: { location: `${peer.url}/elsewhere` } })
  expect(await send(customerId, templateId)).toMatchObject({ state: 'failed', reason: 'server_refused' })
  expect(peer.asked).toHaveLength(2)
  await set({ channel: 'webhook', url: 'https://127.0.0.1:1/', consent: 'phone', isOn: true })
  const test = await desk('POST', '/message-channels/webhook/test', {})
  expect(await test.json()).toEqual({ isAccepted: false, answer: 'refused' })
})

test('a browser somebody allowed it on gets a notice that only it can read; one that is gone is forgotten', async () => {
  const { push } = await set({ channel: 'push', isOn: true })
  const browser = makeBrowser(createECDH('prime256v1'), randomBytes(16))
  const customerId = await person({ email: 'push@mail.example' })
  await send(customerId, await template(email))
  const mail = await PostalMime.parse(letters[0] ?? '')
  const page = (/href="([^"]*\/m\/p\/[^"]*)"/.exec(mail.html ?? '')?.[1] ?? '').replaceAll('&amp;', '&')
  const shown = await (await fetch(page)).text()
  expect(shown).toContain(push?.publicKey)
  const subscribe = (endpoint: string) =>
    fetch(`${page}/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ endpoint, keys: browser.keys }),
    })
  expect((await subscribe(`${peer.url}/push/1`)).status).toBe(204)
  const note = await template({
    push: { title: 'Hi {{ customer.name }}', text: 'Look', url: 'https://shop.example/new' },
  })
  answer = () => ({ status: 201 })
  expect(await send(customerId, note)).toMatchObject({ state: 'handed_over', channel: 'push' })
  const [asked] = peer.asked
  const notice = browser.read(asked?.body ?? Buffer.of()) as { url: string }
  expect(notice).toMatchObject({ title: `Hi Person ${people}`, text: 'Look' })
  clock.advance({ seconds: 30 })
  const touched = await fetch(notice.url, { redirect: 'manual', headers: { 'user-agent': 'Mozilla/5.0 (Android 16)' } })
  expect(touched.headers.get('location')).toBe('https://shop.example/new')
  expect(await timeline(customerId)).toContain('Message Clicked')
  expect(readVapid(String(asked?.headers.authorization))).toMatchObject({ aud: peer.url, key: push?.publicKey })
  expect(await timeline(customerId)).toContain('Consent Given')
  answer = () => ({ status: 410 })
  expect(await send(customerId, note)).toMatchObject({ state: 'failed', reason: 'address_refused' })
  expect(await send(customerId, note)).toMatchObject({ state: 'suppressed', reason: 'no_address' })
})

test('letters are signed once the record is in the DNS, and only then written in the name of that domain', async () => {
  const { email: set1 } = await set({ channel: 'email', from: 'news@own.example' })
  const customerId = await person({ email: 'signed@mail.example' })
  const templateId = await template(email)
  await send(customerId, templateId)
  expect(letters[0]).not.toMatch(/^dkim-signature:/im)
  expect(letters[0]).toContain('hello@corner.example')
  const check = async () =>
    ((await (await desk('POST', '/message-channels/email/check')).json()) as ChannelList).email.dkim
  expect((await check())?.isFound).toBe(false)
  const { name = '', value = '' } = set1.dkim?.record ?? {}
  records.set(name, value)
  expect((await check())?.isFound).toBe(true)
  await send(customerId, templateId)
  expect(letters[1]).toContain('news@own.example')
  const { isTrue, headers } = checkSignature(letters[1] ?? '', value.split('p=')[1] ?? '')
  expect(isTrue).toBe(true)
  expect(headers).toEqual(expect.arrayContaining(['from', 'list-unsubscribe', 'list-unsubscribe-post']))
  expect(checkSignature((letters[1] ?? '').replace('Hello', 'Hallo'), value.split('p=')[1] ?? '').isTrue).toBe(false)
})

describe('what mail providers report', () => {
  const setReports = async (source: string, secret: string): Promise<string> => {
    const saved = await desk('PUT', '/message-channels/email/reports', { source, secret })
    expect(saved.status).toBe(200)
    return ((await saved.json()) as ChannelList).email.reports.find((one) => one.source === source)?.url ?? ''
  }
  const post = async (url: string, body: unknown, headers: Record<string, string> = {}) =>
    (
      await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
    ).status
  const bounces = async () => await shop.read<SuppressionPage>('/message-suppressions?limit=200')

  test('SendGrid signs; a bounce is on the message, the timeline and the list, where it can be lifted', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    const url = await setReports('sendgrid', publicKey.export({ format: 'der', type: 'spki' }).toString('base64'))
    const customerId = await person({ email: 'grid@mail.example' })
    const templateId = await template(email)
    const sent = await send(customerId, templateId)
    const told = /x-smtpapi: (.*)/i.exec(letters[0]?.replace(/\r\n[ \t]+/g, ' ') ?? '')?.[1] ?? '{}'
    const body = JSON.stringify([
      { email: 'grid@mail.example', event: 'bounce', type: 'bounce', status: '5.1.1', ...JSON.parse(told).unique_args },
    ])
    const timestamp = String(Math.floor(clock.now().epochMilliseconds / 1000))
    const signature = sign('sha256', Buffer.from(timestamp + body), privateKey).toString('base64')
    const signed = {
      'x-twilio-email-event-webhook-signature': signature,
      'x-twilio-email-event-webhook-timestamp': timestamp,
    }
    expect(await post(url, `${body} `, signed)).toBe(403)
    expect(await post(url, body, signed)).toBe(200)
    expect((await message(sent.messageId)).reported).toBe('bounced')
    expect(await timeline(customerId)).toContain('Message Bounced')
    expect(await send(customerId, templateId)).toMatchObject({ reason: 'bounced' })
    const row = (await bounces()).suppressions.find((one) => one.customerId === customerId)
    expect(row).toMatchObject({ reason: 'bounced', source: 'sendgrid', hint: 'g…@mail.example' })
    expect(await (await shop.ask('GET', '/message-suppressions?reason=bounced&format=csv')).text()).toContain(
      'g…@mail.example',
    )
    await shop.ask('POST', '/message-suppressions/release', { suppressionId: row?.suppressionId })
    expect(await send(customerId, templateId)).toMatchObject({ state: 'handed_over' })
  })

  test('Mailgun, Postmark and a bounce mail say the same in their own words', async () => {
    const templateId = await template(email)
    const mailgun = await setReports('mailgun', 'signing key')
    const postmark = await setReports('postmark', 'password')
    const mailbox = await setReports('mail', 'pipe')
    const timestamp = String(Math.floor(clock.now().epochMilliseconds / 1000))
    const token = 't'.repeat(50)
    const good = createHmac('sha256', 'signing key')
      .update(timestamp + token)
      .digest('hex')
    const failed = (recipient: string, messageId: string, signature: string) => ({
      signature: { timestamp, token, signature },
      'event-data': { event: 'complained', recipient, 'user-variables': { regulars_message: messageId } },
    })
    const one = await person({ email: 'gun@mail.example' })
    const sent = await send(one, templateId)
    expect(await post(mailgun, failed('gun@mail.example', sent.messageId, 'no'))).toBe(403)
    expect(await post(mailgun, failed('gun@mail.example', sent.messageId, good))).toBe(200)
    expect((await message(sent.messageId)).reported).toBe('complained')
    expect(await timeline(one)).toContain('Message Complained')
    const two = await person({ email: 'mark@mail.example' })
    const marked = await send(two, templateId)
    const bounce = {
      RecordType: 'Bounce',
      Type: 'HardBounce',
      Email: 'mark@mail.example',
      Metadata: { regulars_message: marked.messageId },
    }
    expect(await post(postmark, bounce, { authorization: `Basic ${btoa('x:wrong')}` })).toBe(403)
    expect(await post(postmark, bounce, { authorization: `Basic ${btoa('x:password')}` })).toBe(200)
    expect((await message(marked.messageId)).reported).toBe('bounced')
    const three = await person({ email: 'pipe@mail.example' })
    const piped = await send(three, templateId)
    const dsn = [
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'Sorry.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      'Final-Recipient: rfc822; pipe@mail.example',
      'Action: failed',
      'Status: 5.1.1',
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: <${piped.messageId}@corner.example>`,
      '',
      '--b--',
      '',
    ].join('\r\n')
    expect(await post(mailbox, dsn, { 'content-type': 'message/rfc822' })).toBe(200)
    expect((await message(piped.messageId)).reported).toBe('bounced')
    expect((await bounces()).counts).toMatchObject({ complained: 1 })
  })
})

test('a topic that must be asked for goes to nobody until they say so again from their own mailbox', async () => {
  const topics = [{ topic: 'coffee', names: { en: 'Coffee' }, optIn: true }]
  const now = await shop.read<MessagePolicy>('/message-policy')
  await shop.ask('PUT', '/message-policy', { ...now, topics })
  const customerId = await person({ email: 'topic@mail.example' })
  const templateId = await template(email, { topic: 'coffee' })
  expect(await send(customerId, templateId)).toMatchObject({ reason: 'topic_unconfirmed' })
  expect((await shop.ask('POST', '/message-topics/coffee/subscriptions', { customerId })).status).toBe(202)
  expect(await send(customerId, templateId)).toMatchObject({ reason: 'topic_unconfirmed' })
  await expect.poll(() => letters.length, { timeout: 10_000 }).toBe(1)
  const mail = await PostalMime.parse(letters[0] ?? '')
  const link = /(http\S*\/m\/t\/coffee\/[\w-]+)/.exec(mail.text ?? '')?.[1] ?? ''
  expect(await (await fetch(link)).text()).toContain('Coffee')
  expect(await send(customerId, templateId)).toMatchObject({ reason: 'topic_unconfirmed' })
  expect((await fetch(link, { method: 'POST' })).status).toBe(200)
  expect(await send(customerId, templateId)).toMatchObject({ state: 'handed_over' })
  expect(await timeline(customerId)).toContain('Topic Subscribed')
})

test('the calendar shows what went out and what waits, and who gets how much; silence lists whom nothing reached', async () => {
  const customerId = await person({ email: 'calendar@mail.example' })
  const templateId = await template(email)
  await send(customerId, templateId)
  await shop.ask('POST', '/messages', {
    key: 'later',
    customerId,
    templateId: await template({ push: { title: 'a', text: 'b' } }),
  })
  const today = clock.now().toZonedDateTimeISO('UTC').toPlainDate().toString()
  const calendar = await shop.read<{ days: { day: string; entries: { kind: string; people: number }[] }[] }>(
    `/message-calendar?from=${today}&until=${today}`,
  )
  expect(calendar.days[0]?.entries.some((one) => one.kind === 'sent')).toBe(true)
  const silent = await person({ email: 'silent@mail.example' })
  const { people: found } = await shop.read<{ people: { customerId: string; lastContactAt: string | null }[] }>(
    '/message-silence?days=30&limit=200',
  )
  expect(found.some((one) => one.customerId === silent && one.lastContactAt === null)).toBe(true)
  expect(found.some((one) => one.customerId === customerId)).toBe(false)
  const table = async (path: string) => await (await shop.ask('GET', `${path}&format=csv`)).text()
  const unheard = await table('/message-silence?days=30')
  expect(unheard).toMatch(new RegExp(`${silent},channel-\\d+,Person \\d+,silent@mail.example,,`))
  expect(unheard).not.toContain('calendar@mail.example')
  const letters = await table(`/messages?customerId=${customerId}&channel=email`)
  expect(letters.trim().split('\r\n')).toHaveLength(2)
  expect(letters).toMatch(/,email,useful,.*,handed_over,/)
  const now = await signIn(server.url, owner)
  const { entries } = (await (await now('GET', '/audit?action=customers.exported&limit=2')).json()) as AuditPage
  expect(entries.map(({ action, detail }) => ({ action, ...detail }))).toEqual([
    { action: 'customers.exported', format: 'csv', list: 'messages', narrowed: true },
    { action: 'customers.exported', format: 'csv', list: 'silence', days: 30 },
  ])
})

test('on a Monday morning those who write to customers hear once whom nothing has reached for as long as the policy says', async () => {
  const now = await shop.read<MessagePolicy>('/message-policy')
  await shop.ask('PUT', '/message-policy', { ...now, silenceAlertDays: 14 })
  const { messaging } = server.regulars
  const tell = () => tellSilence(messaging, shop.workspaceId)
  const told = async () => {
    // A session ends by itself after weeks.
    const now = await signIn(server.url, owner)
    const { notifications } = (await (await now('GET', '/notifications')).json()) as NotificationList
    return notifications.filter((one) => one.kind === 'silent_customers')
  }
  await person({ email: 'quiet@mail.example' })
  const begin = clock.now().toZonedDateTimeISO('UTC')
  const dawn = begin.add({ days: 22 - begin.dayOfWeek }).with({ hour: 6, minute: 0 })
  clock.advance({ seconds: Math.round(begin.until(dawn).total('seconds')) })
  expect(await tell()).toBe(0)
  clock.advance({ hours: 2 })
  const count = await tell()
  expect(count).toBeGreaterThan(0)
  expect(await tell()).toBe(count)
  expect(await told()).toMatchObject([{ params: { count, days: 14 }, link: '/messages/silence?days=14' }])
  clock.advance({ hours: 24 })
  expect(await tell()).toBe(0)
  // The week after it is about others alone.
  clock.advance({ hours: 24 * 6 })
  expect(await tell()).toBe(0)
  expect(await told()).toHaveLength(1)
})

test('what a template leads to and shows is asked once: dead, silent and heavy ones are named in each language', async () => {
  const said: Record<string, { status?: number; body?: string; headers?: Record<string, string> }> = {
    '/moved': { status: 302, headers: { location: 'https://elsewhere.example' } },
    '/shy': { status: 403 },
    '/gone': { status: 410 },
    '/broken': { status: 502 },
    '/heavy.png': { body: 'x'.repeat(600 * 1024), headers: { 'content-length': String(600 * 1024) } },
    '/lost.png': { status: 404 },
  }
  answer = ({ path }) => said[path] ?? {}
  const at = (path: string) => `${peer.url}${path}`
  const links = ['/moved', '/shy', '/gone', '/broken', '/gone'].map((path) => {
    return { kind: 'button', text: path, url: at(path) }
  })
  const images = ['/heavy.png', '/lost.png'].map((path) => ({ kind: 'image', url: at(path), alt: path }))
  const inside = { kind: 'button', text: 'Inside', url: 'http://127.0.0.1:9/' }
  const variant = { subject: 'Hi', body: { kind: 'blocks', blocks: [...links, inside, ...images] } }
  const checked = await shop.ask('POST', '/message-templates/check', { variants: { en: variant, hu: variant } })
  expect(checked.status).toBe(200)
  const { links: asked, images: shown, problems } = (await checked.json()) as MessageCheck
  expect([asked, shown]).toEqual([5, 2])
  const named = (locale: string) => problems.filter((one) => one.locale === locale).map((one) => [one.kind, one.detail])
  expect(named('hu')).toEqual([
    // What this test serves is not encrypted.
    ['insecure_image', at('/heavy.png')],
    ['insecure_image', at('/lost.png')],
    ['dead_link', at('/gone')],
    ['unanswered', at('/broken')],
    ['dead_link', 'http://127.0.0.1:9/'],
    ['heavy_image', at('/heavy.png')],
    ['dead_image', at('/lost.png')],
  ])
  expect(named('en')).toEqual(named('hu'))
  expect(peer.asked.map(({ path }) => path).toSorted()).toEqual(Object.keys(said).toSorted())
})
