import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll } from 'vitest'
import type { ImportProgress } from '#contract/imports'
import { factReaders, projectCustomers } from '#modules/customers'
import { startProjector } from '#modules/events'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'
import { createImport, type NewImport } from './create-import.ts'
import { dryRunImport } from './dry-run-import.ts'
import type { FileDeps, ImportDeps } from './import-context.ts'
import { importFile } from './import-file.ts'

export const sample = join(import.meta.dirname, '../../../samples/online-retail.csv.gz')

export type Shop = {
  deps: ImportDeps
  url: string
  write: (content: string | Buffer, name?: string) => string
  /** Looks at a file and imports it. */
  take: (
    workspaceId: string,
    path: string,
    wanted?: Partial<NewImport>,
  ) => Promise<{ importId: string; progress: ImportProgress }>
  draft: (workspaceId: string, path: string, wanted?: Partial<NewImport>) => ReturnType<typeof createImport>
  run: (
    workspaceId: string,
    path: string,
    preview: Awaited<ReturnType<typeof createImport>>,
    more?: { signal?: AbortSignal; deps?: FileDeps },
  ) => Promise<ImportProgress>
}

/** Real engines with a projector that runs, and a folder for files; without one, writing waits for nobody. */
export async function openShop(options: { project?: boolean } = {}): Promise<Shop> {
  const { db, url } = await testDb()
  const ch = testClickhouse()
  const clock = fakeClock('2026-03-01T12:00:00Z')
  const dataDir = mkdtempSync(join(tmpdir(), 'regulars-imports-'))
  const projector =
    options.project === false
      ? undefined
      : startProjector({
          db,
          ch,
          clock,
          log: silentLog,
          project: projectCustomers,
          ...factReaders,
        })
  const jobs = { define: async () => {}, enqueue: async () => {}, repeat: async () => {}, stop: async () => {} }
  const rebuild = { db, ch, ...factReaders }
  const deps: ImportDeps = { db, clock, log: silentLog, dataDir, jobs, rebuild, onWritten: () => projector?.wake() }
  if (!projector) deps.mostAhead = Number.POSITIVE_INFINITY
  afterAll(async () => {
    await projector?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  let files = 0
  const draft: Shop['draft'] = (workspaceId, path, wanted = {}) =>
    createImport(deps, { workspaceId, filePath: path, fileName: path.split('/').at(-1) ?? '', ...wanted })
  const run: Shop['run'] = (workspaceId, path, { importId, kind, mapping }, more = {}) =>
    importFile(more.deps ?? deps, {
      workspaceId,
      importId,
      path,
      kind,
      mapping,
      ...(more.signal ? { signal: more.signal } : {}),
    })
  return {
    deps,
    url,
    draft,
    run,
    write(content, name = 'orders.csv') {
      const path = join(dataDir, `${++files}-${name}`)
      writeFileSync(path, content)
      return path
    },
    async take(workspaceId, path, wanted) {
      const preview = await draft(workspaceId, path, wanted)
      return { importId: preview.importId, progress: await run(workspaceId, path, preview) }
    },
  }
}

export type Logged = {
  event: string
  userId: string | null
  at: string
  properties: Record<string, unknown>
  traits: Record<string, unknown>
}

/** What the log holds, without what differs from run to run. */
export async function readLog(deps: FileDeps, workspaceId: string): Promise<Logged[]> {
  const found = await inWorkspace(deps.db, workspaceId, (tx) =>
    sql<Logged>`select coalesce(event, body ->> 'type') as event, body ->> 'userId' as "userId",
        to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, body -> 'properties' as properties,
        coalesce(body -> 'traits', body -> 'context' -> 'traits') as traits
      from event_log where workspace_id = ${workspaceId} order by message_key`.execute(tx),
  )
  return found.rows
}

export type FoundInExport = {
  orders: number
  customers: number
  revenue: number
  days: [first: string, last: string]
  currency?: string
  refunds?: number
  errors?: number
  skipped?: Record<string, number>
}

/** What a trial finds in an export of orders, every figure of it, and what it says is not clear. */
export async function tryExport({ deps, write, draft }: Shop, name: string, content: string | Buffer) {
  const workspaceId = await newWorkspace(deps.db)
  const { importId, problems } = await draft(workspaceId, write(content, `${name.split(/\W/)[0]}.csv`), {
    kind: 'orders',
  })
  const { progress, firstDay, lastDay, currency, revenueMinor } = await dryRunImport(deps, { workspaceId, importId })
  const { orders, refunds, customers, errors, skipped } = progress
  const found = {
    orders,
    refunds,
    customers,
    errors,
    skipped,
    revenue: revenueMinor,
    days: [firstDay, lastDay],
    currency,
  }
  return { ...found, unclear: problems.map(({ reason }) => reason) }
}
