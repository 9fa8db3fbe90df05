import { existsSync } from 'node:fs'
import { type ImportDryRun, importProgress } from '#contract/imports'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { buildBucket } from './build-orders.ts'
import { checkImport } from './check-import.ts'
import type { FileDeps, ImportContext } from './import-context.ts'
import { getImport, type ImportRecord } from './imports.repo.ts'
import { dropFolder, errorsFile, importPath, openContext } from './open-import.ts'
import { readOrders } from './read-orders.ts'
import { groupPeople } from './read-people.ts'
import { groupTimeline } from './read-timeline.ts'
import { readRowErrors } from './row-errors.ts'
import { countOrder } from './write-orders.ts'

const shownErrors = 100

/** `warnings` are told by the caller, who knows the language. */
export type DryRun = Omit<ImportDryRun, 'warnings'> & { kind: ImportRecord['kind'] }

/** Does everything an import does but write: what would come of it, and the first rows it would not use. */
export async function dryRunImport(
  deps: FileDeps,
  order: {
    workspaceId: string
    importId: string
    signal?: AbortSignal
    onProgress?: (progress: ImportDryRun['progress']) => void
  },
): Promise<DryRun> {
  const { workspaceId, importId, signal } = order
  const row = await inWorkspace(deps.db, workspaceId, (tx) => getImport(tx, workspaceId, importId))
  checkImport(row)
  const { kind, mapping } = row
  const path = importPath(deps.dataDir, row.filePath)
  const run = `dry-${newId()}`
  const context = await openContext(deps, workspaceId, row, { kind, path, mapping, run, ...(signal ? { signal } : {}) })
  context.progress = { ...importProgress.parse({}), totalBytes: row.fileBytes }
  context.report = async () => order.onProgress?.(context.progress)
  context.isDry = true
  try {
    const found = kind === 'orders' ? await tryOrders(context) : await tryRows(context)
    return { kind, progress: context.progress, ...found, errors: await firstErrors(context) }
  } finally {
    dropFolder(context.folder)
  }
}

type Found = Pick<ImportDryRun, 'firstDay' | 'lastDay' | 'currency' | 'revenueMinor'>

async function tryOrders(context: ImportContext): Promise<Found> {
  const { buckets, currency } = await readOrders(context)
  const revenue = new Map<string, number>()
  let firstDay: string | null = null
  let lastDay: string | null = null
  for (let bucket = 0; bucket < buckets; bucket++) {
    const build = await buildBucket(context, bucket)
    for (const order of build()) {
      countOrder(context.progress, order)
      context.progress.eventsToProject += order.events.length
      if (!order.isOrder) continue
      revenue.set(order.currency, (revenue.get(order.currency) ?? 0) + order.saleMinor)
      if (firstDay === null || order.day < firstDay) firstDay = order.day
      if (lastDay === null || order.day > lastDay) lastDay = order.day
    }
  }
  const home = currency ?? context.currency
  return { firstDay, lastDay, currency: home, revenueMinor: revenue.get(home) ?? 0 }
}

async function tryRows(context: ImportContext): Promise<Found> {
  const groups = context.kind === 'customers' ? groupPeople(context, {}) : groupTimeline(context, {})
  let firstDay: string | null = null
  let lastDay: string | null = null
  for await (const { events } of groups) {
    context.signal?.throwIfAborted()
    context.progress.eventsToProject += events.length
    for (const { occurredAt } of context.kind === 'events' ? events : []) {
      const day = occurredAt.slice(0, 10)
      if (firstDay === null || day < firstDay) firstDay = day
      if (lastDay === null || day > lastDay) lastDay = day
    }
  }
  return { firstDay, lastDay, currency: null, revenueMinor: 0 }
}

async function firstErrors(context: ImportContext): Promise<ImportDryRun['errors']> {
  const path = errorsFile(context)
  const errors: ImportDryRun['errors'] = []
  if (!existsSync(path)) return errors
  for await (const { line, reason, detail } of readRowErrors(path)) {
    errors.push({ line, reason, detail })
    if (errors.length >= shownErrors) break
  }
  return errors
}
