import { oidcBegin, oidcBegun } from '#contract/account'
import { DomainError, isDomainError } from '#platform/errors'
import { createRouter, json, jsonBody, publicRoute, type Router } from '#platform/http'
import type { People } from '../people.ts'
import { beginOidcSignIn } from './begin-sign-in.ts'
import { finishOidcSignIn } from './finish-sign-in.ts'
import type { OidcProvider } from './provider.ts'

const tags = ['Session']

const begin = publicRoute(
  { maxBody: 16 * 1024 },
  {
    method: 'post',
    path: '/session/oidc',
    tags,
    summary: 'Begin to sign in at the OpenID provider: the address to send the browser to; good for ten minutes, once',
    request: { body: jsonBody(oidcBegin) },
    responses: { 200: json(oidcBegun, 'The address of the provider') },
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
    const url = await beginOidcSignIn(people, c, configured(people), c.req.valid('json'))
    return c.json({ url: url.href }, 200)
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
