import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import { type AuditActor, type AuditEntry, recordAudit } from './record-audit.ts'

/** A request's `c.var.actor` is one. */
export type Exporter = AuditActor & { may: (scope: 'customers:export') => boolean }

/**
 * Whoever takes a list that names customers away may do so, and is written down before its first row leaves. Throws forbidden without the
 * right to take lists away.
 */
export async function recordExport(
  tx: Tx,
  workspaceId: string,
  actor: Exporter,
  target: AuditEntry['target'],
  detail: AuditEntry['detail'] = {},
): Promise<void> {
  if (!actor.may('customers:export'))
    throw new DomainError('forbidden', 'not_allowed', 'Your role or key does not allow this.', {
      scope: 'customers:export',
    })
  await recordAudit(tx, workspaceId, actor, {
    action: 'customers.exported',
    target,
    detail: { format: 'csv', ...detail },
  })
}
