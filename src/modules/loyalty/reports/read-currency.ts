import { sql } from 'kysely'
import type { Desk } from '../ledger/desk.ts'

/** The currency of the shop: every amount of its programmes is in it. */
export async function readCurrency({ tx, workspaceId }: Desk): Promise<string> {
  const { rows } = await sql<{ currency: string }>`select currency from workspaces
    where workspace_id = ${workspaceId}`.execute(tx)
  return rows[0]?.currency ?? 'EUR'
}
