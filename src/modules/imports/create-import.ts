import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import type { FileDeps } from './import-context.ts'
import { findSameFile, insertImport } from './imports.repo.ts'
import { type FilePreview, lookAtFile, previewOf } from './look-at-file.ts'
import { importPath } from './open-import.ts'
import { findOtherCurrency } from './other-currency.ts'
import type { ImportKind, MapEntry } from './reading/index.ts'
import type { ReadingChoices } from './reading-choices.ts'

export type NewImport = {
  workspaceId: string
  /** given when the upload's folder already has its name */
  importId?: string
  /** absolute, or below the data directory */
  filePath: string
  fileName: string
  kind?: ImportKind
  map?: MapEntry[]
  currency?: string
  timeZone?: string
  source?: string
  reading?: ReadingChoices
}

/** Looks at a file and keeps it as a draft: how it is read, what its columns mean, its first rows. Throws what is wrong with it as a whole. */
export async function createImport(deps: FileDeps, wanted: NewImport): Promise<FilePreview> {
  const { workspaceId, filePath, fileName } = wanted
  const importId = wanted.importId ?? newId()
  const path = importPath(deps.dataDir, filePath)
  const look = await lookAtFile(path, fileName, {
    kind: wanted.kind,
    map: wanted.map,
    reading: wanted.reading,
  })
  const mapping = { ...look.mapping }
  if (wanted.currency) mapping.currency = wanted.currency
  if (wanted.timeZone) mapping.timeZone = wanted.timeZone
  if (wanted.source) mapping.source = wanted.source
  const fileSha256 = await hashFile(path)
  const fileBytes = (await stat(path)).size
  const row = { importId, kind: look.kind, fileName, filePath, fileBytes, fileSha256, reading: look.reading, mapping }
  const { sameFileAs, problems } = await inWorkspace(deps.db, workspaceId, async (tx) => {
    await insertImport(tx, workspaceId, row, deps.clock.now())
    return {
      sameFileAs: await findSameFile(tx, workspaceId, fileSha256, importId),
      problems: [...look.problems, ...(await findOtherCurrency(tx, workspaceId, row))],
    }
  })
  return previewOf({ ...look, mapping, problems }, { importId, fileName, fileBytes, sameFileAs })
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
