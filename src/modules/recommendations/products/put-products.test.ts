import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { inWorkspace, type Tx } from '#platform/postgres'
import { fakeClock, newWorkspace, testDb } from '#testing'
import { saveSeenProducts } from './products.repo.ts'
import { putProducts } from './put-products.ts'

const { db, pool } = await testDb()
const clock = fakeClock('2026-03-01T12:00:00Z')

/** Does the first, and what comes second while the first is not yet written; resolves to what then stands in the list. */
async function oneDuringTheOther(
  workspaceId: string,
  first: (tx: Tx) => Promise<unknown>,
  second: (tx: Tx) => Promise<unknown>,
): Promise<unknown[]> {
  const [begun, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const one = inWorkspace(db, workspaceId, async (tx) => {
    await first(tx)
    begun.resolve()
    await over.promise
  })
  await begun.promise
  const other = inWorkspace(db, workspaceId, second)
  while (!(await isSomebodyWaiting())) await sleep(20)
  over.resolve()
  await Promise.all([one, other])
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql`select name, category, price_minor as price, in_stock as "inStock" from products
      where workspace_id = ${workspaceId}`.execute(tx)
    return rows
  })
}

async function isSomebodyWaiting(): Promise<boolean> {
  const { rowCount } = await pool.query(
    'select from pg_locks join pg_stat_activity using (pid) where not granted and datname = current_database()',
  )
  return (rowCount ?? 0) > 0
}

test('a program that sets prices and one that sets the stock at the same moment keep what the other one said', async () => {
  const workspaceId = await newWorkspace(db)
  const rows = await oneDuringTheOther(
    workspaceId,
    (tx) => putProducts(tx, clock, workspaceId, [{ productId: 'cup', name: 'Cup', price: 5 }]),
    (tx) => putProducts(tx, clock, workspaceId, [{ productId: 'cup', inStock: false, category: 'Kitchen' }]),
  )
  expect(rows).toEqual([{ name: 'Cup', category: 'Kitchen', price: 500, inStock: false }])
})

const at = clock.now().epochMilliseconds
const unknown = {
  name: null,
  category: null,
  priceMinor: null,
  currency: null,
  imageUrl: null,
  url: null,
  inStock: null,
}
const sold = { ...unknown, productId: 'cup', category: 'Kitchen', priceMinor: 500, currency: 'EUR', at, first: at }

test.each(['the event', 'the program'])(
  'an event and a program that tell of a new product at the same moment lose nothing, when %s is first',
  async (first) => {
    const workspaceId = await newWorkspace(db)
    const event = (tx: Tx) => saveSeenProducts(tx, workspaceId, [sold])
    const program = (tx: Tx) => putProducts(tx, clock, workspaceId, [{ productId: 'cup', name: 'Cup', inStock: false }])
    const [one, other] = first === 'the event' ? [event, program] : [program, event]
    expect(await oneDuringTheOther(workspaceId, one, other)).toEqual([
      { name: 'Cup', category: 'Kitchen', price: 500, inStock: false },
    ])
  },
)
