import type { Context, MiddlewareHandler } from 'hono'
import { keyScopes, roleMay, type Scope } from '#contract/permissions'
import { DomainError } from '#platform/errors'
import type { AppEnv } from '#platform/http'
import { isLocale, type Locale } from '#platform/i18n'
import { findApiKey } from './find-api-key.ts'
import { findMembership } from './memberships.ts'
import type { People } from './people.ts'
import { dropSessionCookie, readSessionCookie, setSessionCookie } from './session-cookie.ts'
import { resumeSession } from './sessions.ts'

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
  const may = (scope: Scope) => keyScopes.includes(scope) && (key.scopes?.includes(scope) ?? true)
  c.set('actor', { kind: 'key', actorId: key.apiKeyId, may })
}

async function admitPerson(people: People, c: Context<AppEnv>): Promise<void> {
  const token = readSessionCookie(c, people.publicUrl)
  if (token === undefined) return
  const session = await resumeSession(people.db, people.clock, token)
  if (!session) return dropSessionCookie(c)
  if (session.isTouched) setSessionCookie(c, token, people.publicUrl)
  const { personId, sessionId, name, email } = session
  const locale = sessionLocale(c.req.header('accept-language'), session.locale) ?? c.var.locale
  c.set('locale', locale)
  // The console learns here what the person has chosen; before that it asks in the language of the browser.
  c.set('session', { sessionId, personId, name, email, locale: isLocale(session.locale) ? session.locale : locale })
  // Asked at every request: a role that was taken away is gone with the next one.
  const membership = await findMembership(people.db, session)
  if (!membership) {
    c.set('refusal', new DomainError('forbidden', 'no_workspace', 'You belong to no workspace.'))
  } else if (membership.requiresSecondFactor && !session.isTwoFactor) {
    const message = 'This workspace asks for a second factor: set one up, or sign in with it.'
    c.set('refusal', new DomainError('forbidden', 'second_factor_required', message))
  } else {
    c.set('workspaceId', membership.workspace.workspaceId)
    c.set('actor', { kind: 'person', actorId: personId, may: (scope) => roleMay(membership.role, scope) })
  }
}

/** A browser asks for a list; one bare language is what the console is showing at this moment, saved or not. */
function sessionLocale(asked: string | undefined, saved: string): Locale | undefined {
  return [asked ?? '', saved].find(isLocale)
}
