import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { beforeAll, expect, test } from 'vitest'
import { type Db, inWorkspace } from '#platform/postgres'
import { signIn } from '../../../testing/sign-in.ts'
import { owner, type Shop, startTestServer, type TestServer } from '../../../testing/start-test-server.ts'

let server: TestServer
let db: Db
let shop: Shop
let neighbour: Shop
let anna: Awaited<ReturnType<typeof signIn>>
let largeImport: string

beforeAll(async () => {
  server = await startTestServer()
  db = server.regulars.db
  shop = await server.openShop({ name: 'Canary shop' })
  neighbour = await server.openShop({ name: 'Neighbour' })
  anna = await signIn(server.url, owner)
  for (const { writeKey, ask } of [shop, neighbour]) {
    expect(await send(writeKey, 'anna')).toBe(200)
    const csv = 'Order;Customer;Date;Total\n1;Anna;05.01.2025;12,50\n'
    expect(
      (await ask('POST', '/imports?kind=orders&fileName=till.csv', csv, { 'content-type': 'application/octet-stream' }))
        .status,
    ).toBe(201)
  }
  const rows = Array.from({ length: 30_000 }, (_, n) => `${n + 10},C${n % 900},2025-02-0${(n % 9) + 1},${n % 50}.00`)
  const large = ['Order,Customer,Date,Total', ...rows].join('\n')
  const uploaded = await shop.ask('POST', '/imports?kind=orders&fileName=large.csv', large, {
    'content-type': 'application/octet-stream',
  })
  largeImport = ((await uploaded.json()) as { importId: string }).importId
  await server.settle()
})

const send = async (writeKey: string, userId: string): Promise<number> => {
  const answer = await fetch(`${server.url}/v1/track`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      userId,
      event: 'Order Completed',
      properties: { order_id: '1', total: 10, currency: 'EUR' },
    }),
  })
  return answer.status
}

/** Rows of a workspace in every table of PostgreSQL and of ClickHouse, by table. */
async function rowsOf(workspaceId: string): Promise<Record<string, number>> {
  const { rows: tables } = await sql<{ name: string }>`select name from list_workspace_tables()`.execute(db)
  const counts: Record<string, number> = {}
  for (const { name } of tables) {
    const { rows } = await inWorkspace(db, workspaceId, (tx) =>
      sql<{ n: number }>`select count(*) as n from ${sql.table(name)} where workspace_id = ${workspaceId}`.execute(tx),
    )
    counts[name] = rows[0]?.n ?? 0
  }
  const workspace = server.regulars.ch.forWorkspace(workspaceId)
  for (const name of ['events', 'sales', 'active_days', 'daily_sales', 'customer_totals']) {
    const [row] = await workspace.query<{ n: number }>(
      `SELECT count() AS n FROM ${name} WHERE workspace_id = {workspace_id:UUID}`,
    )
    counts[`ch.${name}`] = Number(row?.n)
  }
  return counts
}

/** As if the seven days were over; the program itself cannot do this. */
async function letTimePass(workspaceId: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.regulars.engines.databaseUrl })
  await client.connect()
  await client.query("select set_config('app.workspace_id', $1, false)", [workspaceId])
  await client.query("update workspace_deletions set delete_after = now() - interval '1 second'")
  await client.end()
}

const lookForDue = () =>
  server.regulars.imports.jobs.enqueue('workspaces.delete-due', {}, { key: `test-${Date.now()}` })

test('a deletion wants the name as it stands; from then on the keys open nothing, and can be called back', async () => {
  expect((await anna('POST', '/workspace/deletion', { name: 'Neighbour' })).status).toBe(400)
  const answer = await anna('POST', '/workspace/deletion', { name: 'Canary shop' })
  expect(answer.status).toBe(202)
  const { deletesAt } = (await answer.json()) as { deletesAt: string }
  const days = (Date.parse(deletesAt) - Date.now()) / 86_400_000
  expect(days).toBeGreaterThan(6.9)
  expect(await send(shop.writeKey, 'late')).toBe(401)
  expect((await shop.ask('GET', '/customers')).status).toBe(401)
  expect(await send(neighbour.writeKey, 'bela')).toBe(200)
  expect(await (await anna('GET', '/session')).json()).toMatchObject({
    workspaces: [{ name: 'Canary shop', deletesAt }],
  })
  expect(await (await anna('GET', '/jobs')).json()).toMatchObject({
    jobs: [{ kind: 'workspace_deletion', status: 'queued' }],
  })

  expect((await anna('DELETE', '/workspace/deletion')).status).toBe(204)
  expect(await send(shop.writeKey, 'back')).toBe(200)
  expect((await anna('DELETE', '/workspace/deletion')).status).toBe(409)
})

test('the program cannot hurry a deletion, nor remove rows of a workspace that lives', async () => {
  await anna('POST', '/workspace/deletion', { name: 'Canary shop' })
  const { workspaceId } = shop
  const attempts = [
    () => sql`update workspace_deletions set delete_after = now()`,
    () => sql`insert into workspace_deletions values (${neighbour.workspaceId}, ${workspaceId}, null, now(), now())`,
    () => sql`delete from audit_entries`,
    () => sql`select delete_workspace_rows(${workspaceId}, 'audit_entries', 10)`,
    () => sql`select finish_workspace_deletion(${workspaceId})`,
    () => sql`select schedule_workspace_deletion(${neighbour.workspaceId}, ${workspaceId}, null)`,
  ]
  for (const attempt of attempts) {
    await expect(inWorkspace(db, workspaceId, (tx) => attempt().execute(tx))).rejects.toThrow(
      /permission denied|not to be deleted|not the workspace/,
    )
  }
  await lookForDue()
  expect((await anna('GET', '/session')).status).toBe(200)
})

test('after seven days everything of it is gone from both engines and the disk, an import that runs included, and nothing of its neighbour', async () => {
  await server.settle()
  const before = await rowsOf(neighbour.workspaceId)
  expect(before).toMatchObject({ customers: expect.any(Number), 'ch.events': expect.any(Number) })
  const imports = join(server.dataDir, 'imports')
  expect(readdirSync(imports)).toHaveLength(3)
  expect((await anna('POST', `/imports/${largeImport}/start`)).status).toBeLessThan(300)
  const events = async () => (await rowsOf(shop.workspaceId)).event_log ?? 0
  await expect.poll(events, { timeout: 20_000 }).toBeGreaterThan(5)
  await letTimePass(shop.workspaceId)
  await lookForDue()
  await expect
    .poll(async () => Object.entries(await rowsOf(shop.workspaceId)).filter(([, count]) => count > 0), {
      timeout: 60_000,
    })
    .toEqual([])
  expect(await rowsOf(neighbour.workspaceId)).toEqual(before)
  expect(readdirSync(imports)).toHaveLength(1)
  expect(existsSync(imports)).toBe(true)
  expect(await send(neighbour.writeKey, 'cili')).toBe(200)
  expect(await send(shop.writeKey, 'late')).toBe(401)
  await server.settle()
  expect(Object.values(await rowsOf(shop.workspaceId)).every((count) => count === 0)).toBe(true)
  const session = await anna('GET', '/session')
  expect([session.status, ((await session.json()) as { reason: string }).reason]).toEqual([403, 'no_workspace'])
})
