import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'

export type Shop = { timeZone: string; currency: string }

export async function getShop(tx: Tx, workspaceId: string): Promise<Shop> {
  const found = await sql<Shop>`select time_zone as "timeZone", currency from workspaces
    where workspace_id = ${workspaceId}`.execute(tx)
  const [shop] = found.rows
  if (!shop) throw new DomainError('not_found', 'workspace_not_found', 'There is no such workspace.')
  return shop
}
