import type { BulkChange, BulkPreview, BulkRequest, BulkSelection, StartBulkEdit } from '#contract/bulk-edits'
import { listCustomersQuery } from '#contract/customers'
import { type AuditActor, recordAudit } from '#modules/audit'
import { announceJob } from '#modules/jobs'
import { DomainError } from '#platform/errors'
import { newId, uuidFromText } from '#platform/ids'
import { inWorkspace, lockRequest, type Tx } from '#platform/postgres'
import { findTargets } from '../customers.repo.ts'
import { checkEdit } from '../editing/check-edit.ts'
import { listCustomers } from '../list-customers.ts'
import { type BulkDeps, runJob, undoJob } from './bulk-context.ts'
import { type BulkRow, findByRequestKey, getBulkEdit, insertBulkEdit, setBulkStatus } from './bulk-edits.repo.ts'

/** How many customers a bulk edit would be about; changes nothing. Throws invalid for a value that the trait does not take. */
export async function previewBulkEdit(
  deps: Pick<BulkDeps, 'db' | 'clock' | 'silenceDays'>,
  workspaceId: string,
  { selection, change }: BulkRequest,
): Promise<BulkPreview> {
  await inWorkspace(deps.db, workspaceId, (tx) => checkChange(tx, workspaceId, change))
  if ('customerIds' in selection) {
    const found = await inWorkspace(deps.db, workspaceId, (tx) => findTargets(tx, workspaceId, selection.customerIds))
    return { customers: new Set([...found.values()].map((one) => one.customerId)).size, atLeast: false }
  }
  const page = await listCustomers(deps, workspaceId, { ...listCustomersQuery.parse({}), ...selection.query, limit: 1 })
  return { customers: page.total, atLeast: page.totalIsEstimate }
}

/** Writes the edit down and puts it into the queue. The same request key again gives the edit that it began. */
export async function startBulkEdit(
  deps: Pick<BulkDeps, 'db' | 'clock' | 'jobs'>,
  workspaceId: string,
  actor: AuditActor,
  { selection, change, requestKey }: StartBulkEdit & { selection: BulkSelection },
): Promise<BulkRow> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    await lockRequest(tx, workspaceId, requestKey)
    const same = requestKey === undefined ? undefined : await findByRequestKey(tx, workspaceId, requestKey)
    if (same) return same
    const bulkEditId = newId()
    const by = { actorKind: actor.kind, actorId: actor.kind === 'system' ? null : actor.actorId }
    const checked = await checkChange(tx, workspaceId, change)
    await insertBulkEdit(
      tx,
      workspaceId,
      { bulkEditId, change: checked, selection, requestKey: requestKey ?? null, ...by },
      deps.clock.now(),
    )
    await announceJob(tx, bulkJob(workspaceId, bulkEditId, checked, by))
    await deps.jobs.enqueue(runJob, { workspaceId, bulkEditId }, { tx, key: bulkEditId })
    await recordAudit(tx, workspaceId, actor, {
      action: 'bulk_edit.started',
      target: { kind: 'bulk_edit', id: bulkEditId },
      detail: {
        kind: checked.kind,
        ...('customerIds' in selection ? { customers: selection.customerIds.length } : { everybodyMatching: true }),
      },
    })
    return await getBulkEdit(tx, workspaceId, bulkEditId)
  })
}

/** Gives back what was there before, except where somebody has changed it since. Throws conflict while the edit is at work. */
export async function undoBulkEdit(
  deps: Pick<BulkDeps, 'db' | 'jobs'>,
  workspaceId: string,
  actor: AuditActor,
  bulkEditId: string,
): Promise<BulkRow> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const row = await getBulkEdit(tx, workspaceId, bulkEditId, true)
    if (row.status === 'undoing' || row.status === 'undone') return row
    if (row.status !== 'done' && row.status !== 'failed')
      throw new DomainError('conflict', 'bulk_edit_running', 'This change is still at work; undo it when it is done.')
    await setBulkStatus(tx, workspaceId, bulkEditId, 'undoing')
    const by = { actorKind: actor.kind, actorId: actor.kind === 'system' ? null : actor.actorId }
    await announceJob(tx, bulkUndoJob(workspaceId, bulkEditId, row.change, by))
    await deps.jobs.enqueue(undoJob, { workspaceId, bulkEditId }, { tx, key: bulkEditId })
    await recordAudit(tx, workspaceId, actor, {
      action: 'bulk_edit.undone',
      target: { kind: 'bulk_edit', id: bulkEditId },
      detail: { kind: row.change.kind, customers: row.changed },
    })
    return await getBulkEdit(tx, workspaceId, bulkEditId)
  })
}

type By = { actorKind: string; actorId: string | null }

export function bulkJob(workspaceId: string, bulkEditId: string, change: BulkChange, by: By) {
  return {
    workspaceId,
    jobId: bulkEditId,
    kind: 'bulk_edit' as const,
    subject: subjectOf(change),
    link: '/jobs',
    canCancel: true,
    ...(by.actorKind === 'person' && by.actorId !== null ? { personId: by.actorId } : {}),
  }
}

export function bulkUndoJob(workspaceId: string, bulkEditId: string, change: BulkChange, by: By) {
  return {
    ...bulkJob(workspaceId, bulkEditId, change, by),
    jobId: uuidFromText('undo', bulkEditId),
    kind: 'bulk_undo' as const,
    link: '/customers',
    canCancel: false,
  }
}

function subjectOf(change: BulkChange): string {
  return change.kind === 'set_trait' ? change.trait : change.tag
}

async function checkChange(tx: Tx, workspaceId: string, change: BulkChange): Promise<BulkChange> {
  if (change.kind !== 'set_trait') return change
  const told = await checkEdit(tx, workspaceId, { traits: { [change.trait]: change.value } })
  return { ...change, value: (told[change.trait] ?? null) as string | number | boolean | null }
}
