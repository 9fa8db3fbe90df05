import { sql } from 'kysely'
import { identitiesOf } from '#modules/customers'
import type { LoggedEvent, Project } from '#modules/events'
import type { Tx } from '#platform/postgres'
import type { HashIdentity } from './identity-hash.ts'

/**
 * A projection that takes nothing in about an erased person that is older than the erasure: a late event, the same file
 * again, an import that was running. Such an event keeps its place in the log, so that a repeated delivery is known, and
 * says nothing any more. What happens after the erasure is a new customer's.
 */
export function refuseErased(hash: HashIdentity, project: Project): Project {
  return async (tx, workspace, events) => {
    if (await hasErasures(tx, workspace.workspaceId)) await emptyErased(tx, hash, workspace, events)
    return await project(tx, workspace, events)
  }
}

async function hasErasures(tx: Tx, workspaceId: string): Promise<boolean> {
  const { rows } = await sql<{ some: boolean }>`
    select exists (select from erased_identities where workspace_id = ${workspaceId}) as some`.execute(tx)
  return rows[0]?.some ?? false
}

type Stone = { hash: Buffer; customerId: string; erasureId: string; before: Date }

async function emptyErased(
  tx: Tx,
  hash: HashIdentity,
  { workspaceId, locale }: { workspaceId: string; locale: string },
  events: LoggedEvent[],
): Promise<void> {
  const hashesOf = events.map(({ body }) => identitiesOf(body, locale).map((identity) => hash(workspaceId, identity)))
  const stones = await findStones(tx, workspaceId, hashesOf.flat())
  if (stones.size === 0) return
  const emptied: LoggedEvent[] = []
  const imports = new Map<string, Set<string>>()
  events.forEach((event, i) => {
    const stone = hashesOf[i]?.map((one) => stones.get(one.toString('base64'))).find((found) => found !== undefined)
    if (!stone || event.occurredAt >= stone.before.getTime()) return
    event.body = { type: 'track', event: 'Erased', customerId: stone.customerId }
    emptied.push(event)
    if (event.importId === null) return
    const known = imports.get(stone.erasureId) ?? new Set<string>()
    imports.set(stone.erasureId, known.add(event.importId))
  })
  if (emptied.length === 0) return
  await sql`
    update event_log l set body = e.body, event = e.body ->> 'event' from json_to_recordset(${JSON.stringify(
      emptied.map(({ position, body }) => ({ position, body })),
    )}::json) as e (position bigint, body json)
    where l.workspace_id = ${workspaceId} and l.position = e.position`.execute(tx)
  for (const [erasureId, importIds] of imports) await noteImports(tx, workspaceId, erasureId, [...importIds])
}

async function findStones(tx: Tx, workspaceId: string, hashes: Buffer[]): Promise<Map<string, Stone>> {
  const { rows } = await sql<Stone>`
    select identity_hash as hash, customer_id as "customerId", erasure_id as "erasureId", erased_before as before
    from erased_identities where workspace_id = ${workspaceId} and identity_hash = any(${hashes}::bytea[])`.execute(tx)
  return new Map(rows.map((row) => [row.hash.toString('base64'), row]))
}

/** The file of an import that named an erased person has to go too: the erasure is swept once more. */
async function noteImports(tx: Tx, workspaceId: string, erasureId: string, importIds: string[]): Promise<void> {
  await sql`
    update erasures set status = 'cleaning', import_ids = array(select distinct unnest(import_ids || ${importIds}::uuid[]))
    where workspace_id = ${workspaceId} and erasure_id = ${erasureId}
      and not import_ids @> ${importIds}::uuid[]`.execute(tx)
}
