import type { Context } from 'hono'
import { cors } from 'hono/cors'
import type { Clock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import { type AppEnv, createRouter, type Router } from '#platform/http'
import type { Db } from '#platform/postgres'
import { insertDeadLetters } from './dead-letters.repo.ts'
import { describeIngest } from './describe-ingest.ts'
import type { EventWriter } from './event-writer.ts'
import { decodeBody, readBatch, readBytes } from './wire/read-body.ts'
import { readPieces, type Wire } from './wire/read-pieces.ts'

type IngestKey = { workspaceId: string; kind: 'write' | 'server'; scopes: string[] | null; origins: string[] }

export type IngestDeps = {
  db: Db
  clock: Clock
  writer: EventWriter
  /** The workspace a key may write to; undefined for a key nobody has. */
  findKey: (secret: string) => Promise<IngestKey | undefined>
  /** Whether so many events wait for the projector that more must be refused. */
  isBehind: () => boolean
}

const single: Record<string, string> = {
  track: 'track',
  t: 'track',
  identify: 'identify',
  i: 'identify',
  page: 'page',
  p: 'page',
  screen: 'screen',
  s: 'screen',
  group: 'group',
  g: 'group',
  alias: 'alias',
  a: 'alias',
}

/** The wire formats that Segment's, RudderStack's and PostHog's unmodified clients speak. A 200 means: committed. */
export function ingestRoutes(deps: IngestDeps): Router {
  const app = createRouter()
  describeIngest(app)
  // Any header: clients add their own, as RudderStack's for browsers its AnonymousId. No cookie goes along.
  const anywhere = cors({
    origin: '*',
    allowMethods: ['GET', 'POST'],
    maxAge: 86_400,
  })
  for (const path of ['/v1/*', '/batch', '/batch/']) app.use(path, anywhere)
  const segment = (type?: string) => (c: Context<AppEnv>) => ingest(deps, c, 'segment', type)
  for (const path of ['/v1/batch', '/v1/b', '/v1/import']) app.post(path, segment())
  for (const [path, type] of Object.entries(single)) app.post(`/v1/${path}`, segment(type))
  for (const path of ['/batch', '/batch/']) app.post(path, (c) => ingest(deps, c, 'posthog'))
  app.get('/v1/projects/:key/settings', async (c) => {
    const key = c.req.param('key')
    if (!(await deps.findKey(key))) throw unknownKey()
    const host = new URL(c.req.url).host
    return c.json({
      integrations: { 'Segment.io': { apiKey: key, apiHost: `${host}/v1`, addBundledMetadata: false } },
      plan: {},
      edgeFunction: {},
    })
  })
  return app
}

async function ingest(deps: IngestDeps, c: Context<AppEnv>, wire: Wire, type?: string): Promise<Response> {
  const bytes = await readBytes(c.req.raw.body, Number(c.req.header('content-length') ?? 0))
  const text = await decodeBody(bytes, c.req.header('content-encoding'))
  const { envelope, pieces } = readBatch(text)
  const key = await deps.findKey(readKey(c, envelope, pieces[0]?.value) ?? '')
  if (!key) throw unknownKey()
  refuseForeign(key, c.req.header('origin'))
  if (deps.isBehind())
    throw new DomainError('unavailable', 'overloaded', 'Too many events wait to be processed; try again shortly.', {
      retryAfter: 5,
    })
  const receivedAt = deps.clock.now().epochMilliseconds
  const context = {
    source: wire === 'posthog' ? 'posthog' : sourceOf(pieces[0]?.value),
    sentAt: envelope.sentAt ?? envelope.sent_at,
    receivedAt,
    ...(type ? { type } : {}),
  }
  const { events, bad } = readPieces(pieces, wire, context, key.kind === 'write')
  // The good ones first: whoever is refused for now sends everything again, and would set the bad ones aside again as well.
  if (events.length > 0) await deps.writer.write(key.workspaceId, events)
  await insertDeadLetters(
    deps.db,
    key.workspaceId,
    new Date(receivedAt).toISOString(),
    context.source,
    bad,
    key.kind === 'server',
  )
  return c.json(wire === 'posthog' ? { status: 'Ok' } : { success: true })
}

/** A page of another origin must not write with this key, nor a server key that was not made for events. */
function refuseForeign(key: IngestKey, origin: string | undefined): void {
  if (key.kind === 'server' && key.scopes && !key.scopes.includes('events:write')) {
    throw new DomainError('forbidden', 'not_allowed', 'Your role or key does not allow this.', {
      scope: 'events:write',
    })
  }
  if (origin === undefined || key.origins.length === 0 || key.origins.includes(origin.toLowerCase())) return
  throw new DomainError('forbidden', 'origin_not_allowed', 'This key may not be used from this page.', { origin })
}

function unknownKey(): DomainError {
  return new DomainError('unauthorized', 'unknown_key', 'The write key is not known.')
}

function readKey(c: Context<AppEnv>, envelope: Record<string, unknown>, first: unknown): string | undefined {
  const authorization = c.req.header('authorization') ?? ''
  if (/^basic /i.test(authorization))
    return Buffer.from(authorization.slice(6), 'base64').toString('utf8').split(':')[0]
  if (/^bearer /i.test(authorization)) return authorization.slice(7).trim()
  const inside = typeof first === 'object' && first !== null ? (first as Record<string, unknown>) : {}
  const key = envelope.writeKey ?? envelope.api_key ?? inside.writeKey ?? inside.api_key
  return typeof key === 'string' ? key : undefined
}

/** The library a message says it comes from, so that one can filter by it; `api` when it says nothing. */
function sourceOf(first: unknown): string {
  const context = (first as { context?: { library?: { name?: unknown } } } | undefined)?.context
  const name = context?.library?.name
  return typeof name === 'string' && /^[\w@/.:-]{1,64}$/.test(name) ? name : 'api'
}
