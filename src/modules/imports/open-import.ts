import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { sql } from 'kysely'
import type { ImportMapping } from '#contract/imports'
import { dayIn } from '#platform/clock'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { FileDeps, ImportContext } from './import-context.ts'
import type { FileReading, ImportRecord } from './imports.repo.ts'
import type { Column } from './reading/index.ts'

export const importFolder = (dataDir: string, importId: string): string => join(dataDir, 'imports', importId)

export const importPath = (dataDir: string, filePath: string): string => resolve(dataDir, filePath)

export const describeColumns = ({ headings }: FileReading): Column[] =>
  headings.map((name, index) => ({ name, index, samples: [], guess: 'text' }))

export type ShopSettings = { timeZone: string; currency: string; locale: string }

export async function readShop(tx: Tx, workspaceId: string): Promise<ShopSettings> {
  const found = await sql<ShopSettings>`select time_zone as "timeZone", currency, locale from workspaces
    where workspace_id = ${workspaceId}`.execute(tx)
  return found.rows[0] ?? { timeZone: 'UTC', currency: 'EUR', locale: 'en' }
}

export type OpenOptions = {
  kind: ImportRecord['kind']
  path: string
  mapping: ImportMapping
  signal?: AbortSignal
  run: string
}

/** All that a run needs to know, with a folder of its own; what earlier runs left there and is not needed goes. */
export async function openContext(
  deps: FileDeps,
  workspaceId: string,
  row: ImportRecord,
  options: OpenOptions,
): Promise<ImportContext> {
  const shop = await inWorkspace(deps.db, workspaceId, (tx) => readShop(tx, workspaceId))
  const { mapping } = options
  const timeZone = mapping.timeZone ?? shop.timeZone
  const folder = join(importFolder(deps.dataDir, row.importId), options.run)
  mkdirSync(folder, { recursive: true })
  const { layout } = row.reading
  return {
    workspaceId,
    importId: row.importId,
    run: options.run,
    kind: options.kind,
    path: options.path,
    layout,
    columns: describeColumns(row.reading),
    mapping,
    estimatedRows: row.reading.estimatedRows,
    timeZone,
    // UTC is what a shop has that told no zone.
    daysInZone: mapping.timeZone !== undefined || shop.timeZone !== 'UTC',
    locale: shop.locale,
    currency: mapping.currency ?? shop.currency,
    currencyKnown: mapping.currency !== undefined || mapping.columns.currency !== undefined,
    latestDay: dayIn(deps.clock.now().add({ hours: 24 }), timeZone),
    createdAt: Temporal.Instant.fromEpochMilliseconds(row.createdAt.getTime()),
    folder,
    status: 'reading',
    isDry: false,
    progress: row.progress,
    eventsExpected: () => row.reading.estimatedRows,
    report: async () => {},
    ...(options.signal ? { signal: options.signal } : {}),
  }
}

export const errorsPath = (dataDir: string, importId: string): string => join(importFolder(dataDir, importId), 'errors')

/** Where a run writes its list: that of orders and of trials is its own; the others go on with that of the run before. */
export function errorsFile({ folder, kind, isDry }: ImportContext): string {
  return join(kind === 'orders' || isDry ? folder : dirname(folder), 'errors')
}

/** Moves the list of errors of a run to where it is read from. */
export function keepErrors(dataDir: string, { importId, folder }: ImportContext): void {
  const path = join(folder, 'errors')
  if (existsSync(path)) renameSync(path, errorsPath(dataDir, importId))
}

/** Removes what runs of an import spilled; the file and the list of errors stay. */
export function cleanFolders(dataDir: string, importId: string): void {
  const folder = importFolder(dataDir, importId)
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) rmSync(join(folder, entry.name), { recursive: true, force: true })
  }
}

export function dropFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

/** Rows that an interrupted run spilled and nobody reads. Trials run beside and keep theirs. */
export function dropOtherRuns({ folder }: ImportContext): void {
  for (const entry of readdirSync(dirname(folder), { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === basename(folder) || entry.name.startsWith('dry-')) continue
    dropFolder(join(dirname(folder), entry.name))
  }
}
