import { expect, test } from 'vitest'
import { newWorkspace } from '#testing'
import { openShop, readLog } from './testing.ts'

const shop = await openShop()

async function costs(content: string) {
  const workspaceId = await newWorkspace(shop.deps.db)
  await shop.take(workspaceId, shop.write(content))
  const orders = (await readLog(shop.deps, workspaceId)).filter(({ event }) => event === 'Order Completed')
  return orders.map(({ properties }) => {
    const { cost_minor, products } = properties as { cost_minor: number; products: { cost: number }[] }
    return [cost_minor, ...products.map(({ cost }) => cost)]
  })
}

test('an order costs the shop the same, whether its file tells the cost of a piece or of all pieces of a row', async () => {
  const lines = (cost: (pieces: number, each: number) => string) =>
    `1,ann,2024-01-25,Tea,3,10.00,${cost(3, 6)}\n1,ann,2024-01-25,Cake,2,8.00,${cost(2, 5)}\n2,bob,2024-01-26,Tea,4,10.00,${cost(4, 6)}\n`
  const heading = 'order,customer,date,product,quantity,price,cost\n'
  const expected = [
    [2_800, 6, 5],
    [2_400, 6],
  ]
  expect(await costs(heading + lines((_, each) => each.toFixed(2)))).toEqual(expected)
  expect(await costs(heading + lines((pieces, each) => (pieces * each).toFixed(2)))).toEqual(expected)
})
