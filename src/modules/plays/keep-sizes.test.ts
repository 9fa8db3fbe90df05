import { expect, test } from 'vitest'
import type { PlayList } from '#contract/journeys'
import { fakeClock } from '#testing'
import { importOrders } from '../../testing/import-orders.ts'
import { smallShopCsv } from '../../testing/small-shop.ts'
import { startTestServer } from '../../testing/start-test-server.ts'

const clock = fakeClock('2025-07-01T10:00:00Z')
const server = await startTestServer({}, { clock })
const shop = await server.openShop({ timeZone: 'Europe/Budapest', currency: 'EUR' })

let people = 0
async function signUp(count: number): Promise<void> {
  const batch = Array.from({ length: count }, () => ({ type: 'track', userId: `new-${++people}`, event: 'Signed Up' }))
  const headers = { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` }
  const told = await fetch(`${server.url}/v1/batch`, { method: 'POST', headers, body: JSON.stringify({ batch }) })
  expect(told.status).toBe(200)
  await server.settle()
}
const welcome = async (): Promise<unknown> =>
  (await shop.read<PlayList>('/plays')).plays.find(({ key }) => key === 'welcome')?.people

test('whom plays would reach is counted again after a day, and at once when much has happened', async () => {
  await importOrders(shop, smallShopCsv())
  expect(await welcome()).toBe(0)
  await signUp(1)
  expect(await welcome()).toBe(0)
  clock.advance({ hours: 25 })
  expect(await welcome()).toBe(1)
  await signUp(50)
  expect(await welcome()).toBe(51)
})
