import type { Context } from 'hono'
import { sql } from 'kysely'
import type { SignInAnswer } from '#contract/account'
import type { Session } from '#contract/session'
import { DomainError } from '#platform/errors'
import type { AppEnv } from '#platform/http'
import { auditPerson } from './audit-person.ts'
import { issueChallenge } from './challenges.ts'
import { describeSession } from './describe-session.ts'
import { deviceWords } from './device-words.ts'
import { totpSince } from './factors/totp.ts'
import { isKnownDevice, rememberDevice } from './known-device.ts'
import { mailNotice } from './mail-notice.ts'
import { listMemberships } from './memberships.ts'
import { getPerson } from './people.repo.ts'
import type { People } from './people.ts'
import { dropStepCookie, readSessionCookie, setSessionCookie, setStepCookie } from './session-cookie.ts'
import { deleteExpiredSessions, deleteSessionByToken, insertSession, type OpenedBy } from './sessions.ts'

/** How long the second step of a sign-in may take. */
export const secondStepSeconds = 300

/** What is proved so far about who sits there. */
export type Proof = { personId: string; openedBy: OpenedBy; isTwoFactor: boolean }

/**
 * After the first proof: a session, or the question for the second factor when the person has one and the proof was not
 * two factors already. The question is bound to this browser by a cookie and is no session: it opens nothing else.
 */
export async function passFirstStep(people: People, c: Context<AppEnv>, proof: Proof): Promise<SignInAnswer> {
  if (proof.isTwoFactor || (await totpSince(people.db, proof.personId)) === undefined) {
    return await openSession(people, c, proof)
  }
  const token = await issueChallenge(people.db, people.clock, {
    kind: 'second_factor',
    seconds: secondStepSeconds,
    personId: proof.personId,
    data: { openedBy: proof.openedBy },
  })
  setStepCookie(c, 'second-factor', token, people.publicUrl, secondStepSeconds)
  return { secondFactor: true }
}

/**
 * Always a new session, so that nobody can plant one beforehand; the one that the browser had ends. Throws no_workspace, with the
 * session open, for somebody who belongs to none.
 */
export async function openSession(people: People, c: Context<AppEnv>, proof: Proof): Promise<Session> {
  const { db, clock, publicUrl } = people
  const person = await getPerson(db, proof.personId)
  // Who belongs nowhere any more gets in all the same: they may open a workspace of their own, and nothing else.
  const belongs = (await listMemberships(db, proof.personId)).length > 0
  const before = readSessionCookie(c, publicUrl)
  const isNewDevice = !isKnownDevice(people, c, proof.personId) && !(await hasJustJoined(people, proof.personId))
  const token = await db.transaction().execute(async (tx) => {
    if (before) await deleteSessionByToken(tx, before)
    await deleteExpiredSessions(tx, clock)
    const device = deviceWords(c.req.header('user-agent'))
    const opened = await insertSession(tx, clock, { ...proof, device })
    await auditPerson(tx, proof.personId, {
      action: 'session.opened',
      detail: { by: proof.openedBy, twoFactor: proof.isTwoFactor },
    })
    if (isNewDevice)
      await mailNotice(people, tx, proof.personId, 'new_device', {
        device: [device.browser, device.system].filter((word) => word !== null).join(' · '),
      })
    return opened.token
  })
  setSessionCookie(c, token, publicUrl)
  rememberDevice(people, c, proof.personId)
  dropStepCookie(c, 'second-factor')
  if (!belongs) throw new DomainError('forbidden', 'no_workspace', 'You belong to no workspace.')
  return await describeSession(db, { ...person, isTwoFactor: proof.isTwoFactor, chosenWorkspace: null })
}

/** Nobody is told of the browser in which their account was made. */
async function hasJustJoined({ db, clock }: People, personId: string): Promise<boolean> {
  const since = clock.now().subtract({ minutes: 10 }).toString()
  const { rows } = await sql`select from people where id = ${personId} and created_at > ${since}`.execute(db)
  return rows.length > 0
}
