import { expect, test } from 'vitest'
import type { PlayList, PlaySizes } from '#contract/journeys'
import { fakeClock } from '#testing'
import { importOrders } from '../../testing/import-orders.ts'
import { smallShopCsv } from '../../testing/small-shop.ts'
import { startTestServer } from '../../testing/start-test-server.ts'
import { keepSizes } from './keep-sizes.ts'
import { plays } from './plays.ts'

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

test('counting goes on where the last call stopped, and is finished though much comes meanwhile', async () => {
  const usual = { muchSpent: 50_000, muchOrdered: 9_000, gapDays: 24, category: 'tea', cartEvent: 'Cart Updated' }
  const count = () => keepSizes(server.regulars.journeys, shop.workspaceId, usual, clock.now(), 0)
  const first = await count()
  expect(first.left).toBeGreaterThan(0)
  expect(first.left).toBeLessThan(plays.length)
  await signUp(50)
  const lefts = [first.left]
  for (let now = first; now.left > 0; lefts.push(now.left)) {
    now = await count()
    expect(now.sizes).toMatchObject(first.sizes)
  }
  // A group of the library with each call.
  expect(lefts).toEqual([...new Set(lefts)].toSorted((a, b) => b - a))
  expect(lefts.length).toBeGreaterThan(2)
})

test('the page is told sizes as they come, which are in the end those of the list', async () => {
  const known: PlaySizes[] = []
  do known.push(await shop.read<PlaySizes>('/plays/sizes'))
  while (known.at(-1)?.left !== 0)
  const listed = (await shop.read<PlayList>('/plays')).plays.map(({ key, people, over }) => ({ key, people, over }))
  expect(known.at(-1)?.sizes).toEqual(listed)
})
