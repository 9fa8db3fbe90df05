import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { inWorkspace } from '#platform/postgres'
import { exportMembers } from './export-members.ts'
import { listEvents, listProperties } from './list-events.ts'
import { previewSegment } from './read-members.ts'
import { listReadyMade } from './ready-made.ts'
import { getSegment } from './segments.repo.ts'
import { actor, identify, openSegments, track } from './testing/shop.ts'

const { deps, openShop } = await openSegments('2026-03-02T10:00:00Z')

const order = (userId: string, at: string, total: number, properties: Record<string, unknown> = {}) =>
  track(userId, 'Order Completed', at, { order_id: `${userId}-${at}`, total, currency: 'EUR', ...properties })

test('ready-made definitions can all be asked, in an empty shop too, and know what is commonest here', async () => {
  const empty = await openShop()
  for (const { definition } of await listReadyMade(deps, empty.workspaceId))
    expect((await previewSegment(deps, empty.workspaceId, definition)).members).toBe(0)

  const shop = await openShop()
  await shop.send([
    identify('anna', { country: 'Hungary', city: 'Eger', birthday: '1990-03-05' }, '2026-01-01T00:00:00Z'),
    identify('bela', { country: 'Hungary' }, '2026-01-01T00:00:00Z'),
    identify('cili', { country: 'Poland', email: 'cili@shop.example' }, '2026-01-01T00:00:00Z'),
    order('cili', '2026-02-20T10:00:00Z', 10, { discount: 2, products: [{ product_id: 'p', category: 'Tea' }] }),
    order('cili', '2026-02-21T10:00:00Z', 10, { discount: 1, products: [{ product_id: 'p', category: 'Tea' }] }),
    order('bela', '2026-02-25T10:00:00Z', 10, { discount: 1 }),
    order('anna', '2026-02-25T10:00:00Z', 10, { discount: 1 }),
    order('anna', '2026-02-26T10:00:00Z', 10),
  ])
  const found = new Map<string, number>()
  for (const { key, definition } of await listReadyMade(deps, shop.workspaceId))
    found.set(key, (await previewSegment(deps, shop.workspaceId, definition)).members)
  expect(Object.fromEntries(found)).toMatchObject({
    same_country: 2,
    same_city: 1,
    abroad: 1,
    birthday_this_week: 1,
    out_of_reach: 2,
    first_time_buyers: 1,
    discount_only: 1,
  })
  const weekOf = async (workspaceId: string) =>
    JSON.stringify((await listReadyMade(deps, workspaceId)).find(({ key }) => key === 'birthday_this_week'))
  expect(await weekOf(shop.workspaceId)).not.toContain('jalali')
  await shop.read(sql`update workspaces set locale = 'fa' where workspace_id = ${shop.workspaceId}`)
  expect(await weekOf(shop.workspaceId)).toContain('"calendar":"jalali"')
  const ch = deps.ch.forWorkspace(shop.workspaceId)
  expect((await listEvents(ch)).events).toEqual([{ event: 'Order Completed', people: 3, count: 5 }])
  const { properties } = await listProperties(ch, 'Order Completed')
  expect(properties.find(({ path }) => path === 'products[*].category')?.values).toEqual(['Tea'])
})

test('members can be taken away as rows by who may, and the growth of a segment stands beside it', async () => {
  const shop = await openShop()
  await shop.send([identify('anna', { name: 'Anna' }, '2026-01-01T00:00:00Z')])
  const segmentId = await shop.define({ kind: 'everyone' })
  const rows: (string | null)[][] = []
  const taken = await exportMembers(deps, shop.workspaceId, { ...actor, may: () => true }, segmentId)
  for await (const row of taken.rows) rows.push(row)
  expect(rows.map(([, name]) => name)).toEqual(['Anna'])
  await expect(exportMembers(deps, shop.workspaceId, { ...actor, may: () => false }, segmentId)).rejects.toMatchObject({
    reason: 'not_allowed',
  })
  const { lately } = await inWorkspace(deps.db, shop.workspaceId, (tx) => getSegment(tx, shop.workspaceId, segmentId))
  expect(lately.every((members) => members === 1)).toBe(true)
})
