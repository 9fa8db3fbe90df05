import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Clickhouse } from '#platform/clickhouse'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'

type ReadRows = <T>(ask: (tx: Tx) => Promise<T>) => Promise<T>
type Subject = { workspaceId: string; customerIds: string[]; identities: { kind: string; value: string }[] }

/** The events of a person in the log, in ClickHouse and among the dead letters. */
export function eventsPersonalData({ db, ch }: { db: Db; ch: Clickhouse }) {
  return {
    export: async () => ({}),
    many: { events: { count: countEvents, pages: eventPages } },
    erase: eraseEvents,
    sweep: (subject: Subject) => sweepEvents(db, ch, subject),
  }
}

const theirs = (workspaceId: string, customerIds: string[]) => sql`
  select p.position from event_batches b, unnest(b.positions, b.customer_ids) as p (position, customer_id)
  where b.workspace_id = ${workspaceId} and b.customer_ids && ${customerIds}::uuid[] and p.customer_id = any(${customerIds}::uuid[])`

const pageSize = 2_000

/** As they happened. Their places are few bytes each and are read at once; what they say comes page by page. */
async function* eventPages(read: ReadRows, workspaceId: string, customerIds: string[]): AsyncIterable<unknown[]> {
  const places = await read((tx) =>
    sql<{ position: number }>`select position from event_log
      where workspace_id = ${workspaceId} and position in (${theirs(workspaceId, customerIds)})
      order by occurred_at, position`.execute(tx),
  )
  const positions = places.rows.map(({ position }) => position)
  for (let at = 0; at < positions.length; at += pageSize) {
    const { rows } = await read((tx) =>
      sql`
        select occurred_at, received_at, source, body ->> 'type' as type, event,
          body -> 'properties' as properties, body -> 'traits' as traits, body -> 'context' as context
        from event_log where workspace_id = ${workspaceId} and position = any(${positions.slice(at, at + pageSize)}::bigint[])
        order by occurred_at, position`.execute(tx),
    )
    yield rows
  }
}

async function countEvents(tx: Tx, workspaceId: string, customerIds: string[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from event_log
    where workspace_id = ${workspaceId} and position in (${theirs(workspaceId, customerIds)})`.execute(tx)
  return rows[0]?.count ?? 0
}

/** Imports that brought events of these customers; asked before the events are gone. */
export async function importsOf(tx: Tx, workspaceId: string, customerIds: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select distinct import_id as id from event_log
    where workspace_id = ${workspaceId} and import_id is not null
      and position in (${theirs(workspaceId, customerIds)})`.execute(tx)
  return rows.map(({ id }) => id)
}

/** The caller holds the projector's lock, so that nothing of them is under way. */
async function eraseEvents(tx: Tx, { workspaceId, customerIds, identities }: Subject): Promise<Record<string, number>> {
  const events = await sql`delete from event_log where workspace_id = ${workspaceId}
    and position in (${theirs(workspaceId, customerIds)})`.execute(tx)
  // A dead letter belongs to nobody yet; one that names them, whole or as a JSON text, goes.
  const names = identities.map(({ value }) => JSON.stringify(value).toLowerCase())
  const loose = identities.filter(({ kind }) => kind === 'email' || kind === 'phone').map(({ value }) => value)
  const patterns = [...names, ...loose.map((value) => value.toLowerCase())].map(
    (text) => `%${text.replace(/[\\%_]/g, '\\$&')}%`,
  )
  const letters = await sql`delete from dead_letters where workspace_id = ${workspaceId}
    and lower(body) like any(${patterns}::text[])`.execute(tx)
  return { events: Number(events.numAffectedRows ?? 0), dead_letters: Number(letters.numAffectedRows ?? 0) }
}

/** What was projected before the erasure may still be on its way to ClickHouse: it is waited for, then taken out. */
async function sweepEvents(db: Db, ch: Clickhouse, { workspaceId, customerIds }: Subject): Promise<void> {
  const newest = await newestBatch(db, workspaceId)
  while (await isPending(db, workspaceId, newest)) await sleep(200)
  await ch
    .forWorkspace(workspaceId)
    .command(
      'ALTER TABLE events DELETE WHERE workspace_id = {workspace_id:UUID} AND customer_id IN {customerIds:Array(UUID)} SETTINGS mutations_sync = 2',
      { customerIds },
    )
}

async function newestBatch(db: Db, workspaceId: string): Promise<number> {
  const { rows } = await inWorkspace(db, workspaceId, (tx) =>
    sql<{
      id: number | null
    }>`select max(batch_id) as id from event_batches where workspace_id = ${workspaceId}`.execute(tx),
  )
  return rows[0]?.id ?? 0
}

async function isPending(db: Db, workspaceId: string, upTo: number): Promise<boolean> {
  const { rows } = await inWorkspace(db, workspaceId, (tx) =>
    sql<{ some: boolean }>`select exists (select from event_batches where workspace_id = ${workspaceId}
      and batch_id <= ${upTo} and pending is not null) as some`.execute(tx),
  )
  return rows[0]?.some ?? false
}
