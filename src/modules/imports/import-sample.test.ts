import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { inWorkspace } from '#platform/postgres'
import { newWorkspace } from '#testing'
import { importFile } from './import-file.ts'
import { getImport } from './imports.repo.ts'
import { openShop, readLog, sample } from './testing.ts'

// The log alone is looked at here, so nothing projects.
const shop = await openShop({ project: false })
const { db } = shop.deps

/** Runs an import until everything is in the log, or until `stopAfter` says so. */
async function writeAll(
  workspaceId: string,
  importId: string,
  stopAfter: (progress: { rows: number; eventsWritten: number }) => boolean = () => false,
): Promise<boolean> {
  const row = await inWorkspace(db, workspaceId, (tx) => getImport(tx, workspaceId, importId))
  const stop = new AbortController()
  let isWritten = false
  const running = importFile(shop.deps, {
    workspaceId,
    importId,
    path: sample,
    kind: row.kind,
    mapping: row.mapping,
    signal: stop.signal,
    onProgress: (progress, status) => {
      isWritten = status === 'projecting'
      if (isWritten || stopAfter(progress)) stop.abort()
    },
  })
  await expect(running).rejects.toThrow(/abort/i)
  return isWritten
}

test('the sample shop gives its known totals, and an import that was cut off many times the same log', async () => {
  const undisturbed = await newWorkspace(db)
  const first = await shop.draft(undisturbed, sample)
  await writeAll(undisturbed, first.importId)
  const { progress } = await inWorkspace(db, undisturbed, (tx) => getImport(tx, undisturbed, first.importId))
  expect(progress).toMatchObject({ rows: 541_909, rowsUsed: 397_884, orders: 18_532, customers: 4_338, errors: 0 })
  expect(progress.skipped).toEqual({ no_customer: 135_080, zero_total: 40 })
  expect(progress.rowsUsed + progress.refundRows + 135_080 + 40).toBe(541_909)
  const totals = await inWorkspace(db, undisturbed, (tx) =>
    sql`select count(*) as orders, sum((body -> 'properties' ->> 'total_minor')::bigint)::bigint as revenue,
        count(distinct body ->> 'userId') as customers, sum(json_array_length(body -> 'properties' -> 'products')) as lines
      from event_log where workspace_id = ${undisturbed} and event = 'Order Completed'`.execute(tx),
  )
  expect(totals.rows).toEqual([{ orders: 18_532, revenue: 891_140_790, customers: 4_338, lines: 397_884 }])

  const cut = await newWorkspace(db)
  const { importId } = await shop.draft(cut, sample)
  let stops = 0
  let reached = 0
  for (;;) {
    stops++
    // Once while reading, then ever further into the writing.
    const goOn = reached + 3_000
    const done = await writeAll(cut, importId, ({ rows, eventsWritten }) =>
      stops === 1 ? rows > 50_000 : eventsWritten > goOn,
    )
    reached = (await inWorkspace(db, cut, (tx) => getImport(tx, cut, importId))).progress.eventsWritten
    if (done) break
  }
  expect(stops).toBeGreaterThan(2)
  const after = await inWorkspace(db, cut, (tx) => getImport(tx, cut, importId))
  expect(after.progress).toMatchObject({
    orders: 18_532,
    refunds: progress.refunds,
    duplicates: 0,
    eventsWritten: progress.eventsWritten,
  })
  expect(await readLog(shop.deps, cut)).toEqual(await readLog(shop.deps, undisturbed))

  // Nothing new is in the log, so there is nothing to wait for.
  const again = await shop.take(undisturbed, sample)
  expect(again.progress).toMatchObject({ eventsWritten: 0, duplicates: progress.eventsWritten, orders: 18_532 })
}, 240_000)
