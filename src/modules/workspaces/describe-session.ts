import { type Session, session } from '#contract/session'
import { DomainError } from '#platform/errors'
import type { Db } from '#platform/postgres'
import { findMembership } from './memberships.ts'
import { listOwnWorkspaces } from './own-workspaces.ts'
import { readPreferences } from './read-preferences.ts'

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
  const { calendar, weekend } = await readPreferences(db, membership.workspace.workspaceId, personId)
  return session.parse({
    ...membership,
    person: { personId, name, email, locale, calendar },
    workspace: { ...membership.workspace, weekend },
    mustSecureSignIn: membership.requiresSecondFactor && !person.isTwoFactor,
    workspaces: await listOwnWorkspaces(db, personId),
  })
}
