import { sql } from 'kysely'
import { type AuditActor, type AuditEntry, recordAudit } from '#modules/audit'
import { announceJob } from '#modules/jobs'
import { newId } from '#platform/ids'
import type { Jobs } from '#platform/jobs'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { findSubject, getSubject } from './find-subject.ts'
import type { HashIdentity } from './identity-hash.ts'
import type { PersonalData, Subject } from './personal-data.ts'

export type PrivacyDeps = { db: Db; jobs: Jobs; hash: HashIdentity; personalData: PersonalData[] }

export const sweepJob = 'privacy.sweep'

/**
 * Forgets one person, joined profiles included. When this resolves PostgreSQL holds nothing of them but keyed hashes; what no
 * transaction reaches (ClickHouse, files) is swept by a job that is there if, and only if, this has happened. Throws not_found,
 * also for somebody who has been erased already.
 */
export async function eraseCustomer(
  deps: PrivacyDeps,
  workspaceId: string,
  actor: AuditActor,
  customerId: string,
): Promise<{ erasureId: string }> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    await lockProjection(tx, workspaceId)
    const subject = await getSubject(tx, workspaceId, customerId)
    const { erasureId, removed } = await erase(deps, tx, actor, subject)
    const target = { kind: 'customer', id: customerId }
    await recordAudit(tx, workspaceId, actor, { action: 'customer.erased', target, detail: removed })
    return { erasureId }
  })
}

/**
 * Forgets those whom `choose` names, together: one erasure, one sweep. It is asked while nothing is projected, so that nobody who
 * has just come back is among them. Returns how many were named and still there.
 */
export async function eraseCustomers(
  deps: PrivacyDeps,
  workspaceId: string,
  actor: AuditActor,
  choose: (tx: Tx) => Promise<string[]>,
): Promise<number> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    await lockProjection(tx, workspaceId)
    const ids = await choose(tx)
    if (ids.length === 0) return 0
    const subject = await findSubject(tx, workspaceId, ids)
    const { removed } = await erase(deps, tx, actor, subject)
    const entry: AuditEntry = {
      action: 'customer.erased',
      target: { kind: 'customers' },
      detail: { customers: ids.length, ...removed },
    }
    await recordAudit(tx, workspaceId, actor, entry)
    return ids.length
  })
}

async function erase(
  deps: PrivacyDeps,
  tx: Tx,
  actor: AuditActor,
  subject: Subject,
): Promise<{ erasureId: string; removed: Record<string, number> }> {
  const { workspaceId } = subject
  const erasureId = newId()
  await keepStones(tx, deps.hash, erasureId, actor, subject)
  const removed: Record<string, number> = {}
  for (const { erase } of deps.personalData) Object.assign(removed, await erase(tx, subject))
  await sql`update erasures set removed = ${JSON.stringify(removed)}::jsonb
    where workspace_id = ${workspaceId} and erasure_id = ${erasureId}`.execute(tx)
  const personId = actor.kind === 'person' ? actor.actorId : undefined
  const link = '/settings/privacy'
  await announceJob(tx, { workspaceId, jobId: erasureId, kind: 'erasure', link, personId })
  await deps.jobs.enqueue(sweepJob, { workspaceId, erasureId }, { tx, key: erasureId })
  return { erasureId, removed }
}

/** Nothing is projected while this transaction runs: no event of theirs is between the log and their profile. */
async function lockProjection(tx: Tx, workspaceId: string): Promise<void> {
  await sql`select from event_offsets where workspace_id = ${workspaceId} for update`.execute(tx)
}

async function keepStones(
  tx: Tx,
  hash: HashIdentity,
  erasureId: string,
  actor: AuditActor,
  { workspaceId, customerIds, numbers, identities, importIds }: Subject,
): Promise<void> {
  const by = actor.kind === 'person' ? actor.actorId : null
  await sql`
    insert into erasures (workspace_id, erasure_id, requested_at, requested_by, customer_ids, customer_numbers, import_ids)
    values (${workspaceId}, ${erasureId}, now(), ${by}, ${customerIds}::uuid[], ${numbers}::int[], ${importIds}::uuid[])`.execute(
    tx,
  )
  const hashes = identities.map((identity) => hash(workspaceId, identity))
  const whose = identities.map(({ customerId }) => customerId)
  await sql`
    insert into erased_identities (workspace_id, identity_hash, erasure_id, customer_id, erased_before)
    select ${workspaceId}, h, ${erasureId}, c, now() from unnest(${hashes}::bytea[], ${whose}::uuid[]) as s (h, c)
    on conflict (workspace_id, identity_hash) do update
      set erasure_id = excluded.erasure_id, customer_id = excluded.customer_id, erased_before = excluded.erased_before`.execute(
    tx,
  )
}
