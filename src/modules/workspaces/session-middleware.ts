import type { Context, MiddlewareHandler } from 'hono'
import { keyScopes, roleMay } from '#contract/permissions'
import { DomainError } from '#platform/errors'
import type { AppEnv } from '#platform/http'
import { isLocale } from '#platform/i18n'
import { absoluteSeconds } from './auth.ts'
import { findApiKey } from './find-api-key.ts'
import { listMemberships } from './memberships.ts'
import type { People } from './people.ts'
import { authHeaders, dropSessionCookie, passCookieOn } from './session-cookie.ts'

/** Finds out who asks, from `Authorization: Bearer sk_…` or the session cookie. Lets everybody pass: the routes say who may. */
export function sessionMiddleware(people: People): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const authorization = c.req.header('authorization')
    if (authorization !== undefined) await admitKey(people, c, authorization)
    else await admitPerson(people, c)
    await next()
  }
}

async function admitKey(people: People, c: Context<AppEnv>, authorization: string): Promise<void> {
  const secret = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1]
  const key = secret ? await findApiKey(people.db, secret) : undefined
  // A write key is public; the answer is the same as for an unknown one.
  if (key?.kind !== 'server') throw new DomainError('unauthorized', 'invalid_key', 'The key is wrong or revoked.')
  c.set('workspaceId', key.workspaceId)
  c.set('actor', { kind: 'key', actorId: key.apiKeyId, may: (scope) => keyScopes.includes(scope) })
}

async function admitPerson(people: People, c: Context<AppEnv>): Promise<void> {
  const headers = authHeaders(c)
  if (!headers) return
  const auth = await people.auth()
  const { response: found, headers: changed } = await auth.api.getSession({ headers, returnHeaders: true })
  if (!found) return dropSessionCookie(c)
  const age = people.clock.now().epochMilliseconds - found.session.createdAt.getTime()
  if (age > absoluteSeconds * 1000) {
    await auth.api.signOut({ headers })
    return dropSessionCookie(c)
  }
  passCookieOn(c, changed, people.publicUrl)
  const [membership] = await listMemberships(people.db, found.user.id)
  const locale = isLocale(found.user.locale) ? found.user.locale : c.var.locale
  c.set('locale', locale)
  c.set('session', {
    sessionId: found.session.id,
    personId: found.user.id,
    name: found.user.name,
    email: found.user.email,
    locale,
  })
  if (!membership) return
  c.set('workspaceId', membership.workspace.workspaceId)
  c.set('actor', { kind: 'person', actorId: found.user.id, may: (scope) => roleMay(membership.role, scope) })
}
