import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testDb } from '#testing'
import { putProducts } from './put-products.ts'

const { db } = await testDb()
const clock = fakeClock('2026-03-01T12:00:00Z')

test('a program that sets prices and one that sets the stock at the same moment keep what the other one said', async () => {
  const workspaceId = await newWorkspace(db)
  const [begun, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const names = inWorkspace(db, workspaceId, async (tx) => {
    await putProducts(tx, clock, workspaceId, [{ productId: 'cup', name: 'Cup', price: 5 }])
    begun.resolve()
    await over.promise
  })
  await begun.promise
  const stock = inWorkspace(db, workspaceId, (tx) =>
    putProducts(tx, clock, workspaceId, [{ productId: 'cup', inStock: false, category: 'Kitchen' }]),
  )
  await sleep(300)
  over.resolve()
  await Promise.all([names, stock])
  const { rows } = await inWorkspace(db, workspaceId, (tx) =>
    sql`select name, category, price_minor as price, in_stock as "inStock" from products
      where workspace_id = ${workspaceId}`.execute(tx),
  )
  expect(rows).toEqual([{ name: 'Cup', category: 'Kitchen', price: 500, inStock: false }])
})
