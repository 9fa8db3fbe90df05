import type { Clock } from '#platform/clock'
import { createRateLimit, type RateLimit } from '#platform/http'
import type { Mailer } from '#platform/mail'
import type { Db } from '#platform/postgres'
import { type Auth, lazyAuth } from './auth.ts'
import { hasPeople } from './people.repo.ts'
import { setupToken } from './setup-token.ts'

/** What this module's routes and middleware work with; made once per process. */
export type People = {
  db: Db
  clock: Clock
  secret: string
  /** where links lead that are sent to people */
  publicUrl: string
  mailer: Mailer
  trustedProxies: number
  /** Loaded on first use; ask for it once after the start and the first person does not wait. */
  auth: () => Promise<Auth>
  limits: { account: RateLimit; address: RateLimit; setup: RateLimit }
}

export function createPeople(options: {
  db: Db
  clock: Clock
  secret: string
  /** the address people type, http://localhost:4400 when nothing else is known */
  publicUrl: string
  mailer: Mailer
  /** how many proxies of our own stand in front; 0 = the peer's address counts */
  trustedProxies?: number
}): People {
  const { clock } = options
  return {
    ...options,
    trustedProxies: options.trustedProxies ?? 0,
    auth: lazyAuth(options),
    limits: {
      account: createRateLimit({ clock, name: 'sign-in', quota: 10, windowSeconds: 600 }),
      address: createRateLimit({ clock, name: 'sign-in-address', quota: 50, windowSeconds: 600 }),
      setup: createRateLimit({ clock, name: 'setup', quota: 20, windowSeconds: 600 }),
    },
  }
}

/** The token to print while the first-run page is open; undefined once somebody exists. */
export async function openSetup(people: Pick<People, 'db' | 'secret'>): Promise<string | undefined> {
  return (await hasPeople(people.db)) ? undefined : setupToken(people.secret)
}
