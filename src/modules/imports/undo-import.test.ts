import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { inWorkspace } from '#platform/postgres'
import { newWorkspace } from '#testing'
import { getImport } from './imports.repo.ts'
import { openShop, readLog } from './testing.ts'
import { undoImport } from './undo-import.ts'

const shop = await openShop()
const { db } = shop.deps

const january = 'order,customer,date,total\n1,anna,2025-01-10,5.00\n2,bela,2025-01-11,6.00\n'
const february = 'order,customer,date,total\n3,anna,2025-02-10,7.00\n4,cili,2025-02-11,8.00\nC4,cili,2025-02-12,-8.00\n'

async function measures(workspaceId: string): Promise<unknown[]> {
  const found = await inWorkspace(db, workspaceId, (tx) =>
    sql`select c.external_id as who, m.orders, m.revenue_minor as revenue, m.refunded_minor as refunded, m.first_visit_on as first,
        m.last_visit_on as last from customers c join customer_measures m using (workspace_id, customer_id)
      where workspace_id = ${workspaceId} order by 1`.execute(tx),
  )
  return found.rows
}

const analytics = (workspaceId: string) =>
  shop.deps.rebuild.ch.forWorkspace(workspaceId).query(
    `select toString(day) as day, toInt64(sum(orders)) as orders, toInt64(sum(revenue)) as revenue, toInt64(sum(refunded)) as refunded
      from sales where workspace_id = {workspace_id:UUID} group by day having orders <> 0 or refunded <> 0 order by day`,
  )

test('an import taken back leaves everything as it was before', async () => {
  const workspaceId = await newWorkspace(db)
  await shop.take(workspaceId, shop.write(january))
  const before = {
    log: await readLog(shop.deps, workspaceId),
    people: await measures(workspaceId),
    sales: await analytics(workspaceId),
  }
  const path = shop.write(february)
  const { importId } = await shop.take(workspaceId, path)
  expect(await measures(workspaceId)).toHaveLength(3)

  await undoImport(shop.deps, { workspaceId, importId })
  const { status } = await inWorkspace(db, workspaceId, (tx) => getImport(tx, workspaceId, importId))
  expect(status).toBe('undone')
  expect(await readLog(shop.deps, workspaceId)).toEqual(before.log)
  expect(await measures(workspaceId)).toEqual(before.people)
  expect(await analytics(workspaceId)).toEqual(before.sales)

  await undoImport(shop.deps, { workspaceId, importId })
  expect(await measures(workspaceId)).toEqual(before.people)
  const again = await shop.take(workspaceId, path)
  expect(again.progress).toMatchObject({ orders: 2, refunds: 1, duplicates: 0, eventsWritten: 3 })
  expect(await measures(workspaceId)).toHaveLength(3)
})

test('an import that was cut off can be taken back, and does not go on afterwards', async () => {
  const workspaceId = await newWorkspace(db)
  const path = shop.write(february)
  const preview = await shop.draft(workspaceId, path)
  const stop = new AbortController()
  stop.abort()
  await expect(shop.run(workspaceId, path, preview, { signal: stop.signal })).rejects.toThrow()
  await undoImport(shop.deps, { workspaceId, importId: preview.importId })
  await expect(shop.run(workspaceId, path, preview)).rejects.toMatchObject({ reason: 'import_taken_over' })
  expect(await readLog(shop.deps, workspaceId)).toEqual([])
})
