import type { ImportMapping } from '#contract/imports'
import { DomainError } from '#platform/errors'
import { inWorkspace } from '#platform/postgres'
import { followColumns, isDecided, isSplitAnew, keepSettings } from './follow-columns.ts'
import type { FileDeps } from './import-context.ts'
import { findSameFile, getImport, saveMapping } from './imports.repo.ts'
import { type FilePreview, lookAtFile, previewOf } from './look-at-file.ts'
import { importPath } from './open-import.ts'
import { findOtherCurrency } from './other-currency.ts'
import type { ImportKind } from './reading/index.ts'

/**
 * What a person corrected: what they gave is kept, the file is looked at anew the way they say it is to be read. Dates, decimals and
 * what an amount is of are found in the columns that they point at.
 */
export async function changeMapping(
  deps: FileDeps,
  order: { workspaceId: string; importId: string; mapping: ImportMapping; kind?: ImportKind },
): Promise<FilePreview> {
  const { workspaceId, importId, mapping: given } = order
  const row = await inWorkspace(deps.db, workspaceId, (tx) => getImport(tx, workspaceId, importId))
  requireDraft(row.status)
  const kind = order.kind ?? row.kind
  const { encoding, delimiter, hasHeader, columns } = given
  const isAnew = isSplitAnew(row.mapping, given)
  const look = await lookAtFile(importPath(deps.dataDir, row.filePath), row.fileName, {
    kind,
    encoding,
    delimiter,
    hasHeader,
    ...(isAnew ? {} : { columns }),
  })
  if (!isAnew) requireColumns(given, look.columns.length)
  const mapping = isAnew ? keepSettings(given, look.mapping) : followColumns(row.mapping, given, look)
  const unclear = look.problems.filter(({ reason }) => !isDecided(reason, mapping, look.mapping))
  const { sameFileAs, problems } = await inWorkspace(deps.db, workspaceId, async (tx) => {
    requireDraft((await getImport(tx, workspaceId, importId, true)).status)
    await saveMapping(tx, workspaceId, importId, { kind, reading: look.reading, mapping })
    return {
      sameFileAs: row.fileSha256 ? await findSameFile(tx, workspaceId, row.fileSha256, importId) : null,
      problems: [...unclear, ...(await findOtherCurrency(tx, workspaceId, { kind, mapping }))],
    }
  })
  const { fileName, fileBytes } = row
  return previewOf({ ...look, kind, mapping, problems }, { importId, fileName, fileBytes, sameFileAs })
}

export function requireDraft(status: string): void {
  if (status === 'draft' || status === 'failed') return
  throw new DomainError('conflict', 'import_started', 'This import has been started already.', { status })
}

function requireColumns(mapping: ImportMapping, width: number): void {
  for (const [role, index] of [...Object.entries(mapping.columns), ...Object.entries(mapping.traits)]) {
    if (index >= width)
      throw new DomainError('invalid', 'unknown_column', `There is no column ${index + 1} for ${role}.`, {
        column: String(index + 1),
        role,
      })
  }
}
