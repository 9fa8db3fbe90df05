/**
 * A personalised campaign with tracked links and List-Unsubscribe to a mail server on this machine, without and with a signature, each
 * against a bare nodemailer loop that sends the same letters over as many connections in the same run.
 * node bench/campaigns/bench-campaigns.ts [--people=5000] [--write]
 */
import { type ChildProcess, fork } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { sql } from 'kysely'
import { createTransport } from 'nodemailer'
import { appendEvents } from '#modules/events'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { saveChannelRow } from '../../src/modules/messaging/channels/channels.repo.ts'
import { unpackHtml } from '../../src/modules/messaging/rendering/pack.ts'
import { benchOptions, tellSection } from '../harness/figures.ts'
import { onStand, timed } from '../harness/stand.ts'
import { usedSeconds } from '../harness/used-time.ts'

const options = benchOptions({ people: 5_000 })
const { people } = options
const connections = 8
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

const sink = fork(join(import.meta.dirname, 'sink.ts'))
const [{ port }] = (await once(sink, 'message')) as [{ port: number }]
const smtpUrl = `smtp://127.0.0.1:${port}?ignoreTLS=true`

async function takenBy(server: ChildProcess): Promise<number> {
  server.send('how many?')
  const [{ taken }] = (await once(server, 'message')) as [{ taken: number }]
  return taken
}

type Kept = Omit<Sent, 'html'> & { packed: Buffer; form: string }
type Sent = { address: string; subject: string; html: string; text: string }
type Ask = <T>(method: string, path: string, body?: object) => Promise<T>
type Measured = {
  signed: boolean
  rate: number
  bare: number
  /** processor time of a letter in ms, the mail server's included */
  each: { own: number; bare: number }
  cores: number
  delayMs: number
  listMs: number
}

try {
  await onStand(
    'all',
    async ({ regulars, workspaceId, serverKey }) => {
      const { db, url = '' } = regulars
      const read = <T>(text: ReturnType<typeof sql<T>>) => inWorkspace(db, workspaceId, (tx) => text.execute(tx))
      const ask: Ask = async <T>(method: string, path: string, body?: object) => {
        const headers = { authorization: `Bearer ${serverKey}`, 'content-type': 'application/json' }
        const sent = body && { body: JSON.stringify(body) }
        const answer = await fetch(`${url}/api/v1${path}`, { method, headers, ...sent })
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
        return (await answer.json()) as T
      }
      const { templateId, segmentId } = await setUp(ask)
      for (let i = 0; i < people; i += 1_000) {
        const some = Array.from({ length: Math.min(1_000, people - i) }, (_, n) => personOf(i + n))
        await appendEvents(db, regulars.clock, workspaceId, some)
      }
      const members = async () => (await ask<{ members: number }>('GET', `/segments/${segmentId}`)).members
      while ((await members()) < people) await sleep(100)
      // As the database does by itself within a minute.
      await read(sql`analyze customers, customer_measures, segment_members`)

      const campaign = async (name: string, signed: boolean): Promise<Measured> => {
        const variants = [{ key: 'a', name: 'A', templateId, share: 100 }]
        const definition = { audience: [segmentId], control: 0, variants }
        const { campaignId } = await ask<{ campaignId: string }>('POST', '/campaigns', { name, definition })
        const before = await takenBy(sink)
        const used = usedSeconds()
        const delay = monitorEventLoopDelay({ resolution: 5 })
        delay.enable()
        const lists: number[] = []
        const ms = await timed(async () => {
          await ask('POST', `/campaigns/${campaignId}/schedule`, { approved: people })
          while ((await takenBy(sink)) - before < people) {
            lists.push(await timed(() => ask('GET', '/customers?limit=50')))
            await sleep(250)
          }
        })
        delay.disable()
        const usedBefore = usedSeconds()
        const cores = (usedBefore - used) / (ms / 1000)
        const letters = await read(
          sql<Kept>`select m.address, m.subject, m.body as text, m.packed, f.html as form from messages m
            join message_forms f using (workspace_id, form_id) where source_id = ${campaignId}`,
        )
        const sent = letters.rows.map(({ packed, form, ...one }) => ({ ...one, html: unpackHtml(packed, form) }))
        // What came of it is projected and told meanwhile: that is not the loop's to wait for.
        await regulars.projector?.settle()
        const usedBare = usedSeconds()
        const bareMs = await timed(() => sendBare(sent, signed))
        const each = { own: (1000 * (usedBefore - used)) / people, bare: (1000 * (usedSeconds() - usedBare)) / people }
        const listMs = lists.sort((a, b) => a - b)[Math.floor(lists.length * 0.95)] ?? 0
        const rate = (took: number): number => (1000 * people) / took
        return { signed, rate: rate(ms), bare: rate(bareMs), each, cores, delayMs: delay.percentile(99) / 1e6, listMs }
      }
      await campaign('To warm up', false)
      const plain = await campaign('Plain', false)
      const settings = { from: null, domain: 'corner.example', selector: 'bench', publicKey: '', isFound: true }
      const row = { channel: 'email', provider: 'smtp', settings, secret: privateKey, isOn: true } as const
      const { secret } = regulars.messaging
      await inWorkspace(db, workspaceId, (tx) => saveChannelRow(tx, workspaceId, secret, row, regulars.clock.now()))
      const signed = await campaign('Signed', true)
      const share = (one: typeof signed): string => `${((100 * one.rate) / one.bare).toFixed(0)} %`
      tellSection(options, 'campaigns', [
        '## Campaigns',
        '',
        `${people.toLocaleString('en')} people, a template of blocks with three tracked links, List-Unsubscribe, one worker; from “schedule” until the mail server, a`,
        `process of its own on the same cores, has the last letter. Bare: the same letters by a nodemailer loop over ${connections} connections in the`,
        'same run. Signed: DKIM, RSA of 2048 bits.',
        '',
        '| what | measured | target |',
        '| --- | ---: | ---: |',
        `| letters a second, signed | ${signed.rate.toFixed(0)} | ≥ 500 |`,
        `| of a bare loop in the same run, signed | ${share(signed)} | ≥ 90 % |`,
        '',
        '| | campaign, letters a second | bare | share | processor for a letter, all told, ms | bare | cores used | event loop p99, ms | customer list meanwhile p95, ms |',
        '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
        ...[plain, signed].map(
          (one) =>
            `| ${one.signed ? 'signed' : 'not signed'} | ${one.rate.toFixed(0)} | ${one.bare.toFixed(0)} | ${share(one)} | ${one.each.own.toFixed(1)} | ${one.each.bare.toFixed(1)} | ${one.cores.toFixed(2)} | ${one.delayMs.toFixed(0)} | ${one.listMs.toFixed(0)} |`,
        ),
      ])
    },
    { smtpUrl, mailFrom: 'hello@corner.example' },
  )
} finally {
  sink.disconnect()
}

function personOf(n: number) {
  const traits = { name: `Person ${n}`, email: `p${n}@mail.example`, favourite: 'Kenya' }
  const body = { type: 'identify' as const, userId: `p${n}`, traits }
  return { messageId: newId(), occurredAt: new Date().toISOString(), source: 'bench', body }
}

async function setUp(ask: Ask) {
  const policy = await ask<object>('GET', '/message-policy')
  const open = { consent: 'not_refused', quietHours: null, perDay: null, perWeek: null }
  await ask('PUT', '/message-policy', { ...policy, ...open })
  const text = { kind: 'text', text: 'Hello {{ customer.name }}, the new roast is here: {{ customer.favourite }}.' }
  const buttons = ['coffee', 'cups', 'map'].map((page) => {
    return { kind: 'button', text: `See ${page}`, url: `https://corner.example/${page}` }
  })
  const body = { kind: 'blocks', blocks: [{ kind: 'heading', text: 'New in spring' }, text, ...buttons] }
  const variants = { en: { subject: 'For {{ customer.name }}', preheader: 'Fresh', body } }
  const template = { name: 'Spring', purpose: 'promotional', topic: null, variants }
  const { templateId } = await ask<{ templateId: string }>('POST', '/message-templates', template)
  const segment = { name: 'Everybody', definition: { kind: 'everyone' } }
  const { segmentId } = await ask<{ segmentId: string }>('POST', '/segments', segment)
  while ((await ask<{ status: string }>('GET', `/segments/${segmentId}`)).status !== 'ready') await sleep(50)
  return { templateId, segmentId }
}

/** What nodemailer alone can do with them: no policy, no outbox, no record. */
async function sendBare(letters: Sent[], signed: boolean): Promise<void> {
  const transport = createTransport({
    ...{ host: '127.0.0.1', port, ignoreTLS: true, pool: true, maxConnections: connections },
    ...(signed ? { dkim: { domainName: 'corner.example', keySelector: 'bench', privateKey } } : {}),
  })
  await Promise.all(
    letters.map(({ address, subject, html, text }) =>
      transport.sendMail({
        from: '"Bench" <hello@corner.example>',
        to: address,
        headers: {
          'List-Unsubscribe': '<https://corner.example/u>',
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        },
        ...{ subject, html, text },
      }),
    ),
  )
  transport.close()
}
