import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { type Db, inWorkspace } from '#platform/postgres'

export type Shop = { name: string; timeZone: string; currency: string; silenceDays: number | null }

export async function findShop(db: Db, workspaceId: string): Promise<Shop> {
  const { rows } = await inWorkspace(db, workspaceId, (tx) =>
    sql<Shop>`select name, time_zone as "timeZone", currency, silence_days as "silenceDays" from workspaces`.execute(
      tx,
    ),
  )
  const [shop] = rows
  if (shop === undefined) throw new DomainError('not_found', 'workspace_not_found', 'This workspace does not exist.')
  return shop
}
