import { createVerify, X509Certificate } from 'node:crypto'
import { z } from 'zod'
import type { MessagingDeps } from '../messaging-deps.ts'

/** What Amazon SNS posts. */
export const snsMessage = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string(),
  TopicArn: z.string(),
  Subject: z.string().optional(),
  Message: z.string(),
  Timestamp: z.string(),
  Token: z.string().optional(),
  SubscribeURL: z.string().optional(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string(),
  SigningCertURL: z.string(),
})
export type SnsMessage = z.infer<typeof snsMessage>

const theirs = /^sns\.[a-z0-9-]{3,30}\.amazonaws\.com(\.cn)?$/
const maxKept = 20
const certificates = new Map<string, Promise<string>>()

/** https addresses of their own service alone; nothing else is ever asked because of what a message says. */
export function isAmazonAddress(address: string | undefined): address is string {
  if (address === undefined || !URL.canParse(address)) return false
  const url = new URL(address)
  return url.protocol === 'https:' && url.port === '' && theirs.test(url.hostname)
}

/** Whether it was signed with the certificate of theirs that it names, for the topic that was set up. */
export async function isSns(deps: MessagingDeps, message: SnsMessage, topicArn: string): Promise<boolean> {
  if (message.TopicArn !== topicArn || !isAmazonAddress(message.SigningCertURL)) return false
  if (!new URL(message.SigningCertURL).pathname.endsWith('.pem')) return false
  try {
    const { publicKey } = new X509Certificate(await certificateAt(deps, message.SigningCertURL))
    const verifier = createVerify(message.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256')
    return verifier.update(signedText(message)).verify(publicKey, message.Signature, 'base64')
  } catch {
    return false
  }
}

/** The fields in the order of their names, each on a line below its name. */
export function signedText(message: SnsMessage): string {
  const names =
    message.Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
      : (['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const)
  return names.flatMap((name) => (message[name] === undefined ? [] : [`${name}\n${message[name]}\n`])).join('')
}

function certificateAt({ outbound }: MessagingDeps, url: string): Promise<string> {
  const known = certificates.get(url)
  if (known) return known
  const asked = outbound(url, { method: 'GET' }).then(({ status, body }) => {
    if (status !== 200) throw new Error(`The certificate was not given (${status}).`)
    return body
  })
  if (certificates.size >= maxKept) certificates.clear()
  certificates.set(url, asked)
  asked.catch(() => certificates.delete(url))
  return asked
}
