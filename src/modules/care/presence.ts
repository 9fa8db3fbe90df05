import { sql } from 'kysely'
import type { Presence } from '#contract/care'
import { findNames } from '#modules/workspaces'
import type { Tx } from '#platform/postgres'
import type { Family } from './in-customer.ts'

/** A page beats every 30 s; after two beats missed it counts as closed. */
const aliveSeconds = 75

/** Notes that a person has this customer's page open; answers who else has. */
export async function beat(tx: Tx, family: Family, personId: string, now: Temporal.Instant): Promise<Presence> {
  const { workspaceId, customerId } = family
  await sql`insert into customer_presence (workspace_id, customer_id, person_id, seen_at)
    values (${workspaceId}, ${customerId}, ${personId}, ${now.toString()})
    on conflict (workspace_id, customer_id, person_id) do update set seen_at = excluded.seen_at`.execute(tx)
  const alive = now.subtract({ seconds: aliveSeconds }).toString()
  await sql`delete from customer_presence
    where workspace_id = ${workspaceId} and customer_id = ${customerId} and seen_at < ${alive}`.execute(tx)
  const found = await sql<{ personId: string }>`select p.person_id as "personId" from customer_presence p
    join memberships m on m.workspace_id = p.workspace_id and m.person_id = p.person_id
    where p.workspace_id = ${workspaceId} and p.customer_id = ${customerId} and p.person_id <> ${personId}
    order by p.seen_at desc limit 20`.execute(tx)
  const names = await findNames(
    tx,
    found.rows.map((row) => row.personId),
  )
  return { others: found.rows.map((row) => ({ ...row, name: names.get(row.personId) ?? '' })) }
}

export async function leave(tx: Tx, { workspaceId, customerId }: Family, personId: string): Promise<void> {
  await sql`delete from customer_presence where workspace_id = ${workspaceId} and customer_id = ${customerId}
    and person_id = ${personId}`.execute(tx)
}
