import { type BusinessEvent, liveCustomer, livePasserBy, makeBusiness } from '#models/business'
import { createWorkspace } from '#modules/workspaces'
import { loadConfig } from '#platform/config'
import { DomainError } from '#platform/errors'
import { formatNumber, type Locale, type Translate } from '#platform/i18n'
import { newId } from '#platform/ids'
import { createLog } from '#platform/log'
import { type Regulars, startRegulars } from '../../start.ts'
import { createProgressBar } from '../progress-bar.ts'
import { describeBusiness } from './open-business.ts'
import { passersBy } from './passers-by.ts'
import type { Asked } from './read-plan.ts'

// What a stream keeps in memory: more customers come straight.
const mostStreamed = 50_000
const mostInBatch = 100
const connections = 4
const tickMs = 100

type Target = { url: string; key: string; stop: () => Promise<void> }
type Sent = { events: number; refused: number }

/**
 * The past of a business again as a present: its events in their order, so many a second, sent over HTTP with the time at which they
 * are sent, to the server that is named or to one of its own. Ctrl-C waits for what is under way.
 */
export async function streamEvents(
  asked: Asked & { rate: number },
  { locale, t }: { locale: Locale; t: Translate },
): Promise<number> {
  const events = eventsInOrder(asked)
  const stopping = new AbortController()
  const stop = (): void => stopping.abort()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  const target = asked.target ? { ...asked.target, stop: async () => {} } : await ownServer(asked)
  const began = performance.now()
  const since = (): number => (performance.now() - began) / 1000
  const bar = createProgressBar(process.stderr, locale, t)
  try {
    process.stderr.write(`${t('simulate.stream_begins', { url: target.url })}\n`)
    const sent = await sendAll(target, events, asked.rate, stopping.signal, (done) =>
      bar.update({
        label: t('simulate.streaming'),
        done,
        total: events.length,
        perSecond: Math.round(done / since()),
        secondsLeft: (events.length - done) / asked.rate,
      }),
    )
    bar.clear()
    const seconds = since()
    const summary = { ...sent, seconds, perSecond: Math.round(sent.events / seconds), url: target.url }
    const words = {
      ...sent,
      seconds: formatNumber(seconds, locale, 1),
      rate: formatNumber(summary.perSecond, locale),
    }
    process.stdout.write(asked.json ? `${JSON.stringify(summary, null, 2)}\n` : `${t('simulate.streamed', words)}\n`)
    return 0
  } finally {
    await target.stop()
  }
}

function eventsInOrder({ plan }: Asked): BusinessEvent[] {
  if (plan.customers > mostStreamed) {
    throw new DomainError('invalid', 'number_out_of_range', `A stream has at most ${mostStreamed} customers.`, {
      option: 'customers',
      given: String(plan.customers),
      least: 1,
      most: mostStreamed,
    })
  }
  const business = makeBusiness(plan)
  const events: BusinessEvent[] = []
  for (let index = 0; index < plan.customers; index++) {
    for (const event of liveCustomer(business, index).events) events.push(event)
    if (passersBy(index)) for (const event of livePasserBy(business, index)) events.push(event)
  }
  return events.sort((a, b) => a.at - b.at)
}

async function ownServer({ plan, name }: Asked): Promise<Target> {
  const regulars: Regulars = await startRegulars(loadConfig(process.env), createLog({ level: 'warn' }))
  const { writeKey } = await createWorkspace(regulars.db, { ...describeBusiness(plan, name), isSample: true })
  return { url: regulars.url ?? '', key: writeKey, stop: regulars.stop }
}

async function sendAll(
  target: Target,
  events: BusinessEvent[],
  rate: number,
  signal: AbortSignal,
  onSent: (done: number) => void,
): Promise<Sent> {
  const sent: Sent = { events: 0, refused: 0 }
  const run = newId()
  const underWay = new Set<Promise<void>>()
  const began = performance.now()
  let next = 0
  while (next < events.length && !signal.aborted) {
    const due = Math.min(events.length, Math.ceil(((performance.now() - began) / 1000) * rate))
    while (next < due && !signal.aborted) {
      const batch = events.slice(next, Math.min(due, next + mostInBatch))
      next += batch.length
      if (underWay.size >= connections) await Promise.race(underWay)
      const sending = send(target, run, batch, sent).finally(() => underWay.delete(sending))
      // Whoever waits for it hears of a failure.
      sending.catch(() => {})
      underWay.add(sending)
      onSent(next)
    }
    await Promise.race([new Promise((resolve) => setTimeout(resolve, tickMs)), ...underWay])
  }
  await Promise.all(underWay)
  return sent
}

/** A server that has no room says when to come again; one that does not answer or knows no such key ends the stream. */
async function send(target: Target, run: string, events: BusinessEvent[], sent: Sent): Promise<void> {
  const now = new Date().toISOString()
  const batch = events.map(({ messageId, body }) => ({ ...body, messageId: `${run}-${messageId}`, timestamp: now }))
  const request = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${target.key}:`).toString('base64')}`,
    },
    body: JSON.stringify({ batch, sentAt: now }),
  }
  for (let attempt = 0; attempt < 20; attempt++) {
    const answer = await fetch(`${target.url}/v1/batch`, request).catch(() => {
      throw new DomainError('unavailable', 'server_silent', `${target.url} does not answer.`, { url: target.url })
    })
    await answer.arrayBuffer()
    if (answer.ok) {
      sent.events += events.length
      return
    }
    if (answer.status === 401 || answer.status === 403)
      throw new DomainError('forbidden', 'key_refused', 'The server does not take this key.')
    if (answer.status !== 429 && answer.status !== 503) break
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(answer.headers.get('retry-after') ?? 1)))
  }
  sent.refused += events.length
}
