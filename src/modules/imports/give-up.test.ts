import { expect, test } from 'vitest'
import { isDomainError } from '#platform/errors'
import { inWorkspace } from '#platform/postgres'
import { newWorkspace } from '#testing'
import { importFile } from './import-file.ts'
import { getImport } from './imports.repo.ts'
import { openShop } from './testing.ts'

const shop = await openShop()
const file = 'order,customer,date,total\n1,anna,2025-07-01 10:00:00,10.00\n'

async function runWith(error: Error, times: number): Promise<{ thrown: unknown[]; statuses: string[] }> {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(file)
  const { importId, kind, mapping } = await shop.draft(workspaceId, path)
  const thrown: unknown[] = []
  const statuses: string[] = []
  const onProgress = (): never => {
    throw error
  }
  for (let i = 0; i < times; i++) {
    thrown.push(
      await importFile(shop.deps, { workspaceId, importId, path, kind, mapping, onProgress }).catch((e: unknown) => e),
    )
    const row = await inWorkspace(shop.deps.db, workspaceId, (tx) => getImport(tx, workspaceId, importId))
    statuses.push(row.error ? `${row.status} ${row.error.reason}` : row.status)
  }
  return { thrown, statuses }
}

test('an error of the program ends an import at the third try, with words for its owner', async () => {
  const { thrown, statuses } = await runWith(new TypeError('a mistake of ours'), 3)
  expect(statuses).toEqual(['reading', 'reading', 'failed import_broken'])
  expect(thrown.map((error) => isDomainError(error))).toEqual([false, false, true])
})

test('what may pass by itself is tried again and again', async () => {
  const away = Object.assign(new Error('terminating connection'), { code: '57P01' })
  const { statuses } = await runWith(away, 5)
  expect(new Set(statuses)).toEqual(new Set(['reading']))
})
