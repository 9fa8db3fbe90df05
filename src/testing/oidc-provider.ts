/** A real OpenID provider on a port of its own, with a sign-in page and without asking for consent. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { afterAll } from 'vitest'

type Claims = { email?: string; email_verified?: boolean; name?: string }

export type TestProvider = {
  issuer: string
  clientId: string
  clientSecret: string
  /** who has an account there, by what they type, and what it tells of them */
  accounts: Record<string, Claims>
  /** Answers from now on, for a client that comes back to this address. */
  serve: (redirectUri: string) => void
}

export async function startOidcProvider(): Promise<TestProvider> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())))
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const accounts: Record<string, Claims> = {}
  const clientId = 'regulars'
  const clientSecret = 'a secret between the two of them'
  const serve = (redirectUri: string): void => {
    const provider = new Provider(issuer, {
      clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
      loadExistingGrant: async (context) => {
        const { client, session } = context.oidc
        const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId })
        grant.addOIDCScope('openid email profile')
        await grant.save()
        return grant
      },
      cookies: { keys: ['cookies of the provider in this test'] },
      pkce: { required: () => true },
    })
    server.on('request', provider.callback())
  }
  return { issuer, clientId, clientSecret, accounts, serve }
}
