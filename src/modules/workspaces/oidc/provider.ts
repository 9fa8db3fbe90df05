import type { Configuration } from 'openid-client'

export type OidcSettings = {
  issuer: string
  clientId: string
  clientSecret: string
  /** what people call it: the button says "Continue with …" */
  name: string
  /** only addresses of these domains may sign in; empty = every address that is known or invited here */
  domains: readonly string[]
}

export type OidcProvider = {
  name: string
  issuer: string
  domains: readonly string[]
  /** The provider's own description, fetched on first use; a failed try is made again by the next person. */
  configuration: () => Promise<Configuration>
}

export function createOidcProvider(settings: OidcSettings): OidcProvider {
  let found: Promise<Configuration> | undefined
  const { name, issuer, domains } = settings
  return {
    name,
    issuer,
    domains: domains.map((domain) => domain.toLowerCase()),
    configuration: () => {
      found ??= discover(settings).catch((error: unknown) => {
        found = undefined
        throw error
      })
      return found
    },
  }
}

async function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<Configuration> {
  const client = await import('openid-client')
  const url = new URL(issuer)
  // Plain http only to a provider on this very machine, for trying it out.
  const isLocal = url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  return await client.discovery(url, clientId, clientSecret, undefined, {
    timeout: 10,
    // The signature of the identity is checked even though it comes straight from the provider.
    execute: [client.enableNonRepudiationChecks, ...(isLocal ? [client.allowInsecureRequests] : [])],
  })
}
