import { sql } from 'kysely'
import type { JourneyWebhookKey, NewJourneyWebhookKey } from '#contract/journeys'
import { type AuditActor, recordAudit } from '#modules/audit'
import type { Clock } from '#platform/clock'
import { newWebhookKey } from '#platform/outbound'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { open, seal } from '#platform/secrets'

export type WebhookKeyDeps = { db: Db; clock: Clock; secret: string }

const purpose = 'journey-webhook'
/** So long calls carry both signatures, and a receiver may change over. */
const overlapHours = 24

/** Keys to sign with: the one in force, and the one before while that still counts. */
export async function readWebhookKeys({ db, clock, secret }: WebhookKeyDeps, workspaceId: string): Promise<string[]> {
  const rows = await inWorkspace(db, workspaceId, (tx) =>
    sql<{ sealed: Buffer; previous: Buffer | null }>`select sealed,
        case when made_at > ${clock.now().subtract({ hours: overlapHours }).toString()} then previous end as previous
      from journey_webhook_keys where workspace_id = ${workspaceId}`.execute(tx),
  )
  const [row] = rows.rows
  const sealed = row ? [row.sealed, row.previous] : []
  return sealed.flatMap((one) => (one && open(secret, purpose, workspaceId, one)) ?? [])
}

export async function describeWebhookKey({ db }: { db: Db }, workspaceId: string): Promise<JourneyWebhookKey> {
  const { rows } = await inWorkspace(db, workspaceId, (tx) => findMade(tx, workspaceId))
  return { madeAt: rows[0]?.at.toISOString() ?? null }
}

const findMade = (tx: Tx, workspaceId: string) =>
  sql<{
    at: Date
  }>`select made_at as at from journey_webhook_keys where workspace_id = ${workspaceId}`.execute(tx)

/** A new key, to be read this once. */
export async function makeWebhookKey(
  { db, clock, secret }: WebhookKeyDeps,
  workspaceId: string,
  actor: AuditActor,
): Promise<NewJourneyWebhookKey> {
  const key = newWebhookKey()
  const now = clock.now().toString()
  await inWorkspace(db, workspaceId, async (tx) => {
    await sql`insert into journey_webhook_keys (workspace_id, sealed, made_at)
      values (${workspaceId}, ${seal(secret, purpose, workspaceId, key)}, ${now})
      on conflict (workspace_id) do update set previous = journey_webhook_keys.sealed, sealed = excluded.sealed,
        made_at = excluded.made_at`.execute(tx)
    await recordAudit(tx, workspaceId, actor, { action: 'journey.webhook_key_made', target: { kind: 'workspace' } })
  })
  return { key, madeAt: now }
}
