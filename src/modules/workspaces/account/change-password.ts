import type { Context } from 'hono'
import type { ChangePassword } from '#contract/account'
import { DomainError } from '#platform/errors'
import { spendRate } from '#platform/http'
import { auditPerson } from '../audit-person.ts'
import { deleteChallenges } from '../challenges.ts'
import { verifyPassword } from '../hash-password.ts'
import { mailNotice } from '../mail-notice.ts'
import { findPasswordHash, setPassword } from '../people.repo.ts'
import type { People } from '../people.ts'
import { setSessionCookie } from '../session-cookie.ts'
import { deleteSessions, renewSession } from '../sessions.ts'
import { requireRecentProof } from './recent-proof.ts'

type Who = { personId: string; sessionId: string }

/** Proves who it is by the password again; the session goes on under a new token. */
export async function proveByPassword(people: People, c: Context, who: Who, password: string): Promise<void> {
  await checkPassword(people, c, who, password)
  setSessionCookie(c, await renewSession(people.db, people.clock, who.sessionId), people.publicUrl)
}

/** Needs the old password. Every other session of the person ends, links to a new password too. */
export async function changePassword(people: People, c: Context, who: Who, change: ChangePassword): Promise<void> {
  await requireRecentProof(people, who, { recent: false })
  await checkPassword(people, c, who, change.password)
  const token = await people.db.transaction().execute(async (tx) => {
    await setPassword(tx, who.personId, change.newPassword)
    await deleteChallenges(tx, who.personId)
    const ended = await deleteSessions(tx, who.personId, { except: who.sessionId })
    const renewed = await renewSession(tx, people.clock, who.sessionId)
    await auditPerson(tx, who.personId, { action: 'password.changed', detail: { sessionsEnded: ended } })
    await mailNotice(people, tx, who.personId, 'password_changed')
    return renewed
  })
  setSessionCookie(c, token, people.publicUrl)
}

// 400, not 401: the session is fine, and the console would leave for the sign-in page.
async function checkPassword(people: People, c: Context, { personId }: Who, password: string): Promise<void> {
  await spendRate(c, people.limits.proof, personId)
  if (!(await verifyPassword(password, await findPasswordHash(people.db, personId)))) {
    throw new DomainError('invalid', 'wrong_password', 'The password is wrong.')
  }
  await people.limits.proof.forget(personId)
}
