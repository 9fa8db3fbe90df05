/**
 * A personalised campaign with tracked links and List-Unsubscribe to a mail server on this machine, against a bare nodemailer loop that
 * sends the same letters over as many connections in the same run.
 * node bench/campaigns/bench-campaigns.ts [--people=5000] [--json]
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { createTransport } from 'nodemailer'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { onStand, timed, writeSection } from '../harness/stand.ts'

const { values } = parseArgs({
  options: { people: { type: 'string', default: '5000' }, json: { type: 'boolean', default: false } },
})
const people = Number(values.people)
const connections = 4

const sink = fork(join(import.meta.dirname, 'sink.ts'))
const [{ port }] = (await once(sink, 'message')) as [{ port: number }]
const smtpUrl = `smtp://127.0.0.1:${port}?ignoreTLS=true`

async function takenBy(server: ChildProcess): Promise<number> {
  server.send('how many?')
  const [{ taken }] = (await once(server, 'message')) as [{ taken: number }]
  return taken
}

type Sent = { address: string; subject: string; html: string; text: string }

try {
  await onStand(
    'all',
    async ({ regulars, workspaceId, serverKey }) => {
      const { db, url = '' } = regulars
      const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
        const headers = { authorization: `Bearer ${serverKey}`, 'content-type': 'application/json' }
        const answer = await fetch(`${url}/api/v1${path}`, {
          method,
          headers,
          ...(body && { body: JSON.stringify(body) }),
        })
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
        return (await answer.json()) as T
      }
      const policy = await ask<object>('GET', '/message-policy')
      await ask('PUT', '/message-policy', { ...policy, consent: 'not_refused', quietHours: null })
      const text = { kind: 'text', text: 'Hello {{ customer.name }}, the new roast is here: {{ customer.favourite }}.' }
      const buttons = ['coffee', 'cups', 'map'].map((page) => ({
        kind: 'button',
        text: `See ${page}`,
        url: `https://corner.example/${page}`,
      }))
      const body = { kind: 'blocks', blocks: [{ kind: 'heading', text: 'New in spring' }, text, ...buttons] }
      const variants = { en: { subject: 'For {{ customer.name }}', preheader: 'Fresh', body } }
      const { templateId } = await ask<{ templateId: string }>('POST', '/message-templates', {
        name: 'Spring',
        purpose: 'promotional',
        topic: null,
        variants,
      })
      const { segmentId } = await ask<{ segmentId: string }>('POST', '/segments', {
        name: 'Everybody',
        definition: null,
      })
      const until = async (done: () => Promise<boolean>): Promise<void> => {
        while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 50))
      }
      await until(async () => (await ask<{ status: string }>('GET', `/segments/${segmentId}`)).status === 'ready')
      await inWorkspace(db, workspaceId, async (tx) => {
        const ids = Array.from({ length: people }, () => newId())
        await sql`insert into customers (workspace_id, customer_id, number, name, email, traits, first_seen_at, last_seen_at)
          select ${workspaceId}, i.id, i.n, 'Person ' || i.n, 'p' || i.n || '@mail.example', '{"favourite": "Kenya"}', now(), now()
          from unnest(${ids}::uuid[]) with ordinality as i (id, n)`.execute(tx)
        await sql`insert into segment_members (workspace_id, segment_id, customer_id, number, entered_at)
          select workspace_id, ${segmentId}, customer_id, number, now() from customers where workspace_id = ${workspaceId}`.execute(
          tx,
        )
        await sql`update workspaces set next_customer_number = ${people + 1} where workspace_id = ${workspaceId}`.execute(
          tx,
        )
      })
      const { campaignId } = await ask<{ campaignId: string }>('POST', '/campaigns', {
        name: 'Spring',
        definition: { audience: [segmentId], control: 0, variants: [{ key: 'a', name: 'A', templateId, share: 100 }] },
      })
      const before = await takenBy(sink)
      const campaignMs = await timed(async () => {
        await ask('POST', `/campaigns/${campaignId}/schedule`, { approved: people })
        await until(async () => (await takenBy(sink)) - before >= people)
      })
      const letters = await inWorkspace(db, workspaceId, (tx) =>
        sql<Sent>`select address, subject, html, body as text from messages where workspace_id = ${workspaceId}
          and source_kind = 'campaign'`.execute(tx),
      )
      const bareMs = await timed(() => sendBare(letters.rows))
      const rate = (ms: number): number => Math.round((1000 * people) / ms)
      const share = Math.round((100 * bareMs) / campaignMs)
      const figures = { people, campaign: rate(campaignMs), bare: rate(bareMs), share }
      if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`)
      else
        writeSection('campaigns', [
          '| a campaign by mail | letters a second |',
          '| --- | --- |',
          `| ${people} people, tracked links, List-Unsubscribe, one worker, mail server on the same machine | ${figures.campaign} |`,
          `| the same letters by a bare nodemailer loop (${connections} connections) in the same run | ${figures.bare} |`,
          '',
          `From “schedule” until the mail server has the last one; ${share} % of bare.`,
        ])
    },
    { smtpUrl, mailFrom: 'hello@corner.example' },
  )
} finally {
  sink.disconnect()
}

/** What nodemailer alone can do with them: no policy, no outbox, no record. */
async function sendBare(letters: Sent[]): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
    pool: true,
    maxConnections: connections,
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
