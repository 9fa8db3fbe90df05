import { sql } from 'kysely'
import type { AuditAction } from '#contract/audit-actions'
import type { Tx } from '#platform/postgres'
import { hashEntry } from './hash-entry.ts'

/** A request's `c.var.actor` is one; what the program does by itself is done by 'system'. */
export type AuditActor = { kind: 'person' | 'key'; actorId: string } | { kind: 'system' }

export type AuditEntry = {
  action: AuditAction
  target: { kind: string; id?: string }
  /** identifiers, counts, names of changed fields; no personal data of customers */
  detail?: Record<string, unknown>
}

/**
 * Adds an entry in the transaction of the change it tells of, so that there is neither without the other. Call it last:
 * from here to the commit other audited changes of the workspace wait.
 */
export async function recordAudit(tx: Tx, workspaceId: string, actor: AuditActor, entry: AuditEntry): Promise<void> {
  const { detail = {}, action, target } = entry
  await sql`insert into audit_heads (workspace_id) values (${workspaceId}) on conflict do nothing`.execute(tx)
  const { rows } = await sql<{ sequence: number; hash: Buffer; at: number }>`
    select sequence, hash, (extract(epoch from clock_timestamp()) * 1000)::bigint as at
    from audit_heads where workspace_id = ${workspaceId} for update`.execute(tx)
  const [head] = rows
  if (!head) throw new Error('the head of the audit chain is missing')
  const fields = {
    workspaceId,
    sequence: head.sequence + 1,
    at: head.at,
    actorKind: actor.kind,
    actorId: actor.kind === 'system' ? null : actor.actorId,
    action,
    targetKind: target.kind,
    targetId: target.id ?? null,
    detail,
  }
  const hash = hashEntry(head.hash, fields)
  await sql`
    insert into audit_entries (workspace_id, sequence, at, actor_kind, actor_id, action, target_kind, target_id, detail, hash)
    values (${workspaceId}, ${fields.sequence}, to_timestamp(${fields.at} / 1000.0), ${fields.actorKind}, ${fields.actorId},
      ${action}, ${fields.targetKind}, ${fields.targetId}, ${JSON.stringify(detail)}::jsonb, ${hash})`.execute(tx)
  await sql`update audit_heads set sequence = ${fields.sequence}, hash = ${hash} where workspace_id = ${workspaceId}`.execute(
    tx,
  )
}
