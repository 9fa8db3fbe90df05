import type { Context } from 'hono'
import { DomainError } from '#platform/errors'
import { type AppEnv, clientAddress, spendRate } from '#platform/http'
import { seal } from '#platform/secrets'
import { issueChallenge } from '../challenges.ts'
import type { People } from '../people.ts'
import { setStepCookie } from '../session-cookie.ts'
import type { OidcProvider } from './provider.ts'

const roundTripSeconds = 600
const callbackPath = '/api/v1/session/oidc/callback'

export const sealPurpose = 'oidc'

/** Where to come back to; built from the configured address, never from what a request says it is. */
export function redirectUri(people: Pick<People, 'publicUrl'>): URL {
  return new URL(callbackPath, people.publicUrl)
}

/**
 * The provider's address for one round trip. State, nonce and the PKCE verifier stay here, under a cookie of this browser:
 * an answer that another browser was sent for is refused.
 */
export async function beginOidcSignIn(
  people: People,
  c: Context<AppEnv>,
  provider: OidcProvider,
  wanted: { next?: string | undefined; invitation?: string | undefined },
): Promise<URL> {
  await spendRate(c, people.limits.oidc, clientAddress(c, people.trustedProxies))
  const client = await import('openid-client')
  const configuration = await provider.configuration().catch((error: unknown) => {
    c.var.log.warn({ requestId: c.var.requestId, err: error }, 'the OpenID provider does not answer')
    throw new DomainError('unavailable', 'oidc_unavailable', 'The provider does not answer.')
  })
  const verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const nonce = client.randomNonce()
  const token = await issueChallenge(people.db, people.clock, {
    kind: 'oidc',
    seconds: roundTripSeconds,
    data: {
      state,
      nonce,
      next: wanted.next ?? '/',
      // Both grant something to whoever holds them.
      verifier: seal(people.secret, sealPurpose, state, verifier).toString('base64'),
      ...(wanted.invitation
        ? { invitation: seal(people.secret, sealPurpose, state, wanted.invitation).toString('base64') }
        : {}),
    },
  })
  setStepCookie(c, 'oidc', token, people.publicUrl, roundTripSeconds)
  return client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri(people).href,
    scope: 'openid email profile',
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
}
