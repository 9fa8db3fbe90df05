import { sql } from 'kysely'
import type { Role } from '#contract/roles'
import { DomainError } from '#platform/errors'
import { randomToken } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { auditPerson } from './audit-person.ts'
import { deleteChallenges } from './challenges.ts'
import { deleteRecoveryCodes } from './factors/recovery-codes.ts'
import { deleteTotp } from './factors/totp.ts'
import { makePasswordLink } from './password-link.ts'
import { findPersonByEmail, insertPerson, setPassword, upsertMembership } from './people.repo.ts'
import type { People } from './people.ts'
import { deleteSessions } from './sessions.ts'

/** Whoever may read the installation's database and secret; what they do is written down as done by the system. */
export type AdminDeps = Pick<People, 'db' | 'clock' | 'publicUrl'>

/** The address of a page that sets a password, once; undefined when the password was given. */
type Done = { link: string | undefined }

/**
 * Lets somebody in: a new person, or one who is known and gets this role in the workspace. For when nobody who could
 * invite can sign in.
 */
export async function adminCreatePerson(
  deps: AdminDeps,
  wanted: {
    workspaceId: string
    email: string
    name: string
    role: Role
    locale: string
    password?: string | undefined
  },
): Promise<Done & { isNew: boolean }> {
  const { workspaceId, name, role, locale, password } = wanted
  const email = wanted.email.trim().toLowerCase()
  const { personId, isNew } = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const known = await findPersonByEmail(tx, email)
    const id = known ?? (await insertPerson(tx, { name, email, locale }))
    if (password !== undefined) await setPassword(tx, id, password)
    await upsertMembership(tx, workspaceId, id, role)
    await auditPerson(
      tx,
      id,
      { action: 'person.created', detail: { role, isNew: known === undefined } },
      { kind: 'system' },
    )
    return { personId: id, isNew: known === undefined }
  })
  return { isNew, link: password === undefined ? await makePasswordLink(deps, personId) : undefined }
}

/** The old password counts no more, every session ends. Without `password` the link is the only way to a new one. */
export async function adminResetPassword(
  deps: AdminDeps,
  wanted: { email: string; password?: string | undefined },
): Promise<Done & { sessionsEnded: number }> {
  const personId = await getByEmail(deps, wanted.email)
  const sessionsEnded = await deps.db.transaction().execute(async (tx) => {
    // What nobody knows opens nothing: whoever had the old one is out at once, not when the link is used.
    await setPassword(tx, personId, wanted.password ?? randomToken(32))
    await deleteChallenges(tx, personId)
    const ended = await deleteSessions(tx, personId)
    await auditPerson(tx, personId, { action: 'password.reset', detail: { sessionsEnded: ended } }, { kind: 'system' })
    return ended
  })
  return { sessionsEnded, link: wanted.password === undefined ? await makePasswordLink(deps, personId) : undefined }
}

/** Takes away second factor, recovery codes and passkeys; every session ends. The password is enough then. */
export async function adminDisableFactors(deps: AdminDeps, email: string): Promise<{ sessionsEnded: number }> {
  const personId = await getByEmail(deps, email)
  return await deps.db.transaction().execute(async (tx) => {
    await deleteTotp(tx, personId)
    await deleteRecoveryCodes(tx, personId)
    await sql`delete from person_passkeys where person_id = ${personId}`.execute(tx)
    await deleteChallenges(tx, personId)
    const sessionsEnded = await deleteSessions(tx, personId)
    await auditPerson(tx, personId, { action: 'second_factor.disabled', detail: { sessionsEnded } }, { kind: 'system' })
    return { sessionsEnded }
  })
}

async function getByEmail({ db }: AdminDeps, email: string): Promise<string> {
  const personId = await findPersonByEmail(db, email.trim())
  if (personId === undefined)
    throw new DomainError('not_found', 'person_not_found', `Nobody has the address ${email}.`, { email })
  return personId
}
