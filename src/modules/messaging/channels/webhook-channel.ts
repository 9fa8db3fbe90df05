import { signWebhook } from '#platform/outbound'
import type { MessagingDeps } from '../messaging-deps.ts'
import type { Channel } from './channel.ts'
import type { StoredChannel } from './channels.repo.ts'
import { askService } from './judge-answer.ts'

/** A service of one's own, told as Standard Webhooks says: signed, with an id that stays the same when it is told again. */
export function webhookChannel(deps: MessagingDeps, { secret, settings }: StoredChannel): Channel | undefined {
  const { url } = settings as { url?: string }
  if (secret === undefined || url === undefined) return undefined
  return {
    kind: 'webhook',
    send: async (sending) => {
      if (sending.channel !== 'webhook') return { outcome: 'refused', answer: 'wrong channel' }
      const body = JSON.stringify(sending.body)
      const timestamp = String(Math.floor(sending.at.epochMilliseconds / 1000))
      const headers = {
        'Content-Type': 'application/json',
        'webhook-id': sending.messageId,
        'webhook-timestamp': timestamp,
        'webhook-signature': signWebhook(secret, sending.messageId, timestamp, body),
      }
      return await askService(deps.outbound, url, { method: 'POST', headers, body }, ({ status }) => {
        const answer = String(status)
        // Gone: nobody wants to be told any more. Redirects are not followed.
        if (status === 410) return { outcome: 'refused', answer }
        return { outcome: status >= 200 && status < 300 ? 'accepted' : 'refused', answer }
      })
    },
  }
}
