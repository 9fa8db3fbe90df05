import type { Context } from 'hono'
import type { FirstRun, FirstRunDone } from '#contract/session'
import { DomainError } from '#platform/errors'
import { type AppEnv, clientAddress, spendRate } from '#platform/http'
import { createFirstWorkspace } from './create-first-workspace.ts'
import { openSession } from './open-session.ts'
import type { People } from './people.ts'
import { isSetupToken } from './setup-token.ts'

/** The first-run page: works once, with the printed token, and leaves its sender signed in. */
export async function runSetup(people: People, c: Context<AppEnv>, given: FirstRun): Promise<FirstRunDone> {
  await spendRate(c, people.limits.setup, clientAddress(c, people.trustedProxies))
  if (!isSetupToken(people.secret, given.token)) {
    throw new DomainError('forbidden', 'wrong_setup_token', 'The token is not the one that was printed at start.')
  }
  const { name, email, password, locale, workspaceName, timeZone, currency } = given
  const { writeKey, serverKey, personId } = await createFirstWorkspace(people.db, {
    person: { name, email, password, locale },
    workspace: { name: workspaceName, timeZone, currency, locale },
  })
  const session = await openSession(people, c, { personId, openedBy: 'password', isTwoFactor: false })
  return { session, writeKey, serverKey }
}
