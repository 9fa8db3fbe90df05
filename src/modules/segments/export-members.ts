import { type AuditActor, recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
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
  actor: AuditActor & { may: (scope: 'customers:export') => boolean },
  segmentId: string,
): Promise<{ header: string[]; rows: AsyncIterable<(string | null)[]> }> {
  if (!actor.may('customers:export'))
    throw new DomainError('forbidden', 'not_allowed', 'Your role or key does not allow this.', {
      scope: 'customers:export',
    })
  const first = await readMembers(deps, workspaceId, segmentId, { limit: atOnce })
  await inWorkspace(deps.db, workspaceId, (tx) =>
    recordAudit(tx, workspaceId, actor, {
      action: 'customers.exported',
      target: { kind: 'segment', id: segmentId },
      detail: { format: 'csv' },
    }),
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
