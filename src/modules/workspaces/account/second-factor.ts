import type { Context } from 'hono'
import encodeQR from 'qr'
import type { NewSecondFactor } from '#contract/account'
import { DomainError } from '#platform/errors'
import { spendRate } from '#platform/http'
import { auditPerson } from '../audit-person.ts'
import { deleteChallenges } from '../challenges.ts'
import { weakened } from '../factors/has-strong-factor.ts'
import { deleteRecoveryCodes, makeRecoveryCodes } from '../factors/recovery-codes.ts'
import { confirmTotp, deleteTotp, startTotp, totpSince } from '../factors/totp.ts'
import { mailNotice } from '../mail-notice.ts'
import type { People } from '../people.ts'
import { setSessionCookie } from '../session-cookie.ts'
import { deleteSessions, renewSession } from '../sessions.ts'
import { requireRecentProof } from './recent-proof.ts'

type Who = { personId: string; sessionId: string; email: string }

/** A secret for the app, as text and as a picture drawn here; nothing is on before `confirmSecondFactor`. */
export async function startSecondFactor(people: People, who: Who): Promise<NewSecondFactor> {
  await requireRecentProof(people, who)
  const made = await people.db.transaction().execute((tx) => startTotp(people, tx, who))
  return { ...made, qr: encodeQR(made.uri, 'svg', { border: 2, ecc: 'medium' }) }
}

/** The first code turns it on. Other sessions, opened with less, end; this one goes on under a new token. Returns recovery codes. */
export async function confirmSecondFactor(people: People, c: Context, who: Who, code: string): Promise<string[]> {
  await spendRate(c, people.limits.code, who.personId)
  await requireRecentProof(people, who)
  const { token, codes } = await people.db.transaction().execute(async (tx) => {
    if (!(await confirmTotp(people, tx, who.personId, code))) {
      throw new DomainError('invalid', 'wrong_code', 'The code is wrong or was used before.')
    }
    const made = await makeRecoveryCodes(people, tx, who.personId)
    await deleteChallenges(tx, who.personId, 'second_factor')
    const ended = await deleteSessions(tx, who.personId, { except: who.sessionId })
    const renewed = await renewSession(tx, people.clock, who.sessionId, { isTwoFactor: true })
    await auditPerson(tx, who.personId, { action: 'second_factor.enabled', detail: { sessionsEnded: ended } })
    await mailNotice(people, tx, who.personId, 'second_factor_enabled')
    return { token: renewed, codes: made }
  })
  await people.limits.code.forget(who.personId)
  setSessionCookie(c, token, people.publicUrl)
  return codes
}

/** Off, with its recovery codes. Other sessions end. Where a workspace asks for a second factor, another must follow at once. */
export async function disableSecondFactor(people: People, c: Context, who: Who): Promise<void> {
  await requireRecentProof(people, who)
  const token = await people.db.transaction().execute(async (tx) => {
    if (!(await deleteTotp(tx, who.personId))) throw isOff()
    await deleteRecoveryCodes(tx, who.personId)
    await deleteChallenges(tx, who.personId, 'second_factor')
    const ended = await deleteSessions(tx, who.personId, { except: who.sessionId })
    const renewed = await renewSession(tx, people.clock, who.sessionId, await weakened(tx, who.personId))
    await auditPerson(tx, who.personId, { action: 'second_factor.disabled', detail: { sessionsEnded: ended } })
    await mailNotice(people, tx, who.personId, 'second_factor_disabled')
    return renewed
  })
  setSessionCookie(c, token, people.publicUrl)
}

/** Ten new codes; the ones before open nothing any more. */
export async function renewRecoveryCodes(people: People, who: Who): Promise<string[]> {
  await requireRecentProof(people, who)
  return await people.db.transaction().execute(async (tx) => {
    if ((await totpSince(tx, who.personId)) === undefined) throw isOff()
    const codes = await makeRecoveryCodes(people, tx, who.personId)
    await auditPerson(tx, who.personId, { action: 'recovery_codes.renewed' })
    await mailNotice(people, tx, who.personId, 'recovery_codes_renewed')
    return codes
  })
}

function isOff(): DomainError {
  return new DomainError('conflict', 'second_factor_off', 'No second factor is on.')
}
