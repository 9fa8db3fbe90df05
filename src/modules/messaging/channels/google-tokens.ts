import { importPKCS8, SignJWT } from 'jose'
import { z } from 'zod'
import { DomainError } from '#platform/errors'
import type { Outbound } from '#platform/outbound'
import { formBody, formType } from './judge-answer.ts'

/** What is used of the key file of a service account. */
const serviceAccount = z.object({
  project_id: z.string().min(1),
  client_email: z.string().min(1),
  private_key: z.string().includes('PRIVATE KEY'),
  private_key_id: z.string().optional(),
  token_uri: z.url({ protocol: /^https?$/ }).default('https://oauth2.googleapis.com/token'),
})
type ServiceAccount = z.infer<typeof serviceAccount>

/** Throws channel_bad_key. */
export function readServiceAccount(text: string): ServiceAccount {
  try {
    return serviceAccount.parse(JSON.parse(text))
  } catch {
    throw new DomainError('invalid', 'channel_bad_key', 'This is not the key file of a service account.')
  }
}

const hour = 3600
/** A token that ends in a moment is no use any more. */
const spareSeconds = 120

/** Access tokens of service accounts, kept as long as they are good. Undefined when Google does not give one. */
export type GoogleTokens = {
  get: (
    outbound: Outbound,
    account: ServiceAccount,
    scope: string,
    now: Temporal.Instant,
  ) => Promise<string | undefined>
  forget: (account: ServiceAccount) => void
}

export function createGoogleTokens(): GoogleTokens {
  const kept = new Map<string, { token: string; until: number }>()
  return {
    get: async (outbound, account, scope, now) => {
      const seconds = Math.floor(now.epochMilliseconds / 1000)
      const name = `${account.client_email} ${scope}`
      const known = kept.get(name)
      if (known && known.until > seconds) return known.token
      const made = await askToken(outbound, account, scope, seconds)
      if (made) kept.set(name, { token: made.token, until: seconds + made.lasts - spareSeconds })
      return made?.token
    },
    forget: ({ client_email: whose }) => {
      for (const name of kept.keys()) if (name.startsWith(`${whose} `)) kept.delete(name)
    },
  }
}

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().default(hour) })

/** https://developers.google.com/identity/protocols/oauth2/service-account: a signed assertion for an access token (RFC 7523). */
async function askToken(
  outbound: Outbound,
  account: ServiceAccount,
  scope: string,
  seconds: number,
): Promise<{ token: string; lasts: number } | undefined> {
  const key = await importPKCS8(account.private_key, 'RS256')
  const assertion = await new SignJWT({ scope })
    .setProtectedHeader({
      alg: 'RS256',
      typ: 'JWT',
      ...(account.private_key_id ? { kid: account.private_key_id } : {}),
    })
    .setIssuer(account.client_email)
    .setAudience(account.token_uri)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + hour)
    .sign(key)
  const { status, body } = await outbound(account.token_uri, {
    method: 'POST',
    headers: formType,
    body: formBody({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
  })
  const read = status === 200 ? tokenAnswer.safeParse(JSON.parse(body)) : undefined
  return read?.success ? { token: read.data.access_token, lasts: read.data.expires_in } : undefined
}
