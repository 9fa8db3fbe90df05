import { sql } from 'kysely'
import type { ApiKey, CreateApiKey, CreatedApiKey } from '#contract/session'
import { DomainError } from '#platform/errors'
import { newId, sha256 } from '#platform/ids'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { newKeySecret } from './api-key-secret.ts'
import { forgetCachedKeys } from './find-api-key.ts'

type Row = {
  api_key_id: string
  kind: 'write' | 'server'
  name: string
  prefix: string
  created_at: Date
  last_used_at: Date | null
  revoked_at: Date | null
}

/** The secret is in the answer and nowhere else afterwards. */
export async function createApiKey(db: Db, workspaceId: string, wanted: CreateApiKey): Promise<CreatedApiKey> {
  return await inWorkspace(db, workspaceId, (tx) => insertApiKey(tx, workspaceId, wanted))
}

export async function insertApiKey(tx: Tx, workspaceId: string, wanted: CreateApiKey): Promise<CreatedApiKey> {
  const secret = newKeySecret(wanted.kind)
  const { rows } = await sql<Row>`
    insert into api_keys (workspace_id, api_key_id, kind, name, prefix, key_hash)
    values (${workspaceId}, ${newId()}, ${wanted.kind}, ${wanted.name}, ${secret.slice(0, 9)}, ${sha256(secret)})
    returning api_key_id, kind, name, prefix, created_at, last_used_at, revoked_at`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('the new key was not returned')
  return { ...keyOf(row), secret }
}

export async function listApiKeys(db: Db, workspaceId: string): Promise<ApiKey[]> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql<Row>`
      select api_key_id, kind, name, prefix, created_at, last_used_at, revoked_at
      from api_keys where workspace_id = ${workspaceId} order by created_at desc, api_key_id desc`.execute(tx)
    return rows.map(keyOf)
  })
}

/** Revoking again changes nothing. Other processes forget the key within ten seconds. */
export async function revokeApiKey(db: Db, workspaceId: string, apiKeyId: string): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    const { numAffectedRows } = await sql`
      update api_keys set revoked_at = coalesce(revoked_at, now())
      where workspace_id = ${workspaceId} and api_key_id = ${apiKeyId}`.execute(tx)
    if (!numAffectedRows) throw new DomainError('not_found', 'api_key_not_found', 'There is no such key.')
  })
  forgetCachedKeys(db)
}

function keyOf(row: Row): ApiKey {
  return {
    apiKeyId: row.api_key_id,
    kind: row.kind,
    name: row.name,
    prefix: row.prefix,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }
}
