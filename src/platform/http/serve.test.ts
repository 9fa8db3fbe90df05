import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { serveHttp } from './serve.ts'
import { startFrame } from './testing/frame.ts'

test('a request in flight ends well when the server closes, and new ones are refused', async () => {
  const { app } = startFrame()
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  app.get('/slow', async (c) => {
    arrive()
    await released
    return c.text('done')
  })
  const server = await serveHttp(app, { port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${server.port}`
  const slow = fetch(`${url}/slow`)
  await arrived
  const closed = server.close(5_000)
  await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  release()
  expect(await (await slow).text()).toBe('done')
  await closed
})

test('what does not end in time is cut', async () => {
  const { app } = startFrame()
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
  app.get('/endless', async (c) => {
    arrive()
    await wait(30_000, undefined, { ref: false })
    return c.text('never')
  })
  const server = await serveHttp(app, { port: 0, host: '127.0.0.1' })
  const endless = fetch(`http://127.0.0.1:${server.port}/endless`)
  const cut = expect(endless).rejects.toThrow()
  await arrived
  await server.close(50)
  await cut
})

test('a port that is taken is named in plain words', async () => {
  const { app } = startFrame()
  const server = await serveHttp(app, { port: 0, host: '127.0.0.1' })
  await expect(serveHttp(app, { port: server.port, host: '127.0.0.1' })).rejects.toMatchObject({
    reason: 'port_in_use',
  })
  await server.close()
})

test('cookies stay apart, a stream goes out as it comes, and a head is told without its body', async () => {
  const { app } = startFrame()
  const { promise: heard, resolve: hear } = Promise.withResolvers<void>()
  app.get('/cookies', (c) => {
    c.header('Set-Cookie', 'a=1', { append: true })
    c.header('Set-Cookie', 'b=2', { append: true })
    return c.json({ text: 'ő' }, 201)
  })
  app.get('/stream', (c) => {
    const text = new TextEncoder()
    const body = new ReadableStream<Uint8Array>({
      start: async (out) => {
        out.enqueue(text.encode('first '))
        await heard
        out.enqueue(text.encode('last'))
        out.close()
      },
    })
    return c.body(body)
  })
  const server = await serveHttp(app, { port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${server.port}`
  const cookies = await fetch(`${url}/cookies`)
  expect(cookies.status).toBe(201)
  expect(cookies.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect(cookies.headers.get('content-length')).toBe(String(Buffer.byteLength('{"text":"ő"}')))
  expect(cookies.headers.get('x-content-type-options')).toBe('nosniff')
  expect(await cookies.json()).toEqual({ text: 'ő' })
  const pieces = (await fetch(`${url}/stream`)).body?.pipeThrough(new TextDecoderStream()).getReader()
  expect((await pieces?.read())?.value).toBe('first ')
  hear()
  expect((await pieces?.read())?.value).toBe('last')
  const head = await fetch(`${url}/healthz`, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
  await server.close()
})
