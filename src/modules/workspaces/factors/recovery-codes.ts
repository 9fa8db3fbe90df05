import { createHmac, randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Tx } from '#platform/postgres'
import type { People } from '../people.ts'
import { timeOf } from '../sessions.ts'

const howMany = 10
// Without letters and digits that are taken for each other on paper; 12 of 30 are 58 bits.
const alphabet = 'ABCDEFGHJKLMNPQRSTVWXYZ2345679'

/** Ten new codes instead of all there were. They are in the answer and nowhere else. */
export async function makeRecoveryCodes(people: People, tx: Tx, personId: string): Promise<string[]> {
  const codes = Array.from({ length: howMany }, newCode)
  await deleteRecoveryCodes(tx, personId)
  for (const code of codes) {
    await sql`
      insert into person_recovery_codes (person_id, code_hash)
      values (${personId}, ${hashOf(people.secret, personId, code)})`.execute(tx)
  }
  return codes
}

/** Whether the code is one of theirs and was not used before; from now on it is. Case, spaces and hyphens do not matter. */
export async function spendRecoveryCode(people: People, tx: Tx, personId: string, code: string): Promise<boolean> {
  const { rows } = await sql`
    update person_recovery_codes set used_at = ${timeOf(people.clock)}
    where person_id = ${personId} and code_hash = ${hashOf(people.secret, personId, code)} and used_at is null
    returning person_id`.execute(tx)
  return rows.length === 1
}

export async function countRecoveryCodes(db: Db | Tx, personId: string): Promise<number> {
  const { rows } = await sql<{ left: number }>`
    select count(*)::int as left from person_recovery_codes where person_id = ${personId} and used_at is null`.execute(
    db,
  )
  return rows[0]?.left ?? 0
}

export async function deleteRecoveryCodes(tx: Db | Tx, personId: string): Promise<void> {
  await sql`delete from person_recovery_codes where person_id = ${personId}`.execute(tx)
}

function newCode(): string {
  const letters = Array.from({ length: 12 }, () => alphabet.charAt(randomInt(alphabet.length))).join('')
  return letters.replace(/(.{4})(?=.)/g, '$1-')
}

// 58 bits could be guessed from a plain hash; under the installation's secret a copy of the table is worth nothing.
function hashOf(secret: string, personId: string, code: string): Buffer {
  const plain = code.toUpperCase().replace(/[^A-Z0-9]/g, '')
  return createHmac('sha256', secret).update(`recovery:${personId}:${plain}`).digest()
}
