import { type Exporter, recordExport } from '#modules/audit'
import { inWorkspace } from '#platform/postgres'
import { readMembers } from './read-members.ts'
import type { SegmentsDeps } from './segments-deps.ts'

const atOnce = 500
const header = ['customer_id', 'name', 'email', 'phone', 'external_id', 'since', 'listed']

/**
 * All members as rows of a CSV. It is written down who took them away before the first row leaves. Throws forbidden without the right
 * to take lists away, and not_found.
 */
export async function exportMembers(
  deps: SegmentsDeps,
  workspaceId: string,
  actor: Exporter,
  segmentId: string,
): Promise<{ header: string[]; rows: AsyncIterable<(string | null)[]> }> {
  const first = await readMembers(deps, workspaceId, segmentId, { limit: atOnce })
  await inWorkspace(deps.db, workspaceId, (tx) =>
    recordExport(tx, workspaceId, actor, { kind: 'segment', id: segmentId }),
  )
  return { header, rows: rowsOf(deps, workspaceId, segmentId, first) }
}

async function* rowsOf(
  deps: SegmentsDeps,
  workspaceId: string,
  segmentId: string,
  first: Awaited<ReturnType<typeof readMembers>>,
): AsyncIterable<(string | null)[]> {
  for (let page = first; ; ) {
    for (const { customerId, externalId, name, email, phone, since, listed } of page.members)
      yield [customerId, name, email, phone, externalId, since, listed ? 'yes' : 'no']
    if (page.next === null) return
    page = await readMembers(deps, workspaceId, segmentId, { cursor: page.next, limit: atOnce })
  }
}
