import { sql } from 'kysely'
import type { AuditAction } from '#contract/audit-actions'
import type { ApiKey, ChangeApiKey, CreateApiKey, CreatedApiKey } from '#contract/keys'
import { type AuditActor, recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { newId, sha256 } from '#platform/ids'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { newKeySecret } from './api-key-secret.ts'
import { forgetCachedKeys } from './find-api-key.ts'

type Row = Omit<ApiKey, 'createdAt' | 'lastUsedAt' | 'expiresAt' | 'rotatedAt' | 'previousUntil' | 'revokedAt'> & {
  createdAt: Date
  lastUsedAt: Date | null
  expiresAt: Date | null
  rotatedAt: Date | null
  previousUntil: Date | null
  revokedAt: Date | null
}

const columns = sql`k.api_key_id as "apiKeyId", k.kind, k.name, k.prefix, k.scopes, k.origins, k.created_at as "createdAt",
  (select p.name from people p where p.id = k.created_by) as "createdBy", k.last_used_at as "lastUsedAt",
  k.expires_at as "expiresAt", k.rotated_at as "rotatedAt",
  case when k.previous_until > now() then k.previous_until end as "previousUntil", k.revoked_at as "revokedAt"`

type By = { workspaceId: string; actor: AuditActor }

/** The secret is in the answer and nowhere else afterwards. */
export async function createApiKey(db: Db, { workspaceId, actor }: By, wanted: CreateApiKey): Promise<CreatedApiKey> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const key = await insertApiKey(tx, workspaceId, wanted, actor.kind === 'person' ? actor.actorId : null)
    const { kind, scopes, origins, expiresAt } = key
    await audit(tx, { workspaceId, actor }, 'api_key.created', key.apiKeyId, { kind, scopes, origins, expiresAt })
    return key
  })
}

export async function insertApiKey(
  tx: Tx,
  workspaceId: string,
  wanted: CreateApiKey,
  createdBy: string | null = null,
): Promise<CreatedApiKey> {
  const secret = newKeySecret(wanted.kind)
  const limits = limitsOf(wanted.kind, wanted)
  const { rows } = await sql<Row>`
    insert into api_keys as k (workspace_id, api_key_id, kind, name, prefix, key_hash, scopes, origins, expires_at, created_by)
    values (${workspaceId}, ${newId()}, ${wanted.kind}, ${wanted.name}, ${secret.slice(0, 9)}, ${sha256(secret)},
      ${limits.scopes ?? null}, ${limits.origins ?? []}, ${limits.expiresAt ?? null}, ${createdBy})
    returning ${columns}`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('the new key was not returned')
  return { ...keyOf(row), secret }
}

export async function listApiKeys(db: Db, workspaceId: string): Promise<ApiKey[]> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql<Row>`select ${columns} from api_keys k where k.workspace_id = ${workspaceId}
      order by k.revoked_at is not null, k.created_at desc, k.api_key_id desc`.execute(tx)
    return rows.map(keyOf)
  })
}

/** What is not given stays. Other processes know within ten seconds. */
export async function changeApiKey(db: Db, by: By, apiKeyId: string, change: ChangeApiKey): Promise<ApiKey> {
  const { workspaceId } = by
  const key = await inWorkspace(db, workspaceId, async (tx) => {
    const { kind } = await lockLive(tx, workspaceId, apiKeyId)
    const limits = limitsOf(kind, change)
    const { rows } = await sql<Row>`
      update api_keys k set
        name = coalesce(${change.name ?? null}, k.name),
        scopes = ${limits.scopes === undefined ? sql`k.scopes` : sql`${limits.scopes}::text[]`},
        origins = coalesce(${limits.origins ?? null}::text[], k.origins),
        expires_at = ${limits.expiresAt === undefined ? sql`k.expires_at` : sql`${limits.expiresAt}::timestamptz`}
      where k.workspace_id = ${workspaceId} and k.api_key_id = ${apiKeyId} returning ${columns}`.execute(tx)
    await audit(tx, by, 'api_key.changed', apiKeyId, { fields: Object.keys(change), ...limits })
    return one(rows)
  })
  forgetCachedKeys(db)
  return key
}

/** A new secret for the same key; the one before works on for the overlap. Only the last two secrets can work at a time. */
export async function rotateApiKey(db: Db, by: By, apiKeyId: string, overlapHours: number): Promise<CreatedApiKey> {
  const { workspaceId } = by
  const created = await inWorkspace(db, workspaceId, async (tx) => {
    const { kind } = await lockLive(tx, workspaceId, apiKeyId)
    const secret = newKeySecret(kind)
    const { rows } = await sql<Row>`
      update api_keys k set previous_hash = k.key_hash, previous_until = now() + make_interval(hours => ${overlapHours}),
        key_hash = ${sha256(secret)}, prefix = ${secret.slice(0, 9)}, rotated_at = now()
      where k.workspace_id = ${workspaceId} and k.api_key_id = ${apiKeyId} returning ${columns}`.execute(tx)
    await audit(tx, by, 'api_key.rotated', apiKeyId, { overlapHours })
    return { ...one(rows), secret }
  })
  forgetCachedKeys(db)
  return created
}

/** Revoking again changes nothing. Other processes forget the key within ten seconds. */
export async function revokeApiKey(db: Db, by: By, apiKeyId: string): Promise<void> {
  const { workspaceId } = by
  await inWorkspace(db, workspaceId, async (tx) => {
    const { revokedAt } = await lockKey(tx, workspaceId, apiKeyId)
    if (revokedAt !== null) return
    await sql`update api_keys set revoked_at = now(), previous_hash = null, previous_until = null
      where workspace_id = ${workspaceId} and api_key_id = ${apiKeyId}`.execute(tx)
    await audit(tx, by, 'api_key.revoked', apiKeyId, {})
  })
  forgetCachedKeys(db)
}

async function lockKey(tx: Tx, workspaceId: string, apiKeyId: string): Promise<Row> {
  const { rows } = await sql<Row>`select ${columns} from api_keys k
    where k.workspace_id = ${workspaceId} and k.api_key_id = ${apiKeyId} for update`.execute(tx)
  const [row] = rows
  if (!row) throw new DomainError('not_found', 'api_key_not_found', 'There is no such key.')
  return row
}

async function lockLive(tx: Tx, workspaceId: string, apiKeyId: string): Promise<Row> {
  const row = await lockKey(tx, workspaceId, apiKeyId)
  if (row.revokedAt === null) return row
  throw new DomainError('conflict', 'api_key_revoked', 'This key has been revoked; make a new one.')
}

/** Scopes are a server key's, origins a write key's: what does not concern its kind is refused rather than ignored. */
function limitsOf(
  kind: ApiKey['kind'],
  { scopes, origins, expiresAt }: ChangeApiKey,
): Pick<ChangeApiKey, 'scopes' | 'origins' | 'expiresAt'> {
  if (kind === 'write' && scopes)
    throw new DomainError('invalid', 'scopes_of_write_key', 'A write key only sends events.')
  if (kind === 'server' && origins?.length) {
    throw new DomainError('invalid', 'origins_of_server_key', 'A server key has no place in a web page.')
  }
  return {
    ...(scopes === undefined ? {} : { scopes: scopes && [...new Set(scopes)].sort() }),
    ...(origins === undefined ? {} : { origins: [...new Set(origins)] }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }
}

async function audit(
  tx: Tx,
  by: By,
  action: AuditAction,
  apiKeyId: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await recordAudit(tx, by.workspaceId, by.actor, { action, target: { kind: 'api_key', id: apiKeyId }, detail })
}

function one(rows: Row[]): ApiKey {
  const [row] = rows
  if (!row) throw new Error('the key was not returned')
  return keyOf(row)
}

function keyOf(row: Row): ApiKey {
  const text = (at: Date | null): string | null => at?.toISOString() ?? null
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: text(row.lastUsedAt),
    expiresAt: text(row.expiresAt),
    rotatedAt: text(row.rotatedAt),
    previousUntil: text(row.previousUntil),
    revokedAt: text(row.revokedAt),
  }
}
