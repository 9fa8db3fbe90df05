import { expect, test } from 'vitest'
import { startTestServer } from '../../src/testing/start-test-server.ts'

// Nobody projects here, as when the workers are down, and ten events may wait.
const server = await startTestServer({ role: 'web', maxBacklog: 10 })

test('with too many events waiting, senders are told when to come again, and nothing of theirs is taken', async () => {
  const shop = await server.openShop()
  const send = (): Promise<Response> =>
    fetch(`${server.url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
      body: JSON.stringify({
        batch: Array.from({ length: 20 }, () => ({ type: 'track', event: 'Seen', userId: 'ivan' })),
      }),
    })
  expect((await send()).status).toBe(200)
  let answer = await send()
  while (answer.status === 200) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    answer = await send()
  }
  expect(answer.status).toBe(503)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await answer.json()).toMatchObject({ status: 503, reason: 'overloaded' })
  // People still can look at what is there.
  expect((await shop.ask('GET', '/customers')).status).toBe(200)
})
