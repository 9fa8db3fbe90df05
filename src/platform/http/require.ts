import type { Context, MiddlewareHandler } from 'hono'
import type { Scope } from '#contract/permissions'
import { DomainError } from '#platform/errors'
import type { AppEnv } from './env.ts'

/** Lets a caller pass who is signed in, or holds a server key, and may do `scope` in its workspace. */
export function requireWorkspace(rule: { scope: Scope }): MiddlewareHandler<AppEnv> {
  return (c, next) => {
    const { actor, workspaceId, refusal } = c.var
    if (refusal) throw refusal
    if (!actor || !workspaceId) throw unknownCaller(c)
    if (!actor.may(rule.scope)) {
      throw new DomainError('forbidden', 'not_allowed', 'Your role or key does not allow this.', { scope: rule.scope })
    }
    return next()
  }
}

/** Lets a signed-in person pass. */
export function requirePerson(): MiddlewareHandler<AppEnv> {
  return (c, next) => {
    if (c.var.session) return next()
    if (c.var.actor) throw new DomainError('forbidden', 'people_only', 'A key cannot do this; sign in instead.')
    throw unknownCaller(c)
  }
}

function unknownCaller(c: Context): DomainError {
  c.header('WWW-Authenticate', 'Bearer realm="regulars"')
  return new DomainError('unauthorized', 'sign_in_required', 'Sign in, or send a server key.')
}
