import pg from 'pg'
import type { BusinessPlan, Truth } from '#models/business'
import { noteAllChanges, type Workspace } from '#modules/events'
import { productRows } from '#modules/recommendations'
import { type Block, release, settle } from '#platform/blocks'
import type { Clickhouse } from '#platform/clickhouse'
import { copyIn } from '#platform/postgres'
import { liveInThreads } from './life-threads.ts'

export type Loading = {
  databaseUrl: string
  ch: Clickhouse
  plan: BusinessPlan
  workspace: Workspace
  receivedAt: number
  /** Called once the workspace's lock is held: makes the workspace, with the mark. */
  open: () => Promise<void>
  signal?: AbortSignal
  onProgress: (done: { customers: number; events: number }) => void
  onTruths: (truths: Truth[]) => void
}

export type Loaded = { events: number; customers: number; seconds: { lives: number; indexes: number } }

/** The tables of PostgreSQL that it fills. */
export const filledTables = [
  'event_log',
  'event_batches',
  'customers',
  'customer_identities',
  'customer_measures',
  'orders',
  'refunds',
  'product_histories',
]
// Many rows at once: ClickHouse would be kept busy with merging small parts, PostgreSQL with making room for each COPY.
const mostBytes = { clickhouse: 24 * 1024 * 1024, postgres: 8 * 1024 * 1024 }

/**
 * Fills an empty workspace with the whole past of a business, in PostgreSQL and ClickHouse as if every event had come in by itself
 * and was projected. PostgreSQL gets all of it in one transaction. ClickHouse may be left with a part when this breaks off: the
 * workspace has the mark of a rebuild until the end, and its lock is held before it has it.
 */
export async function loadBusiness(loading: Loading): Promise<Loaded> {
  const { workspace, plan, signal } = loading
  const client = new pg.Client({ connectionString: loading.databaseUrl })
  // Its loss fails the query under way.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(`set maintenance_work_mem = '512MB'`)
    await client.query('begin')
    await client.query(`select set_config('app.workspace_id', $1, true)`, [workspace.workspaceId])
    await client.query(`select pg_advisory_xact_lock(hashtextextended('analytics ' || $1, 0))`, [workspace.workspaceId])
    await loading.open()
    const indexes = await makeReady(client)
    const clickhouse = clickhouseWriter(loading.ch, workspace.workspaceId)
    const to = {
      clickhouse: gatherRows(mostBytes.clickhouse, clickhouse.write),
      postgres: gatherRows(mostBytes.postgres, async (into, rows) => {
        await copyIn(client, into, rows, indexes.freeze)
        rows.forEach(release)
      }),
    }
    const began = performance.now()
    const base = await firstPosition(client)
    const before = { position: base, number: 1 }
    let customers = 0
    const seen: Parameters<typeof productRows>[1] = []
    for await (const told of liveInThreads({ plan, workspace, receivedAt: loading.receivedAt })) {
      signal?.throwIfAborted()
      for (const block of told.blocks) settle(block, before)
      before.position += told.events
      before.number += told.customers
      customers += told.to - told.from
      for (const block of told.blocks) await to[block.engine].add(block)
      seen.push(...told.seen)
      loading.onTruths(told.truths)
      loading.onProgress({ customers, events: before.position - base })
    }
    const products = productRows(workspace.workspaceId, seen)
    await copyIn(client, products.into, [products.rows])
    await to.postgres.flush()
    await to.clickhouse.flush()
    await clickhouse.written()
    await noteAllChanges(loading.ch, workspace.workspaceId)
    const lived = performance.now()
    for (const definition of indexes.definitions) {
      signal?.throwIfAborted()
      await client.query(definition)
    }
    await finish(client, workspace.workspaceId, before)
    await client.query('commit')
    const seconds = { lives: (lived - began) / 1000, indexes: (performance.now() - lived) / 1000 }
    return { events: before.position - base, customers: before.number - 1, seconds }
  } finally {
    await client.end()
  }
}

/**
 * While nobody else has anything in these tables, they are locked and their indexes made at the end, all in this transaction;
 * beside others' rows every row is put into the indexes as it comes.
 */
async function makeReady(client: pg.Client): Promise<{ definitions: string[]; freeze: string }> {
  const { rows: used } = await client.query<{ used: boolean }>(
    `select ${filledTables.map((table) => `exists (select from ${table})`).join(' or ')} as used`,
  )
  const held = await letPast(client)
  if (used[0]?.used !== false) return { definitions: held, freeze: '' }
  await client.query(`lock table ${filledTables.join(', ')} in access exclusive mode`)
  const { rows } = await client.query<{ drop: string; make: string }>(
    `select case when c.oid is null then format('drop index %s', i.indexrelid::regclass)
        else format('alter table %s drop constraint %I', i.indrelid::regclass, c.conname) end as drop,
      case when c.oid is null then pg_get_indexdef(i.indexrelid)
        else format('alter table %s add constraint %I %s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) end as make
    from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u')
    where i.indrelid = any($1::regclass[]) order by i.indrelid, i.indexrelid`,
    [filledTables],
  )
  for (const { drop } of rows) await client.query(drop)
  // In the transaction that emptied a table its rows can be written as if they had always been there.
  await client.query(`truncate ${filledTables.join(', ')}`)
  return { definitions: [...rows.map((row) => row.make), ...held], freeze: ', freeze' }
}

/** COPY does not go through row-level security; an owner who is held to it is let past it until the end of the transaction. */
async function letPast(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ past: boolean }>(
    'select rolsuper or rolbypassrls as past from pg_roles where rolname = current_user',
  )
  if (rows[0]?.past) return []
  for (const table of filledTables) await client.query(`alter table ${table} no force row level security`)
  return filledTables.map((table) => `alter table ${table} force row level security`)
}

async function firstPosition(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ position: string }>(
    `select nextval(pg_get_serial_sequence('event_log', 'position')) as position`,
  )
  return Number(rows[0]?.position)
}

async function finish(
  client: pg.Client,
  workspaceId: string,
  next: { position: number; number: number },
): Promise<void> {
  const last = next.position - 1
  await client.query(
    `select setval(seq, greatest($1, nextval(seq))) from (select pg_get_serial_sequence('event_log', 'position')::regclass as seq) s`,
    [last],
  )
  await client.query('update event_writers set written = $2 where workspace_id = $1', [workspaceId, last])
  await client.query('update event_offsets set projected = $2, rebuilding_since = null where workspace_id = $1', [
    workspaceId,
    last,
  ])
  await client.query('update workspaces set next_customer_number = $2 where workspace_id = $1', [
    workspaceId,
    next.number,
  ])
  await client.query('update simulations set finished_at = now() where workspace_id = $1', [workspaceId])
}

type Rows = Uint8Array<ArrayBuffer>[]

/** Gathers blocks of a table until they are worth writing. */
function gatherRows(
  mostBytes: number,
  write: (into: string, rows: Rows) => Promise<void>,
): { add: (block: Block) => Promise<void>; flush: () => Promise<void> } {
  const gathered = new Map<string, { rows: Rows; bytes: number }>()
  return {
    add: async ({ into, rows, count }) => {
      if (count === 0) return
      const of = gathered.get(into) ?? { rows: [], bytes: 0 }
      gathered.set(into, of)
      of.rows.push(rows)
      of.bytes += rows.length
      if (of.bytes < mostBytes) return
      gathered.delete(into)
      await write(into, of.rows)
    },
    flush: async () => {
      for (const [into, { rows }] of gathered) await write(into, rows)
      gathered.clear()
    },
  }
}

/** Writes beside what goes on: the next waits until the last is written, and hears of its failure. */
function clickhouseWriter(
  ch: Clickhouse,
  run: string,
): { write: (table: string, rows: Rows) => Promise<void>; written: () => Promise<void> } {
  let sent = 0
  let underWay: Promise<void> = Promise.resolve()
  return {
    write: async (table, rows) => {
      await underWay
      underWay = ch.insertBytes(table, rows, { token: `${run}-${table}-${sent++}` }).then(() => rows.forEach(release))
      underWay.catch(() => {})
    },
    written: () => underWay,
  }
}
