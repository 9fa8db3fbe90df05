import { expect, test } from 'vitest'
import { z } from 'zod'
import { ClickhouseUnavailable } from '#platform/clickhouse'
import { DomainError, type ErrorCode } from '#platform/errors'
import { createRouter, json, jsonBody, publicRoute } from './routes.ts'
import { startFrame } from './testing/frame.ts'

const thrower = (error: unknown) => {
  const frame = startFrame()
  frame.app.get('/api/v1/broken', () => {
    throw error
  })
  return { ...frame, ask: (headers = {}) => frame.app.request('/api/v1/broken', { headers }) }
}

test.each<[ErrorCode, number]>([
  ['invalid', 400],
  ['unauthorized', 401],
  ['forbidden', 403],
  ['not_found', 404],
  ['conflict', 409],
  ['too_large', 413],
  ['too_many', 429],
  ['unavailable', 503],
])('%s is answered as a problem document with status %i', async (code, status) => {
  const answer = await thrower(new DomainError(code, 'till_closed', 'The till is closed.', { till: 7 })).ask()
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.headers.has('retry-after')).toBe(status === 429 || status === 503)
  expect(await answer.json()).toEqual({
    type: 'urn:regulars:problem:till_closed',
    title: expect.any(String),
    status,
    detail: 'The till is closed.',
    reason: 'till_closed',
    requestId: answer.headers.get('x-request-id'),
    details: { till: 7 },
  })
})

test('a bug is answered with its request id alone, and logged with all but what it quotes', async () => {
  const { ask, lines } = thrower(new Error('invalid input syntax for type uuid: "anna@corner.example"'))
  const answer = await ask({ 'x-request-id': 'till-7-request-42' })
  expect(answer.status).toBe(500)
  const body = await answer.text()
  expect(body).not.toContain('anna')
  expect(JSON.parse(body)).toMatchObject({ reason: 'internal', requestId: 'till-7-request-42' })
  expect(lines.find((line) => line.level === 'error')).toMatchObject({
    requestId: 'till-7-request-42',
    err: { message: 'invalid input syntax for type uuid: …', stack: expect.any(String) },
  })
  expect(JSON.stringify(lines)).not.toContain('anna')
})

test('an engine that is away is a 503 that says when to come back', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' })
  const restarting = Object.assign(new Error('terminating connection'), { code: '57P01' })
  for (const [error, reason] of [
    [refused, 'database_unavailable'],
    [restarting, 'database_unavailable'],
    [new ClickhouseUnavailable('socket hang up'), 'analytics_unavailable'],
  ] as const) {
    const answer = await thrower(error).ask()
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await answer.json()).toMatchObject({ reason })
  }
})

test('a missing file of ours is a bug, not an engine that is away', async () => {
  const missing = Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' })
  expect((await thrower(missing).ask()).status).toBe(500)
})

test('the detail is in the language of the reader; the reason never changes', async () => {
  const { app } = startFrame()
  const details = await Promise.all(
    ['en', 'hu', 'ru', 'fa', 'pl', 'de'].map(async (language) => {
      const answer = await app.request('/api/v1/nowhere', { headers: { 'accept-language': language } })
      return (await answer.json()) as { detail: string; reason: string }
    }),
  )
  expect(new Set(details.map((problem) => problem.detail)).size).toBe(5)
  expect(new Set(details.map((problem) => problem.reason))).toEqual(new Set(['route_not_found']))
})

const order = z.object({ order: z.string().min(3), lines: z.array(z.object({ quantity: z.number().int() })).max(2) })

function orders() {
  const frame = startFrame()
  const router = createRouter()
  const route = publicRoute(
    { maxBody: 200 },
    {
      method: 'post',
      path: '/orders',
      tags: ['Test'],
      summary: 'Takes an order',
      request: { body: jsonBody(order) },
      responses: { 200: json(order, 'The order') },
    },
  )
  router.openapi(route, (c) => c.json(c.req.valid('json'), 200))
  frame.app.route('/api/v1', router)
  return (body: string, type = 'application/json') =>
    frame.app.request('/api/v1/orders', { method: 'POST', headers: { 'content-type': type }, body })
}

test('every wrong field of a body is named by its path', async () => {
  const answer = await orders()('{"order":"a","lines":[{"quantity":1.5},{}]}')
  expect(answer.status).toBe(400)
  const problem = (await answer.json()) as { reason: string; errors: { path: string; reason: string }[] }
  expect(problem.reason).toBe('invalid_input')
  expect(problem.errors.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
    'order too_small',
    'lines.0.quantity invalid_type',
    'lines.1.quantity invalid_type',
  ])
})

test('a body that is no JSON, of another type or too large is refused with its own reason', async () => {
  const send = orders()
  const reasonOf = async (answer: Response) => [answer.status, ((await answer.json()) as { reason: string }).reason]
  expect(await reasonOf(await send('{"order":'))).toEqual([400, 'malformed_body'])
  expect(await reasonOf(await send('order=1', 'text/csv'))).toEqual([415, 'unsupported_media_type'])
  expect(await reasonOf(await send(`{"order":"${'x'.repeat(300)}"}`))).toEqual([413, 'body_too_large'])
})
