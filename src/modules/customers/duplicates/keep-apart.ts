import { sql } from 'kysely'
import type { CustomerPair } from '#contract/duplicates'
import { type AuditActor, recordAudit } from '#modules/audit'
import type { Clock } from '#platform/clock'
import { type Db, inWorkspace } from '#platform/postgres'
import { resolvePair } from '../merges/merge-customers.ts'

/** Remembers that somebody looked at these two and said that they are two (`apart`), or forgets it again. Idempotent. */
export async function keepApart(
  { db, clock }: { db: Db; clock: Clock },
  workspaceId: string,
  actor: AuditActor,
  pair: CustomerPair,
  apart: boolean,
): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    const { fromId, intoId } = await resolvePair(tx, workspaceId, { fromId: pair.aId, intoId: pair.bId })
    const [a, b] = fromId < intoId ? [fromId, intoId] : [intoId, fromId]
    const by = actor.kind === 'system' ? null : actor.actorId
    const changed = apart
      ? await sql`insert into distinct_customers (workspace_id, a_id, b_id, actor_id, said_at)
          values (${workspaceId}, ${a}, ${b}, ${by}, ${clock.now().toString()}) on conflict do nothing`.execute(tx)
      : await sql`delete from distinct_customers where workspace_id = ${workspaceId} and a_id = ${a} and b_id = ${b}`.execute(
          tx,
        )
    if (changed.numAffectedRows === 0n) return
    await recordAudit(tx, workspaceId, actor, {
      action: 'customer.changed',
      target: { kind: 'customer', id: a },
      detail: apart ? { keptApartFrom: b } : { comparedAgainWith: b },
    })
  })
}
