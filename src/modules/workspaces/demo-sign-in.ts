import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { type Db, inWorkspace } from '#platform/postgres'
import { hashPassword } from './hash-password.ts'
import { findPersonByEmail, insertPerson, upsertMembership } from './people.repo.ts'

const email = 'demo@regulars.example'

/**
 * A person who may do everything in the sample's workspace, and the password to print. The password is different in every
 * installation and the same at every start, so that it can be printed again. Idempotent.
 */
export async function demoSignIn(
  db: Db,
  options: { secret: string; workspaceId: string; name: string; locale?: string },
): Promise<{ email: string; password: string }> {
  const password = createHmac('sha256', options.secret).update('demo-sign-in').digest('base64url').slice(0, 14)
  await inWorkspace(db, options.workspaceId, async (tx) => {
    const found = await findPersonByEmail(tx, email)
    const personId = found ?? (await insertPerson(tx, { ...options, email, password, locale: options.locale ?? 'en' }))
    await upsertMembership(tx, options.workspaceId, personId, 'owner')
    if (!found) return
    await sql`update person_accounts set password = ${await hashPassword(password)}
      where person_id = ${personId} and provider_id = 'credential'`.execute(tx)
  })
  return { email, password }
}
