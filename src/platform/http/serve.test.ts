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
