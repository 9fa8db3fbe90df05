import { sql } from 'kysely'
import type { TraitDefinition } from '#contract/customer-edits'
import type { Tx } from '#platform/postgres'

const columns = sql`trait, label, kind, options, help`

export async function listTraitDefinitions(tx: Tx, workspaceId: string): Promise<TraitDefinition[]> {
  const found = await sql<TraitDefinition>`select ${columns} from trait_definitions
    where workspace_id = ${workspaceId} order by created_at, trait`.execute(tx)
  return found.rows
}

export async function findTraitDefinition(
  tx: Tx,
  workspaceId: string,
  trait: string,
  lock = false,
): Promise<TraitDefinition | undefined> {
  const found = await sql<TraitDefinition>`select ${columns} from trait_definitions
    where workspace_id = ${workspaceId} and trait = ${trait} ${lock ? sql`for update` : sql``}`.execute(tx)
  return found.rows[0]
}

/** False when the trait is defined already. */
export async function insertTraitDefinition(
  tx: Tx,
  workspaceId: string,
  row: TraitDefinition,
  at: Temporal.Instant,
): Promise<boolean> {
  const added = await sql`insert into trait_definitions (workspace_id, trait, label, kind, options, help, created_at)
    values (${workspaceId}, ${row.trait}, ${row.label}, ${row.kind}, ${row.options}::text[], ${row.help}, ${at.toString()})
    on conflict do nothing`.execute(tx)
  return added.numAffectedRows === 1n
}

export async function saveTraitDefinition(tx: Tx, workspaceId: string, row: TraitDefinition): Promise<void> {
  await sql`update trait_definitions set label = ${row.label}, kind = ${row.kind}, options = ${row.options}::text[], help = ${row.help}
    where workspace_id = ${workspaceId} and trait = ${row.trait}`.execute(tx)
}

export async function deleteTraitDefinition(tx: Tx, workspaceId: string, trait: string): Promise<boolean> {
  const gone =
    await sql`delete from trait_definitions where workspace_id = ${workspaceId} and trait = ${trait}`.execute(tx)
  return gone.numAffectedRows === 1n
}
