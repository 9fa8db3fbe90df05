import { sql } from 'kysely'
import { newId } from '#platform/ids'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { insertApiKey } from './api-keys.ts'

export type NewWorkspace = {
  name: string
  timeZone: string
  currency: string
  locale: string
  isSample?: boolean
}

export type CreatedWorkspace = { workspaceId: string; writeKey: string; serverKey: string }

/** A workspace with a write key and a server key, whose secrets are in the answer and nowhere else. Nobody belongs to it yet. */
export async function createWorkspace(db: Db, wanted: NewWorkspace): Promise<CreatedWorkspace> {
  const workspaceId = newId()
  return await inWorkspace(db, workspaceId, (tx) => insertWorkspace(tx, workspaceId, wanted))
}

/** `tx` must be a transaction of this very workspace (`inWorkspace`). */
export async function insertWorkspace(tx: Tx, workspaceId: string, wanted: NewWorkspace): Promise<CreatedWorkspace> {
  await sql`
    insert into workspaces (workspace_id, name, time_zone, currency, locale, is_sample)
    values (${workspaceId}, ${wanted.name}, ${wanted.timeZone}, ${wanted.currency}, ${wanted.locale},
      ${wanted.isSample ?? false})`.execute(tx)
  const write = await insertApiKey(tx, workspaceId, { kind: 'write', name: 'Website' })
  const server = await insertApiKey(tx, workspaceId, { kind: 'server', name: 'Server' })
  return { workspaceId, writeKey: write.secret, serverKey: server.secret }
}
