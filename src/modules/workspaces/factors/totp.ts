import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import { DomainError } from '#platform/errors'
import type { Db, Tx } from '#platform/postgres'
import { open, seal } from '#platform/secrets'
import type { People } from '../people.ts'
import { timeOf } from '../sessions.ts'

const periodSeconds = 30
const purpose = 'totp'

export type NewTotp = { secret: string; uri: string }

/** A new secret that does not count before `confirmTotp`; replaces one that was never confirmed. Throws when one is on already. */
export async function startTotp(people: People, tx: Tx, person: { personId: string; email: string }): Promise<NewTotp> {
  const { personId } = person
  const secret = new Secret({ size: 20 }).base32
  const { rows } = await sql`
    insert into person_totp (person_id, secret, created_at)
    values (${personId}, ${seal(people.secret, purpose, personId, secret)}, ${timeOf(people.clock)})
    on conflict (person_id) do update set secret = excluded.secret, created_at = excluded.created_at, last_step = 0
      where person_totp.confirmed_at is null
    returning person_id`.execute(tx)
  if (rows.length === 0) throw new DomainError('conflict', 'second_factor_on', 'A second factor is on already.')
  return { secret, uri: totpOf(secret, person.email).toString() }
}

/** Turns the second factor on if the code proves that the app has the secret. */
export async function confirmTotp(people: People, tx: Tx, personId: string, code: string): Promise<boolean> {
  if (!(await acceptCode(people, tx, personId, code, 'new'))) return false
  await sql`update person_totp set confirmed_at = ${timeOf(people.clock)} where person_id = ${personId}`.execute(tx)
  return true
}

/** Whether the code is right now. Each code counts once: the same and every older one is refused afterwards. */
export async function spendTotp(people: People, tx: Tx, personId: string, code: string): Promise<boolean> {
  return await acceptCode(people, tx, personId, code, 'confirmed')
}

export async function totpSince(db: Db | Tx, personId: string): Promise<Date | undefined> {
  const { rows } = await sql<{ confirmed_at: Date | null }>`
    select confirmed_at from person_totp where person_id = ${personId}`.execute(db)
  return rows[0]?.confirmed_at ?? undefined
}

/** Whether there was one. */
export async function deleteTotp(tx: Db | Tx, personId: string): Promise<boolean> {
  const { rows } = await sql<{ on: boolean }>`
    delete from person_totp where person_id = ${personId} returning confirmed_at is not null as on`.execute(tx)
  return rows[0]?.on ?? false
}

async function acceptCode(
  people: People,
  tx: Tx,
  personId: string,
  code: string,
  state: 'new' | 'confirmed',
): Promise<boolean> {
  // Two browsers may send the same code at once; the lock makes the second one see that it has been used.
  const { rows } = await sql<{ secret: Buffer; last_step: number; confirmed: boolean }>`
    select secret, last_step, confirmed_at is not null as confirmed
    from person_totp where person_id = ${personId} for update`.execute(tx)
  const [row] = rows
  if (!row || row.confirmed !== (state === 'confirmed')) return false
  const secret = open(people.secret, purpose, personId, row.secret)
  if (secret === undefined)
    throw new Error('a second factor cannot be opened: was the secret of the installation changed?')
  const timestamp = people.clock.now().epochMilliseconds
  const drift = totpOf(secret, '').validate({ token: code, timestamp, window: 1 })
  if (drift === null) return false
  const step = Math.floor(timestamp / 1000 / periodSeconds) + drift
  if (step <= row.last_step) return false
  await sql`update person_totp set last_step = ${step} where person_id = ${personId}`.execute(tx)
  return true
}

function totpOf(secret: string, label: string): TOTP {
  return new TOTP({ issuer: 'Regulars', label, period: periodSeconds, digits: 6, algorithm: 'SHA1', secret })
}
