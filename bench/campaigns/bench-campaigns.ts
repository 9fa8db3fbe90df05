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
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { benchOptions, tellSection } from '../harness/figures.ts'
import { onStand, timed } from '../harness/stand.ts'
import { usedSeconds } from '../harness/used-time.ts'

const options = benchOptions({ people: 5_000 })
const { people } = options
const connections = 8
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const sink = fork(join(import.meta.dirname, 'sink.ts'))
const [{ port }] = (await once(sink, 'message')) as [{ port: number }]
const smtpUrl = `smtp://127.0.0.1:${port}?ignoreTLS=true`

async function takenBy(server: ChildProcess): Promise<number> {
  server.send('how many?')
  const [{ taken }] = (await once(server, 'message')) as [{ taken: number }]
  return taken
}

type Sent = { address: string; subject: string; html: string; text: string }
type Ask = <T>(method: string, path: string, body?: object) => Promise<T>
type Measured = { signed: boolean; rate: number; bare: number; cores: number; delayMs: number; listMs: number }

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
      await read(sql`with added as (insert into customers (workspace_id, customer_id, number, name, email, traits, first_seen_at, last_seen_at)
          select ${workspaceId}, i.id, i.n, 'Person ' || i.n, 'p' || i.n || '@mail.example', '{"favourite": "Kenya"}', now(), now()
          from unnest(${Array.from({ length: people }, () => newId())}::uuid[]) with ordinality as i (id, n) returning *)
        insert into segment_members (workspace_id, segment_id, customer_id, number, entered_at)
          select workspace_id, ${segmentId}, customer_id, number, now() from added`)
      await read(sql`update workspaces set next_customer_number = ${people + 1} where workspace_id = ${workspaceId}`)

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
            await sleep(100)
          }
        })
        delay.disable()
        const cores = (usedSeconds() - used) / (ms / 1000)
        const letters = await read(
          sql<Sent>`select address, subject, html, body as text from messages where source_id = ${campaignId}`,
        )
        // What came of it is projected and told meanwhile: that is not the loop's to wait for.
        await regulars.projector?.settle()
        const bareMs = await timed(() => sendBare(letters.rows, signed))
        const listMs = lists.sort((a, b) => a - b)[Math.floor(lists.length * 0.95)] ?? 0
        const rate = (took: number): number => (1000 * people) / took
        return { signed, rate: rate(ms), bare: rate(bareMs), cores, delayMs: delay.percentile(99) / 1e6, listMs }
      }
      await campaign('To warm up', false)
      const plain = await campaign('Plain', false)
      await ask('PUT', '/message-channels', { channel: 'email', from: null })
      await read(sql`update message_channels set settings = settings || '{"isFound": true}' where channel = 'email'`)
      const signed = await campaign('Signed', true)
      tellSection(options, 'campaigns', [
        '## Campaigns',
        '',
        `${people.toLocaleString('en')} people, a template of blocks with three tracked links, List-Unsubscribe, one worker; from “schedule” until the mail server, a`,
        `process of its own on the same cores, has the last letter. Bare: the same letters by a nodemailer loop over ${connections} connections in the`,
        'same run. Signed: DKIM, RSA of 2048 bits.',
        '',
        '| | campaign, letters a second | bare | share, target 90 % | cores used | event loop p99, ms | customer list meanwhile p95, ms |',
        '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
        ...[plain, signed].map(
          (one) =>
            `| ${one.signed ? 'signed' : 'not signed'} | ${one.rate.toFixed(0)} | ${one.bare.toFixed(0)} | ${((100 * one.rate) / one.bare).toFixed(0)} % | ${one.cores.toFixed(2)} | ${one.delayMs.toFixed(0)} | ${one.listMs.toFixed(0)} |`,
        ),
      ])
    },
    { smtpUrl, mailFrom: 'hello@corner.example' },
  )
} finally {
  sink.disconnect()
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
  const segment = { name: 'Everybody', definition: null }
  const { segmentId } = await ask<{ segmentId: string }>('POST', '/segments', segment)
  while ((await ask<{ status: string }>('GET', `/segments/${segmentId}`)).status !== 'ready') await sleep(50)
  return { templateId, segmentId }
}

/** What nodemailer alone can do with them: no policy, no outbox, no record. */
async function sendBare(letters: Sent[], signed: boolean): Promise<void> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
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
