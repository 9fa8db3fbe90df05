import type { Context } from 'hono'
import type { SecondStep, SignInAnswer } from '#contract/account'
import type { Session, SignIn } from '#contract/session'
import { DomainError } from '#platform/errors'
import { type AppEnv, clientAddress, spendRate } from '#platform/http'
import { sha256 } from '#platform/ids'
import { auditPerson } from './audit-person.ts'
import { takeChallenge, tryChallenge } from './challenges.ts'
import { countRecoveryCodes, spendRecoveryCode } from './factors/recovery-codes.ts'
import { spendTotp } from './factors/totp.ts'
import { verifyPassword } from './hash-password.ts'
import { mailNotice } from './mail-notice.ts'
import { openSession, passFirstStep } from './open-session.ts'
import { findPasswordHash, findPersonByEmail } from './people.repo.ts'
import type { People } from './people.ts'
import { readStepCookie } from './session-cookie.ts'
import type { OpenedBy } from './sessions.ts'

// Together with the limit per person this leaves a guesser one chance in tens of thousands a day.
const codeAttempts = 5

/** Unknown address and wrong password answer alike, after the same work. */
export async function signInPerson(people: People, c: Context<AppEnv>, given: SignIn): Promise<SignInAnswer> {
  const email = given.email.trim().toLowerCase()
  const account = sha256(email).toString('base64')
  await spendRate(c, people.limits.address, clientAddress(c, people.trustedProxies))
  await spendRate(c, people.limits.account, account)
  const personId = await findPersonByEmail(people.db, email)
  const hash = personId === undefined ? undefined : await findPasswordHash(people.db, personId)
  const isRight = await verifyPassword(given.password, hash)
  if (personId === undefined || !isRight) {
    throw new DomainError('unauthorized', 'wrong_credentials', 'E-mail address or password is wrong.')
  }
  await people.limits.account.forget(account)
  return await passFirstStep(people, c, { personId, openedBy: 'password', isTwoFactor: false })
}

/** The second step, in the browser that made the first: a code of the app, or a recovery code, once. */
export async function passSecondStep(people: People, c: Context<AppEnv>, given: SecondStep): Promise<Session> {
  const { db, clock, limits, publicUrl } = people
  await spendRate(c, limits.codeAddress, clientAddress(c, people.trustedProxies))
  const token = readStepCookie(c, 'second-factor', publicUrl)
  const pending = token ? await tryChallenge(db, clock, 'second_factor', token, codeAttempts) : undefined
  if (!token || !pending?.personId) throw beginAgain()
  const { personId } = pending
  await spendRate(c, 'code' in given ? limits.code : limits.recovery, personId)
  await db.transaction().execute(async (tx) => {
    const isRight =
      'code' in given
        ? await spendTotp(people, tx, personId, given.code)
        : await spendRecoveryCode(people, tx, personId, given.recoveryCode)
    if (!isRight) throw new DomainError('unauthorized', 'wrong_code', 'The code is wrong or was used before.')
    if (!(await takeChallenge(tx, clock, 'second_factor', token))) throw beginAgain()
    if ('code' in given) return
    const left = await countRecoveryCodes(tx, personId)
    await auditPerson(tx, personId, { action: 'recovery_code.used', detail: { left } })
    await mailNotice(people, tx, personId, 'recovery_code_used', { left })
  })
  await limits.code.forget(personId)
  const openedBy = pending.data.openedBy as OpenedBy
  return await openSession(people, c, { personId, openedBy, isTwoFactor: true })
}

function beginAgain(): DomainError {
  return new DomainError('unauthorized', 'sign_in_again', 'This sign-in took too long or too many tries; begin again.')
}
