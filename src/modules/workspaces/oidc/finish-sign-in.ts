import type { Context } from 'hono'
import { z } from 'zod'
import { DomainError } from '#platform/errors'
import { type AppEnv, clientAddress, spendRate } from '#platform/http'
import { open } from '#platform/secrets'
import { takeChallenge } from '../challenges.ts'
import { passFirstStep } from '../open-session.ts'
import type { People } from '../people.ts'
import { dropStepCookie, readStepCookie } from '../session-cookie.ts'
import { redirectUri, sealPurpose } from './begin-sign-in.ts'
import { findLinkedPerson, type Identity } from './linked-person.ts'
import type { OidcProvider } from './provider.ts'

const begunData = z.object({
  state: z.string(),
  nonce: z.string(),
  next: z.string(),
  verifier: z.string(),
  invitation: z.string().optional(),
})
type Begun = z.infer<typeof begunData>

/** What is read of an identity; providers send much more. */
const claimsRead = z.object({
  sub: z.string().min(1).max(255),
  email: z.email().max(254).optional(),
  email_verified: z.union([z.boolean(), z.stringbool()]).optional(),
  name: z.string().optional(),
  amr: z.array(z.string()).optional(),
})

/** The page to go on to: the one that was asked for, or sign-in with the second step. Throws what the sign-in page should say. */
export async function finishOidcSignIn(people: People, c: Context<AppEnv>, provider: OidcProvider): Promise<string> {
  await spendRate(c, people.limits.oidc, clientAddress(c, people.trustedProxies))
  const cookie = readStepCookie(c, 'oidc', people.publicUrl)
  const begun = cookie ? await takeChallenge(people.db, people.clock, 'oidc', cookie) : undefined
  dropStepCookie(c, 'oidc')
  if (!begun) throw new DomainError('unauthorized', 'sign_in_again', 'This sign-in was not begun here; begin again.')
  const data = begunData.parse(begun.data)
  const identity = await identify(people, c, provider, data)
  const invitation = data.invitation === undefined ? undefined : unseal(people, data.state, data.invitation)
  const personId = await findLinkedPerson(people, provider, identity, { invitation, locale: c.var.locale })
  const answer = await passFirstStep(people, c, { personId, openedBy: 'oidc', isTwoFactor: identity.isTwoFactor })
  const next = ownPage(data.next, people.publicUrl)
  return 'secondFactor' in answer ? `/sign-in?step=code&next=${encodeURIComponent(next)}` : next
}

async function identify(people: People, c: Context<AppEnv>, provider: OidcProvider, begun: Begun): Promise<Identity> {
  const client = await import('openid-client')
  const configuration = await provider.configuration()
  const answered = redirectUri(people)
  answered.search = new URL(c.req.url).search
  try {
    const tokens = await client.authorizationCodeGrant(configuration, answered, {
      expectedState: begun.state,
      expectedNonce: begun.nonce,
      pkceCodeVerifier: unseal(people, begun.state, begun.verifier),
      idTokenExpected: true,
    })
    const claims = claimsRead.parse(tokens.claims())
    const { sub, amr = [] } = claims
    // Some providers tell the address only when asked for it.
    const told = claims.email
      ? claims
      : claimsRead.parse(await client.fetchUserInfo(configuration, tokens.access_token, sub))
    const email = told.email?.toLowerCase()
    return {
      subject: sub,
      name: told.name?.trim().slice(0, 120) || email?.split('@')[0] || 'Somebody',
      isTwoFactor: amr.includes('mfa'),
      ...(email && told.email_verified === true ? { email } : {}),
    }
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    c.var.log.warn({ requestId: c.var.requestId, reason }, 'a sign-in at the OpenID provider was refused')
    throw new DomainError('unauthorized', 'oidc_refused', 'The provider did not confirm this sign-in.')
  }
}

function unseal(people: People, state: string, sealed: string): string {
  const text = open(people.secret, sealPurpose, state, Buffer.from(sealed, 'base64'))
  if (text === undefined) throw new Error('a round trip to the provider cannot be opened')
  return text
}

/** Only a page of ours, however the address was written. */
function ownPage(next: string, publicUrl: string): string {
  const { origin } = new URL(publicUrl)
  if (!next.startsWith('/') || !URL.canParse(next, origin)) return '/'
  const target = new URL(next, origin)
  return target.origin === origin ? `${target.pathname}${target.search}` : '/'
}
