import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { newWorkspace, testDb } from '#testing'
import { recordAudit } from './index.ts'
import { listAudit } from './list-audit.ts'

const { db } = await testDb()
const system = { kind: 'system' } as const
const query = { limit: 50, format: 'json' } as const
let workspaceId: string

const addCustomer = async (customerId: string, name: string, erased: boolean, number: number): Promise<void> => {
  await inWorkspace(db, workspaceId, (tx) =>
    sql`insert into customers (workspace_id, customer_id, number, name, first_seen_at, last_seen_at, erased_at)
      values (${workspaceId}, ${customerId}, ${number}, ${name}, now(), now(), ${erased ? sql`now()` : null})`.execute(
      tx,
    ),
  )
}

const names = async (of = workspaceId): Promise<Record<string, string>> => (await listAudit(db, of, query)).names

beforeEach(async () => {
  workspaceId = await newWorkspace(db, { name: 'Corner café' })
})

test('what an entry is about and what its details name is called as it is called now', async () => {
  const [anna, erased, bela, key] = [newId(), newId(), newId(), newId()]
  await addCustomer(anna, 'Kovács Anna', false, 1)
  await addCustomer(erased, 'Nagy Zsófia', true, 2)
  await addCustomer(bela, 'Szűcs Béla', false, 3)
  await inWorkspace(db, workspaceId, async (tx) => {
    await sql`insert into api_keys (workspace_id, api_key_id, kind, name, prefix, key_hash)
      values (${workspaceId}, ${key}, 'write', 'Web shop', 'rk', 'x')`.execute(tx)
    const target = { kind: 'customer', id: anna }
    await recordAudit(tx, workspaceId, system, { action: 'customer.merged', target, detail: { from: bela } })
    await recordAudit(tx, workspaceId, system, { action: 'customer.erased', target: { kind: 'customer', id: erased } })
    await recordAudit(tx, workspaceId, system, { action: 'api_key.created', target: { kind: 'api_key', id: key } })
    const ids = { points: 5, reward: 'tea', customers: [newId()] }
    await recordAudit(tx, workspaceId, system, {
      action: 'workspace.changed',
      target: { kind: 'workspace', id: workspaceId },
      detail: ids,
    })
  })
  expect(await names()).toEqual({
    [anna]: 'Kovács Anna',
    [bela]: 'Szűcs Béla',
    [key]: 'Web shop',
    [workspaceId]: 'Corner café',
  })
  await inWorkspace(db, workspaceId, (tx) =>
    sql`update api_keys set name = 'New web shop' where api_key_id = ${key}`.execute(tx),
  )
  expect((await names())[key]).toBe('New web shop')
})

test('an id of another workspace has no name here', async () => {
  const anna = newId()
  await addCustomer(anna, 'Kovács Anna', false, 1)
  const other = await newWorkspace(db)
  await inWorkspace(db, other, (tx) =>
    recordAudit(tx, other, system, { action: 'customer.changed', target: { kind: 'customer', id: anna } }),
  )
  expect(await names(other)).toEqual({})
})

test('a person is named to the workspaces they are or were of, whatever ids somebody puts into an entry', async () => {
  const [member, former, stranger] = [newId(), newId(), newId()]
  const people = [member, former, stranger]
  await sql`insert into people (id, name, email) select id, 'Person ' || i, i || '-' || id || '@shop.example'
    from unnest(${people}::uuid[]) with ordinality as p (id, i)`.execute(db)
  await inWorkspace(db, workspaceId, async (tx) => {
    await sql`insert into memberships (workspace_id, person_id, role) values (${workspaceId}, ${member}, 'viewer')`.execute(
      tx,
    )
    await recordAudit(tx, workspaceId, system, { action: 'people.removed', target: { kind: 'person', id: former } })
    const target = { kind: 'customers' }
    await recordAudit(tx, workspaceId, system, { action: 'customers.exported', target, detail: { traits: people } })
  })
  expect(await names()).toEqual({ [member]: 'Person 1', [former]: 'Person 2' })
})
