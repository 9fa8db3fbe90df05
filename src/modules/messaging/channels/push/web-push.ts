import webpush from 'web-push'
import type { MessagingDeps } from '../../messaging-deps.ts'
import type { ChannelHandover } from '../channel.ts'
import type { StoredChannel } from '../channels.repo.ts'
import { askService } from '../judge-answer.ts'
import type { Subscription } from './devices.repo.ts'
import { daySeconds, type Notice } from './notice.ts'

/** A pair of VAPID keys (RFC 8292): the public one goes to browsers, the private one is sealed. */
export const makeVapidKeys = (): { publicKey: string; privateKey: string } => webpush.generateVAPIDKeys()

/** To browsers, encrypted for each of them (RFC 8291); undefined when there are no keys. */
export function webPush(deps: MessagingDeps, { secret, settings }: StoredChannel) {
  const { publicKey } = settings as { publicKey?: string }
  if (secret === undefined || publicKey === undefined) return undefined
  const vapidDetails = { subject: subjectOf(deps), publicKey, privateKey: secret }
  return async (subscription: Subscription, notice: Notice): Promise<ChannelHandover> => {
    const { messageId, isUrgent } = notice
    const { countedUrl, ...note } = notice.note
    const payload = { ...note, url: countedUrl ?? note.url, id: messageId }
    const made = webpush.generateRequestDetails(subscription, JSON.stringify(payload), {
      vapidDetails,
      TTL: daySeconds,
      urgency: isUrgent ? 'high' : 'normal',
      // The same message again replaces itself on the device.
      topic: messageId.replaceAll('-', ''),
    })
    const headers = Object.fromEntries(Object.entries(made.headers).map(([name, value]) => [name, String(value)]))
    return await askService(
      deps.outbound,
      made.endpoint,
      { method: 'POST', headers, ...(made.body ? { body: made.body } : {}) },
      ({ status }) => {
        const answer = String(status)
        if (status >= 200 && status < 300) return { outcome: 'accepted', answer }
        return { outcome: status === 404 || status === 410 ? 'address_refused' : 'refused', answer }
      },
    )
  }
}

function subjectOf({ publicUrl, channel }: MessagingDeps): string {
  const url = publicUrl()
  if (url.startsWith('https:')) return url
  return `mailto:${/<([^>]+)>/.exec(channel.from)?.[1] ?? channel.from}`
}
