import type { Kysely } from 'kysely'
import { newId } from '#platform/ids'
import type { Db } from '#platform/postgres'

const day = 24 * 60 * 60

/** A session ends after this many seconds without a request… */
export const idleSeconds = 7 * day
/** …and after this many whatever happens. */
export const absoluteSeconds = 30 * day

/** The name better-auth knows its cookie by; the browser's name for it depends on the request (see session-cookie.ts). */
export const innerCookie = 'regulars'

const times = { createdAt: 'created_at', updatedAt: 'updated_at' }

type AuthOptions = { db: Db; secret: string; publicUrl: string }

/**
 * better-auth as a library: we call its functions from our own routes and never mount its router, so nothing is reachable
 * that we did not write a route for, sign-up least of all. Its tables are ours (migrations/postgres/0004_people.sql).
 */
async function createAuth(options: AuthOptions) {
  const { betterAuth } = await import('better-auth')
  return betterAuth({
    appName: 'Regulars',
    baseURL: options.publicUrl,
    secret: options.secret,
    database: { db: untyped(options.db), type: 'postgres' },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 200 },
    user: {
      modelName: 'people',
      fields: { emailVerified: 'email_verified', ...times },
      additionalFields: { locale: { type: 'string', required: true, input: false } },
    },
    session: {
      modelName: 'person_sessions',
      fields: {
        userId: 'person_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...times,
      },
      expiresIn: idleSeconds,
      updateAge: day / 24,
    },
    account: {
      modelName: 'person_accounts',
      fields: {
        userId: 'person_id',
        providerId: 'provider_id',
        accountId: 'account_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...times,
      },
    },
    verification: { modelName: 'person_verifications', fields: { expiresAt: 'expires_at', ...times } },
    advanced: {
      cookies: { session_token: { name: innerCookie } },
      useSecureCookies: false,
      ipAddress: { disableIpTracking: true },
      database: { generateId: () => newId(), validateSchema: false },
    },
    // Limits are ours (sign-in.ts): better-auth's count only requests that come through its router.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
}

export type Auth = Awaited<ReturnType<typeof createAuth>>

/** better-auth on first use: loading it takes most of a second, which neither a start nor a command should wait for. */
export function lazyAuth(options: AuthOptions): () => Promise<Auth> {
  let auth: Promise<Auth> | undefined
  return () => {
    auth ??= createAuth(options)
    return auth
  }
}

// better-auth builds its own queries by table name and cannot know our row types.
function untyped(db: Db): Kysely<never> {
  return db as unknown as Kysely<never>
}
