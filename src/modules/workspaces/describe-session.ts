import { type Session, session } from '#contract/session'
import { DomainError } from '#platform/errors'
import type { Db } from '#platform/postgres'
import { findMembership } from './memberships.ts'

/** Who is signed in and where, as the console starts with it. */
export async function describeSession(
  db: Db,
  person: {
    personId: string
    name: string
    email: string
    locale: string
    isTwoFactor: boolean
    chosenWorkspace: string | null
  },
): Promise<Session> {
  const membership = await findMembership(db, person)
  if (!membership) throw new DomainError('forbidden', 'no_workspace', 'You belong to no workspace.')
  const { personId, name, email, locale } = person
  return session.parse({
    person: { personId, name, email, locale },
    ...membership,
    mustSecureSignIn: membership.requiresSecondFactor && !person.isTwoFactor,
  })
}
