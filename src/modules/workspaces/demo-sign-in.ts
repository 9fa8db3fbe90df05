import { createHmac } from 'node:crypto'
import { type Db, inWorkspace } from '#platform/postgres'
import { findPersonByEmail, insertPerson, setPassword, upsertMembership } from './people.repo.ts'

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
    if (found) await setPassword(tx, personId, password)
  })
  return { email, password }
}
