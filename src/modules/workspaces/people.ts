import type { Clock } from '#platform/clock'
import { createRateLimit, type RateLimit } from '#platform/http'
import type { Mailer } from '#platform/mail'
import type { Db } from '#platform/postgres'
import { createOidcProvider, type OidcProvider, type OidcSettings } from './oidc/provider.ts'
import { hasPeople } from './people.repo.ts'
import { setupToken } from './setup-token.ts'

type LimitName =
  | 'account'
  | 'address'
  | 'setup'
  | 'code'
  | 'codeAddress'
  | 'recovery'
  | 'proof'
  | 'passkey'
  | 'oidc'
  | 'reset'
  | 'resetAddress'

/** What this module's routes and middleware work with; made once per process. */
export type People = {
  db: Db
  clock: Clock
  secret: string
  /** where links lead that are sent to people */
  publicUrl: string
  trustedProxies: number
  mailer: Mailer
  limits: Record<LimitName, RateLimit>
  /** Sign-in at an OpenID provider, when one is configured. */
  oidc?: OidcProvider
}

export function createPeople(options: {
  db: Db
  clock: Clock
  secret: string
  /** the address people type, http://localhost:4400 when nothing else is known */
  publicUrl: string
  /** how many proxies of our own stand in front; 0 = the peer's address counts */
  trustedProxies?: number
  mailer: Mailer
  oidc?: OidcSettings | undefined
}): People {
  const { clock, db, secret, publicUrl, mailer, oidc } = options
  const limit = (name: string, quota: number, windowSeconds = 600): RateLimit =>
    createRateLimit({ db, clock, name, quota, windowSeconds })
  return {
    db,
    clock,
    secret,
    publicUrl,
    mailer,
    trustedProxies: options.trustedProxies ?? 0,
    limits: {
      account: limit('sign-in', 10),
      address: limit('sign-in-address', 50),
      setup: limit('setup', 20),
      code: limit('code', 10),
      codeAddress: limit('code-address', 50),
      recovery: limit('recovery', 5, 3600),
      proof: limit('proof', 10),
      passkey: limit('passkey', 60),
      oidc: limit('oidc', 60),
      reset: limit('reset', 3, 3600),
      resetAddress: limit('reset-address', 20, 3600),
    },
    ...(oidc ? { oidc: createOidcProvider(oidc) } : {}),
  }
}

/** The token to print while the first-run page is open; undefined once somebody exists. */
export async function openSetup(people: Pick<People, 'db' | 'secret'>): Promise<string | undefined> {
  return (await hasPeople(people.db)) ? undefined : setupToken(people.secret)
}
