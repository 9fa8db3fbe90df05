import { sql } from 'kysely'
import type { ChangeMe, ChangeWorkspace } from '#contract/session'
import { type AuditActor, recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { type Db, inWorkspace } from '#platform/postgres'

/** What is not given stays. The time zone and currency cannot change once events are there: days and totals were fixed by them. */
export async function changeWorkspace(
  db: Db,
  { workspaceId, actor }: { workspaceId: string; actor: AuditActor },
  change: ChangeWorkspace,
): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql<{ time_zone: string; currency: string; started: boolean }>`
      select time_zone, currency, exists (select from event_log where workspace_id = ${workspaceId}) as started
      from workspaces where workspace_id = ${workspaceId} for update`.execute(tx)
    const [now] = rows
    if (!now) throw new DomainError('not_found', 'workspace_not_found', 'There is no such workspace.')
    const moves =
      (change.timeZone ?? now.time_zone) !== now.time_zone || (change.currency ?? now.currency) !== now.currency
    if (moves && now.started) {
      throw new DomainError(
        'conflict',
        'workspace_has_events',
        'Time zone and currency are fixed once there are events.',
      )
    }
    await sql`
      update workspaces set
        name = coalesce(${change.name ?? null}, name),
        time_zone = coalesce(${change.timeZone ?? null}, time_zone),
        currency = coalesce(${change.currency ?? null}, currency),
        locale = coalesce(${change.locale ?? null}, locale),
        weekend = case when ${change.weekend === undefined} then weekend else ${change.weekend ?? null}::smallint[] end,
        silence_days = case when ${change.silenceDays === undefined} then silence_days else ${change.silenceDays ?? null}::int end
      where workspace_id = ${workspaceId}`.execute(tx)
    await recordAudit(tx, workspaceId, actor, {
      action: 'workspace.changed',
      target: { kind: 'workspace', id: workspaceId },
      detail: { fields: Object.keys(change) },
    })
  })
}

export async function changePerson(db: Db, personId: string, change: ChangeMe): Promise<void> {
  await sql`
    update people set name = coalesce(${change.name ?? null}, name), locale = coalesce(${change.locale ?? null}, locale),
      calendar = coalesce(${change.calendar ?? null}, calendar), updated_at = now()
    where id = ${personId}`.execute(db)
}
