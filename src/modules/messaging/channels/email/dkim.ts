import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import type { MessagingDeps } from '../../messaging-deps.ts'

/** What the e-mail row of a workspace holds; the private key is sealed beside it. */
export type EmailSettings = {
  /** null: the installation's sender */
  from: string | null
  domain: string
  selector: string
  publicKey: string
  isFound: boolean
}

// What RFC 8058 wants to be signed as well is not in the usual list.
const signedHeaders =
  'From:Sender:Reply-To:Subject:Date:Message-ID:To:Cc:MIME-Version:Content-Type:Content-Transfer-Encoding:List-Id:List-Unsubscribe:List-Unsubscribe-Post'

export const domainOf = (address: string): string => (address.split('@').at(-1) ?? '').replace(/>$/, '').toLowerCase()

/** A new key pair (RFC 6376, 2048 bits); the private one as PEM, the public one as it stands in the record. */
export async function makeSigningKey(): Promise<{ privateKey: string; publicKey: string }> {
  const made = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return { privateKey: made.privateKey, publicKey: made.publicKey.toString('base64') }
}

export function dnsRecordOf({ selector, domain, publicKey }: EmailSettings) {
  return { name: `${selector}._domainkey.${domain}`, type: 'TXT' as const, value: `v=DKIM1; k=rsa; p=${publicKey}` }
}

/** Whether the record is there with our key. No answer counts as not there. */
export async function findDnsRecord({ resolveTxt }: MessagingDeps, settings: EmailSettings): Promise<boolean> {
  const found = await resolveTxt(dnsRecordOf(settings).name).catch(() => [])
  return found.some(
    (chunks) => /(?:^|;)p=([^;]*)/.exec(chunks.join('').replace(/\s+/g, ''))?.[1] === settings.publicKey,
  )
}

/** How letters are signed, once the record was seen. */
export function signatureOf({ selector, domain, isFound }: EmailSettings, privateKey: string | undefined) {
  if (!isFound || privateKey === undefined) return undefined
  return { domainName: domain, keySelector: selector, privateKey, headerFieldNames: signedHeaders }
}
