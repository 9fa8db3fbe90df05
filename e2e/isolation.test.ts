import { sql } from 'kysely'
import pg from 'pg'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import type { CustomerPage } from '#contract/customers'
import type { DeadLetterPage } from '#contract/dead-letters'
import type { ImportPreview } from '#contract/imports'
import { checkIsolation, createDb, inWorkspace } from '#platform/postgres'
import { type Shop, startTestServer } from '../src/testing/start-test-server.ts'

const server = await startTestServer()
const { db } = server.regulars
const mine = await server.openShop({ name: 'Mine' })
const theirs = await server.openShop({ name: 'Theirs' })
// Something only the other shop knows, in every place that keeps what people sent.
const canary = 'canary-7b1e'
const ids: Record<string, string> = {}

async function fill(shop: Shop, word: string): Promise<void> {
  const order = { order_id: `${word}-1`, total: 20, currency: 'EUR' }
  const traits = { email: `${word}@corner.example`, name: word, city: word, tags: [word] }
  await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({
      batch: [
        { type: 'identify', userId: word, traits },
        { type: 'track', event: 'Order Completed', userId: word, properties: order },
        { type: 'track', event: word },
      ],
    }),
  })
  const csv = `order,customer,date,total\n1,${word},2025-01-02,5\n`
  await shop.ask('POST', `/imports?kind=orders&fileName=${word}.csv`, csv, { 'content-type': 'text/csv' })
}

beforeAll(async () => {
  await fill(mine, 'own')
  await fill(theirs, canary)
  await server.settle()
  const { customers } = await theirs.read<CustomerPage>('/customers')
  const { deadLetters } = await theirs.read<DeadLetterPage>('/dead-letters')
  const { imports } = await theirs.read<{ imports: ImportPreview[] }>('/imports')
  ids.customers = customers[0]?.customerId ?? ''
  ids['dead-letters'] = deadLetters[0]?.deadLetterId ?? ''
  ids.imports = imports[0]?.importId ?? ''
  expect(Object.values(ids).every((id) => id.length === 36)).toBe(true)
})

type Operation = { method: string; path: string }

async function operations(): Promise<Operation[]> {
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as { paths: Record<string, object> }
  return Object.entries(document.paths)
    .filter(([path]) => path.startsWith('/api/v1/'))
    .flatMap(([path, item]) => Object.keys(item).map((method) => ({ method: method.toUpperCase(), path })))
}

const pathWithTheirId = ({ path }: Operation): string => {
  const noun = path.split('/')[3] ?? ''
  return path.replace('/api/v1', '').replace(/\{\w+\}/, ids[noun] ?? ids.customers ?? '')
}

describe("with one shop's key", () => {
  test('no list or figure mentions the other', async () => {
    const reads = (await operations()).filter(({ method, path }) => method === 'GET' && !path.includes('{'))
    expect(reads.length).toBeGreaterThan(12)
    for (const { path } of reads) {
      for (const format of ['', '?format=csv', `?search=${canary}`, `?tag=${canary}`, `?trait=city:${canary}`]) {
        const answer = await mine.ask('GET', `${path.replace('/api/v1', '')}${format}`)
        expect(answer.status, path).toBeLessThan(500)
        expect((await answer.text()).replaceAll(`=${canary}`, ''), `${path}${format}`).not.toContain(canary)
      }
    }
  })

  test("every address with the other's id is not found, to read or to change", async () => {
    const single = (await operations()).filter(({ path }) => path.includes('{'))
    expect(single.length).toBeGreaterThan(8)
    for (const operation of single) {
      const body = /replay/.test(operation.path) ? { body: '{}' } : undefined
      const hasBody = ['POST', 'PUT', 'PATCH'].includes(operation.method)
      const mapping = operation.path.endsWith('/mapping')
        ? { columns: { customer: 1, date: 2, amount: 3 }, delimiter: ',', encoding: 'utf-8', hasHeader: true }
        : undefined
      const answer = await mine.ask(
        operation.method,
        pathWithTheirId(operation),
        hasBody ? (mapping ?? body) : undefined,
      )
      const expected = operation.path.includes('api-keys') ? [403, 404] : [404]
      expect(expected, `${operation.method} ${operation.path}`).toContain(answer.status)
    }
    // Nothing of it was changed meanwhile.
    expect((await theirs.ask('GET', `/imports/${ids.imports}`)).status).toBe(200)
    expect((await theirs.read<DeadLetterPage>('/dead-letters')).deadLetters).toHaveLength(1)
  })

  test('figures are of the own shop alone', async () => {
    expect(await mine.read('/metrics/sales')).toMatchObject({ total: { customers: 1, orders: 1, revenue: 2000 } })
    expect(await theirs.read('/metrics/sales')).toMatchObject({ total: { customers: 1, orders: 1, revenue: 2000 } })
    expect(await mine.read('/customers')).toMatchObject({ total: 1, customers: [{ externalId: 'own' }] })
  })
})

describe('the database', () => {
  const tables = async (): Promise<string[]> => {
    const found = await sql<{ name: string }>`select distinct table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'workspace_id'
        and table_name in (select tablename from pg_tables where schemaname = 'public')`.execute(db)
    return found.rows.map((row) => row.name)
  }
  const count = async (table: string, workspaceId?: string): Promise<number> => {
    const query = sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`
    const found = workspaceId ? await inWorkspace(db, workspaceId, (tx) => query.execute(tx)) : await query.execute(db)
    return found.rows[0]?.n ?? 0
  }

  test('shows nothing to a query that names no workspace', async () => {
    const names = await tables()
    expect(names.length).toBeGreaterThan(10)
    for (const name of names) {
      const seen = await count(name).catch((error: Error) => {
        // Refused outright is as good.
        expect(error.message, name).toMatch(/permission denied|app\.workspace_id|uuid/)
        return 0
      })
      expect(seen, name).toBe(0)
    }
  })

  test('shows and takes only what is of the workspace named', async () => {
    const seen = await inWorkspace(db, mine.workspaceId, (tx) =>
      sql<{ id: string }>`select distinct workspace_id as id from customers`.execute(tx),
    )
    expect(seen.rows).toEqual([{ id: mine.workspaceId }])
    const changed = await inWorkspace(db, mine.workspaceId, (tx) =>
      sql`update customers set name = 'taken' where workspace_id = ${theirs.workspaceId}`.execute(tx),
    )
    expect(changed.numAffectedRows).toBe(0n)
    const smuggled = inWorkspace(db, mine.workspaceId, (tx) =>
      sql`insert into dead_letters (workspace_id, dead_letter_id, received_at, source, reason, detail, body)
        values (${theirs.workspaceId}, gen_random_uuid(), now(), 'x', 'x', 'x', 'x')`.execute(tx),
    )
    await expect(smuggled).rejects.toThrow(/row-level security/)
  })

  test('is refused at start when its role could see everything', async () => {
    const asOwner = createDb(new pg.Pool({ connectionString: inject('databaseUrl') }))
    try {
      await expect(checkIsolation(asOwner)).rejects.toMatchObject({ reason: 'unsafe_role' })
    } finally {
      await asOwner.destroy()
    }
    await expect(checkIsolation(db)).resolves.toBeUndefined()
  })
})
