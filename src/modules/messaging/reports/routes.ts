/** Where providers tell what became of messages, and what was answered. Their address is secret, and most sign besides. */

import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { reportSources } from '#contract/messaging-words'
import { type AppEnv, createRouter, publicRoute, type Router } from '#platform/http'
import type { MessagingDeps } from '../messaging-deps.ts'
import { hearReports } from './hear.ts'
import { hearRcs } from './hear-rcs.ts'

const kinds = [...reportSources.filter((source) => source !== 'mail'), 'sms'] as const
const params = z.object({ kind: z.enum(kinds), token: z.string().max(100) })

const post = publicRoute(
  { maxBody: 1024 * 1024 },
  {
    method: 'post',
    path: '/hooks/{kind}/{token}',
    tags: ['Messages'],
    summary: 'What a provider reports of messages: deliveries, bounces, complaints',
    request: { params },
    responses: { 200: { description: 'Taken' } },
  },
)

const postMail = publicRoute(
  { maxBody: 10 * 1024 * 1024 },
  {
    method: 'post',
    path: '/hooks/mail/{token}',
    tags: ['Messages'],
    summary: 'A mail as it is: a bounce, or what somebody wrote',
    request: { params: params.pick({ token: true }) },
    responses: { 200: { description: 'Taken' } },
  },
)

const postRcs = publicRoute(
  { maxBody: 256 * 1024 },
  {
    method: 'post',
    path: '/hooks/rcs/{token}',
    tags: ['Messages'],
    summary: 'What Google reports of RCS: deliveries, and messages taken back from phones that never came on',
    request: { params: params.pick({ token: true }) },
    responses: { 200: { description: 'Taken' } },
  },
)

export function reportRoutes(deps: MessagingDeps): Router {
  const app = createRouter()
  app.openapi(postRcs, async (c) => {
    const hook = { body: await c.req.text(), signature: c.req.header('x-goog-signature') }
    return c.text(await hearRcs(deps, c.req.valid('param').token, hook), 200)
  })
  app.openapi(postMail, async (c) => {
    // Its bytes: which characters they are stands in the mail, part by part.
    const raw = new Uint8Array(await c.req.arrayBuffer())
    return await hear(deps, c, 'mail', c.req.valid('param').token, raw)
  })
  app.openapi(post, async (c) => {
    const { kind, token } = c.req.valid('param')
    return await hear(deps, c, kind, token, await c.req.text())
  })
  // Some services of text messages tell by GET. It is told once more at most, and twice is once.
  app.get('/hooks/sms/:token', async (c) => await hear(deps, c, 'sms', c.req.param('token'), ''))
  return app
}

/** Enough for the report and the headers of what came back. */
const mostOfReport = 512 * 1024

async function hear(
  deps: MessagingDeps,
  c: Context<AppEnv>,
  kind: (typeof kinds)[number] | 'mail',
  token: string,
  given: string | Uint8Array,
): Promise<Response> {
  const body = typeof given === 'string' ? given : new TextDecoder().decode(given.subarray(0, mostOfReport))
  const header = (name: string) => c.req.header(name)
  const fields = kind === 'sms' ? { ...c.req.query(), ...formOf(body, header('content-type') ?? '') } : {}
  const url = `${deps.publicUrl()}${new URL(c.req.url).pathname}`
  const raw = typeof given === 'string' ? {} : { raw: given }
  await hearReports(deps, kind, token, { body, header, fields, url, now: deps.clock.now(), ...raw })
  // Any words would go out as an answer to who wrote: https://www.twilio.com/docs/messaging/twiml.
  if (header('x-twilio-signature')) return c.body('<Response/>', 200, { 'Content-Type': 'text/xml' })
  return c.text('OK', 200)
}

function formOf(body: string, type: string): Record<string, string> {
  if (/^application\/x-www-form-urlencoded/i.test(type)) return Object.fromEntries(new URLSearchParams(body))
  if (!/^application\/json/i.test(type)) return {}
  const read = z.record(z.string(), z.unknown()).safeParse(jsonOf(body))
  return read.success ? Object.fromEntries(Object.entries(read.data).map(([name, value]) => [name, String(value)])) : {}
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
