import type { Context } from 'hono'
import type { Session, SignIn } from '#contract/session'
import { DomainError } from '#platform/errors'
import { type AppEnv, clientAddress, spendRate } from '#platform/http'
import { sha256 } from '#platform/ids'
import { describeSession } from './describe-session.ts'
import { deleteExpiredSessions } from './people.repo.ts'
import type { People } from './people.ts'
import { authHeaders, passCookieOn } from './session-cookie.ts'

/**
 * Always a new session, so that nobody can plant one beforehand; the one the browser had ends. Unknown address and wrong
 * password answer alike, after the same work.
 */
export async function signInPerson(people: People, c: Context<AppEnv>, given: SignIn): Promise<Session> {
  const email = given.email.trim().toLowerCase()
  const account = sha256(email).toString('base64')
  spendRate(c, people.limits.address, clientAddress(c, people.trustedProxies))
  spendRate(c, people.limits.account, account)
  const { response, headers } = await verify(people, email, given.password)
  people.limits.account.forget(account)
  const before = authHeaders(c)
  if (before) await (await people.auth()).api.signOut({ headers: before })
  passCookieOn(c, headers, people.publicUrl)
  await deleteExpiredSessions(people.db)
  const { user } = response
  return await describeSession(people.db, { personId: user.id, ...user })
}

async function verify(people: People, email: string, password: string) {
  const auth = await people.auth()
  try {
    // An address no mail program would take is refused by better-auth without hashing; give it one that is merely unknown.
    const known = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? email : 'nobody@invalid.example'
    return await auth.api.signInEmail({
      body: { email: known, password },
      headers: new Headers(),
      returnHeaders: true,
    })
  } catch (error) {
    if (!isRefusal(error)) throw error
    throw new DomainError('unauthorized', 'wrong_credentials', 'E-mail address or password is wrong.')
  }
}

// By shape, not by class: importing better-auth's error class would load the whole library at start.
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !('statusCode' in error)) return false
  return typeof error.statusCode === 'number' && error.statusCode < 500
}
