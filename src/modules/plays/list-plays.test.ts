import { expect, test } from 'vitest'
import type { PlayList } from '#contract/journeys'
import { importOrders } from '../../testing/import-orders.ts'
import { smallShopCsv } from '../../testing/small-shop.ts'
import { startTestServer } from '../../testing/start-test-server.ts'

const server = await startTestServer()
const shop = await server.openShop({ timeZone: 'Europe/Budapest', currency: 'EUR' })

test('the list without sizes says the same of every play, without how many it would reach', async () => {
  await importOrders(shop, smallShopCsv())
  const counted = await shop.read<PlayList>('/plays')
  expect(counted.plays.some(({ people }) => (people ?? 0) > 0)).toBe(true)
  expect(counted.plays.every(({ people }) => people !== null)).toBe(true)
  const quick = await shop.read<PlayList>('/plays?sizes=none')
  expect(quick.plays.every(({ people }) => people === null)).toBe(true)
  const said = ({ plays }: PlayList) => plays.map(({ key, needs, goal, messages }) => ({ key, needs, goal, messages }))
  expect(said(quick)).toEqual(said(counted))
})
