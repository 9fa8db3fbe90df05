import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { inWorkspace } from '#platform/postgres'
import type { FileDeps, ImportContext } from './import-context.ts'

const mostTries = 3
// Engines, connections, disks and locks come back; these classes of PostgreSQL's say that what was asked cannot be done.
const lastingClasses = new Set(['22', '23', '42', '54'])

/**
 * What to do about an error nobody expected. One that will come again however often the import begins anew ends it at the
 * third time, as import_broken; until then, and for any other, the error itself is returned and the queue tries again.
 */
export async function giveUp(
  deps: FileDeps,
  { workspaceId, importId, run }: ImportContext,
  error: unknown,
): Promise<unknown> {
  if (!isLasting(error)) return error
  const counted = await inWorkspace(deps.db, workspaceId, (tx) =>
    sql<{ faults: number }>`update imports set checkpoint = checkpoint
        || jsonb_build_object('faults', coalesce((checkpoint ->> 'faults')::int, 0) + 1)
      where workspace_id = ${workspaceId} and import_id = ${importId} and checkpoint ->> 'run' = ${run}
      returning (checkpoint ->> 'faults')::int as faults`.execute(tx),
  )
  if ((counted.rows[0]?.faults ?? 0) < mostTries) return error
  deps.log.error({ err: error, importId }, 'An import is given up')
  return new DomainError('invalid', 'import_broken', 'Something in this file breaks the import; that is our fault.')
}

function isLasting(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError) return true
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && code.length === 5 && lastingClasses.has(code.slice(0, 2))
}
