import { createHmac, randomBytes } from 'node:crypto'

export const newWebhookKey = (): string => `whsec_${randomBytes(32).toString('base64')}`

/** https://www.standardwebhooks.com: HMAC-SHA256 of id, time and body under the key, which is base64 after `whsec_`. */
export function signWebhook(key: string, id: string, timestamp: string, body: string): string {
  const bytes = Buffer.from(key.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', bytes).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}
