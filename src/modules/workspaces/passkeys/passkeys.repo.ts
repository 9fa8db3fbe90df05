import { sql } from 'kysely'
import type { Passkey } from '#contract/account'
import { newId } from '#platform/ids'
import type { Db, Tx } from '#platform/postgres'

export type KeptPasskey = {
  passkeyId: string
  personId: string
  credentialId: string
  publicKey: Buffer
  counter: number
  transports: string[]
}

type NewPasskey = Omit<KeptPasskey, 'passkeyId'> & { name: string; isSynced: boolean; createdAt: Date }

/** Undefined when the very credential is known already. */
export async function insertPasskey(tx: Tx, passkey: NewPasskey): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    insert into person_passkeys (passkey_id, person_id, credential_id, public_key, counter, transports, name, is_synced, created_at)
    values (${newId()}, ${passkey.personId}, ${passkey.credentialId}, ${passkey.publicKey}, ${passkey.counter},
      ${passkey.transports}, ${passkey.name}, ${passkey.isSynced}, ${passkey.createdAt})
    on conflict (credential_id) do nothing
    returning passkey_id as id`.execute(tx)
  return rows[0]?.id
}

export async function listPasskeys(db: Db | Tx, personId: string): Promise<(Passkey & { credentialId: string })[]> {
  const { rows } = await sql<{
    passkey_id: string
    credential_id: string
    name: string
    is_synced: boolean
    created_at: Date
    last_used_at: Date | null
  }>`
    select passkey_id, credential_id, name, is_synced, created_at, last_used_at
    from person_passkeys where person_id = ${personId} order by created_at, passkey_id`.execute(db)
  return rows.map((row) => ({
    passkeyId: row.passkey_id,
    credentialId: row.credential_id,
    name: row.name,
    isSynced: row.is_synced,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  }))
}

export async function countPasskeys(db: Db | Tx, personId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from person_passkeys where person_id = ${personId}`.execute(db)
  return rows[0]?.n ?? 0
}

export async function findPasskey(db: Db | Tx, credentialId: string): Promise<KeptPasskey | undefined> {
  const { rows } = await sql<KeptPasskey>`
    select passkey_id as "passkeyId", person_id as "personId", credential_id as "credentialId", public_key as "publicKey",
      counter, transports
    from person_passkeys where credential_id = ${credentialId}`.execute(db)
  return rows[0]
}

/** False when another sign-in has moved the counter meanwhile: one of the two is a copy. */
export async function moveCounter(
  tx: Db | Tx,
  passkey: KeptPasskey,
  moved: { counter: number; isSynced: boolean; at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    update person_passkeys set counter = ${moved.counter}, is_synced = ${moved.isSynced}, last_used_at = ${moved.at}
    where passkey_id = ${passkey.passkeyId} and counter = ${passkey.counter} returning passkey_id`.execute(tx)
  return rows.length === 1
}

export async function renamePasskey(db: Db | Tx, personId: string, passkeyId: string, name: string): Promise<boolean> {
  const { rows } = await sql`
    update person_passkeys set name = ${name}
    where person_id = ${personId} and passkey_id = ${passkeyId} returning passkey_id`.execute(db)
  return rows.length === 1
}

export async function deletePasskey(tx: Db | Tx, personId: string, passkeyId: string): Promise<boolean> {
  const { rows } = await sql`
    delete from person_passkeys where person_id = ${personId} and passkey_id = ${passkeyId} returning passkey_id`.execute(
    tx,
  )
  return rows.length === 1
}
