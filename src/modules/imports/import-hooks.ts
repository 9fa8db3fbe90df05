import type { JobHooks } from '#modules/jobs'
import type { ImportDeps } from './import-context.ts'
import { startImport, startUndo } from './start-import.ts'

/** A stopped import is taken back; a failed one may be tried again with the mapping it has now. */
export function importHooks(deps: ImportDeps): JobHooks {
  return {
    cancel: { import: (workspaceId, importId, actor) => startUndo(deps, workspaceId, importId, actor) },
    retry: { import: (workspaceId, importId, actor) => startImport(deps, workspaceId, importId, actor) },
  }
}
