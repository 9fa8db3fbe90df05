import { expect, test } from 'vitest'
import { z } from 'zod'
import { createRouter, json, workspaceRoute } from './routes.ts'
import { startFrame } from './testing/frame.ts'

test('the log tells the route and how long it took, and nothing about the person', async () => {
  const { app, lines } = startFrame()
  app.get('/api/v1/customers/:id', (c) => c.json({ email: 'anna@corner.example' }))
  await app.request('/api/v1/customers/anna@corner.example?q=anna', {
    headers: { cookie: 'anna', 'user-agent': 'anna' },
  })
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatchObject({ msg: 'request', method: 'GET', route: '/api/v1/customers/:id', status: 200 })
  expect(Object.keys(lines[0] ?? {}).sort()).toEqual([
    'level',
    'method',
    'ms',
    'msg',
    'requestId',
    'route',
    'status',
    'time',
  ])
  expect(JSON.stringify(lines)).not.toContain('anna')
})

test('a request id of the caller is kept when it is harmless', async () => {
  const { app } = startFrame()
  const idOf = async (given: string) =>
    (await app.request('/healthz', { headers: { 'x-request-id': given } })).headers.get('x-request-id')
  expect(await idOf('order-4711-abc')).toBe('order-4711-abc')
  expect(await idOf('"><script>alert(1)</script>')).toMatch(/^[0-9a-f-]{36}$/)
})

test('alive at once; ready when started, engines answer, and not draining', async () => {
  let isAway = false
  const check = async () => {
    if (isAway) throw new Error('away')
  }
  const { app, deps } = startFrame({ checks: { postgres: check } })
  const ready = async () => {
    const answer = await app.request('/readyz')
    return [answer.status, await answer.json()]
  }
  expect((await app.request('/healthz')).status).toBe(200)
  expect(await ready()).toEqual([503, { status: 'starting', checks: { postgres: 'ok' } }])
  deps.lifecycle.ready()
  expect(await ready()).toEqual([200, { status: 'ready', checks: { postgres: 'ok' } }])
  isAway = true
  expect(await ready()).toEqual([503, { status: 'failing', checks: { postgres: 'failing' } }])
  isAway = false
  deps.lifecycle.drain()
  expect(await ready()).toEqual([503, { status: 'draining', checks: { postgres: 'ok' } }])
})

test('requests are measured by route pattern', async () => {
  const { app } = startFrame()
  app.get('/api/v1/customers/:id', (c) => c.json({}))
  await app.request('/api/v1/customers/42')
  await app.request('/wp-login.php')
  const answer = await app.request('/metrics', {}, from('127.0.0.1'))
  expect(answer.headers.get('content-type')).toContain('text/plain')
  const text = await answer.text()
  expect(text).toContain(
    'http_request_duration_seconds_count{method="GET",route="/api/v1/customers/:id",status="200"} 1',
  )
  expect(text).toContain('http_request_duration_seconds_count{method="GET",route="other",status="404"} 1')
  expect(text).toContain('process_resident_memory_bytes')
})

const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } })

test('measures are for this machine alone, not for what a proxy on it passes on', async () => {
  const { app } = startFrame()
  const ask = async (address: string, headers = {}) =>
    (await app.request('/metrics', { headers }, from(address))).status
  expect(await ask('127.0.0.1')).toBe(200)
  expect(await ask('::ffff:127.0.0.1')).toBe(200)
  expect(await ask('::1')).toBe(200)
  expect(await ask('192.0.2.7')).toBe(403)
  expect(await ask('127.0.0.1', { 'x-forwarded-for': '192.0.2.7' })).toBe(403)
})

test('with a token, measures are for whoever sends it, from anywhere', async () => {
  const { app } = startFrame({ metricsToken: 'sixteen letters and more' })
  const ask = async (authorization?: string) =>
    (await app.request('/metrics', authorization ? { headers: { authorization } } : {}, from('192.0.2.7'))).status
  expect(await ask('Bearer sixteen letters and more')).toBe(200)
  expect(await ask('Bearer something else')).toBe(401)
  expect(await ask()).toBe(401)
})

const thing = workspaceRoute(
  { scope: 'notes:write' },
  {
    method: 'get',
    path: '/things/{id}',
    tags: ['Things'],
    summary: 'A thing',
    request: { params: z.object({ id: z.uuid() }) },
    responses: { 200: json(z.object({ workspaceId: z.string(), actorId: z.string() }), 'It') },
  },
)

function things(caller: 'nobody' | 'reader' | 'writer') {
  const { app } = startFrame()
  app.use('/api/*', async (c, next) => {
    if (caller !== 'nobody') {
      c.set('workspaceId', 'w1')
      c.set('actor', { kind: 'key', actorId: 'k1', may: (scope) => caller === 'writer' || scope.endsWith(':read') })
    }
    await next()
  })
  const router = createRouter()
  router.openapi(thing, (c) => c.json({ workspaceId: c.var.workspaceId, actorId: c.var.actor.actorId }, 200))
  app.route('/api/v1', router)
  return app
}

test('a workspace route admits by scope before it looks at the input', async () => {
  const path = '/api/v1/things/not-a-uuid'
  const unknown = await things('nobody').request(path)
  expect([unknown.status, unknown.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="regulars"'])
  expect((await things('reader').request(path)).status).toBe(403)
  expect((await things('writer').request(path)).status).toBe(400)
  const found = await things('writer').request('/api/v1/things/0198c0de-0000-7000-8000-000000000000')
  expect(await found.json()).toEqual({ workspaceId: 'w1', actorId: 'k1' })
})
