import { z } from 'zod'
import { DomainError, isDomainError } from '#platform/errors'
import { createRouter, publicRoute, type Router } from '#platform/http'
import type { People } from '../people.ts'
import { beginOidcSignIn } from './begin-sign-in.ts'
import { finishOidcSignIn } from './finish-sign-in.ts'
import type { OidcProvider } from './provider.ts'

const tags = ['Session']

const begin = publicRoute(
  {},
  {
    method: 'get',
    path: '/session/oidc',
    tags,
    summary: 'Sign in at the OpenID provider of this installation; leads the browser there',
    request: { query: z.object({ next: z.string().max(2000).optional(), invitation: z.string().max(200).optional() }) },
    responses: { 302: { description: 'To the provider' } },
  },
)

const finish = publicRoute(
  {},
  {
    method: 'get',
    path: '/session/oidc/callback',
    tags,
    summary: 'Where the provider sends the browser back to; signs in and leads on',
    responses: { 302: { description: 'To the page that was asked for, or to the sign-in page with the reason' } },
  },
)

export function oidcRoutes(people: People): Router {
  const router = createRouter()
  router.openapi(begin, async (c) => {
    const url = await beginOidcSignIn(people, c, configured(people), c.req.valid('query'))
    return c.redirect(url.href, 302)
  })
  router.openapi(finish, async (c) => {
    const provider = configured(people)
    try {
      return c.redirect(await finishOidcSignIn(people, c, provider), 302)
    } catch (error) {
      // Somebody looks at a browser here, not a program at JSON.
      if (!isDomainError(error)) throw error
      return c.redirect(`/sign-in?problem=${error.reason}`, 302)
    }
  })
  return router
}

function configured({ oidc }: People): OidcProvider {
  if (!oidc) throw new DomainError('not_found', 'oidc_off', 'No OpenID provider is set up here.')
  return oidc
}
