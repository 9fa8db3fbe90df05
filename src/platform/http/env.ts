import type { HttpBindings } from '@hono/node-server'
import type { Scope } from '#contract/permissions'
import type { DomainError } from '#platform/errors'
import type { Locale } from '#platform/i18n'
import type { Log } from '#platform/log'

/** Who asks: a person with a role or a server key. `may` is the only place that knows roles and key scopes. */
export type Actor = { kind: 'person' | 'key'; actorId: string; may(scope: Scope): boolean }

type PersonSession = { sessionId: string; personId: string; name: string; email: string; locale: Locale }

/** Variables of every request; the last four are there only when the caller has proved who they are. */
export type AppEnv = {
  Bindings: Partial<HttpBindings>
  Variables: {
    requestId: string
    log: Log
    locale: Locale
    cspNonce: string
    session?: PersonSession
    actor?: Actor
    workspaceId?: string
    /** why somebody who is signed in may do nothing in their workspace at the moment */
    refusal?: DomainError
  }
}

/** Inside a `personRoute`. */
export type PersonEnv = { Variables: { session: PersonSession } }

/** Inside a `workspaceRoute`. */
export type WorkspaceEnv = { Variables: { workspaceId: string; actor: Actor } }
