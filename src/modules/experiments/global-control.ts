import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { GlobalControl } from '#contract/experiments'
import { positionOf } from '#models/experiments'
import { type AuditActor, recordAudit } from '#modules/audit'
import { findPeople } from '#modules/customers'
import type { Clock } from '#platform/clock'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'

export type Control = { sharePercent: number; salt: string; since: Date | null }

export async function findControl(tx: Tx, workspaceId: string): Promise<Control> {
  const found = await sql<{
    sharePercent: number
    salt: string
    since: Date
  }>`select share_percent::float8 as "sharePercent",
      salt, since from global_controls where workspace_id = ${workspaceId}`.execute(tx)
  return found.rows[0] ?? { sharePercent: 0, salt: '', since: null }
}

/** Sticky: a hash of the workspace's salt and who they are now. */
export function isInControl({ sharePercent, salt }: Control, customerId: string): boolean {
  return sharePercent > 0 && positionOf(salt, customerId) < sharePercent / 100
}

/** Whether this customer is kept out of everything, so that everything together can be measured. Nobody: false. */
export async function isInGlobalControl(tx: Tx, workspaceId: string, customerId: string): Promise<boolean> {
  const control = await findControl(tx, workspaceId)
  if (control.sharePercent === 0) return false
  const person = (await findPeople(tx, workspaceId, [customerId])).get(customerId)
  return person !== undefined && isInControl(control, person.customerId)
}

/** Those of these customers, as they are now, who are kept out of everything. */
export async function amongGlobalControl(tx: Tx, workspaceId: string, customerIds: string[]): Promise<string[]> {
  const control = await findControl(tx, workspaceId)
  return customerIds.filter((id) => isInControl(control, id))
}

export async function readControl({ db }: { db: Db }, workspaceId: string): Promise<GlobalControl> {
  const { sharePercent, since } = await inWorkspace(db, workspaceId, (tx) => findControl(tx, workspaceId))
  return { sharePercent, since: since?.toISOString() ?? null }
}

/** A larger share keeps those who were in it. The figures of the group begin anew with every change. */
export async function changeControl(
  { db, clock }: { db: Db; clock: Clock },
  workspaceId: string,
  actor: AuditActor,
  { sharePercent }: { sharePercent: number },
): Promise<GlobalControl> {
  const share = Math.round(sharePercent * 10) / 10
  await inWorkspace(db, workspaceId, async (tx) => {
    const before = await findControl(tx, workspaceId)
    if (before.sharePercent === share) return
    const now = clock.now().toString()
    await sql`insert into global_controls (workspace_id, share_percent, salt, since, updated_at)
      values (${workspaceId}, ${share}, ${randomBytes(8).toString('hex')}, ${now}, ${now})
      on conflict (workspace_id) do update set share_percent = excluded.share_percent, since = excluded.since,
        updated_at = excluded.updated_at`.execute(tx)
    await recordAudit(tx, workspaceId, actor, {
      action: 'global_control.changed',
      target: { kind: 'workspace' },
      detail: { from: before.sharePercent },
    })
  })
  return await readControl({ db }, workspaceId)
}
