import { newId } from '#platform/ids'
import type { MessagingDeps } from '../../messaging-deps.ts'
import type { ChannelHandover } from '../channel.ts'
import type { StoredChannel } from '../channels.repo.ts'
import { daySeconds, type Notice } from './notice.ts'

type ApnsSettings = { keyId: string; teamId: string; topic: string; isSandbox: boolean; baseUrl: string | null }

const deadToken = new Set(['BadDeviceToken', 'DeviceTokenNotForTopic', 'Unregistered', 'ExpiredToken'])

/** https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns; undefined when there is no key. */
export function apns(deps: MessagingDeps, { secret, settings }: StoredChannel) {
  if (secret === undefined) return undefined
  const { keyId, teamId, topic, isSandbox, baseUrl } = settings as ApnsSettings
  const base = baseUrl ?? `https://api.${isSandbox ? 'sandbox.' : ''}push.apple.com`
  return async (token: string, { messageId, note, isUrgent }: Notice): Promise<ChannelHandover> => {
    const now = Math.floor(deps.clock.now().epochMilliseconds / 1000)
    const answer = await deps.lines.apns
      .ask(base, { keyId, teamId, privateKey: secret, now }, `/3/device/${encodeURIComponent(token)}`, {
        headers: {
          'apns-topic': topic,
          'apns-push-type': 'alert',
          'apns-id': messageId,
          'apns-expiration': String(now + daySeconds),
          'apns-priority': isUrgent ? '10' : '5',
          // The same message again replaces itself on the device.
          'apns-collapse-id': messageId,
        },
        body: JSON.stringify({
          aps: { alert: { title: note.title, body: note.text }, sound: 'default' },
          url: note.url,
          message_id: messageId,
        }),
      })
      .catch(() => ({ status: -1, reason: 'unreachable' }))
    return judge(answer)
  }
}

/** Whether the key is taken: a notice to a token that nobody has is refused for that alone. */
export async function checkApns(deps: MessagingDeps, row: StoredChannel): Promise<ChannelHandover | undefined> {
  const notice = { messageId: newId(), note: { title: 'Test', text: 'Test', url: '', locale: 'en' }, isUrgent: false }
  const end = await apns(deps, row)?.('0'.repeat(64), notice)
  return end?.outcome === 'address_refused' ? { ...end, outcome: 'accepted' } : end
}

/** https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns */
function judge({ status, reason }: { status: number; reason: string }): ChannelHandover {
  if (status === 200) return { outcome: 'accepted', answer: '200' }
  const answer = reason || String(status)
  if (status === -1) return { outcome: 'unreachable', answer }
  // Nobody can say whether it was heard.
  if (status === 0) return { outcome: 'unclear', answer: 'no answer' }
  if (status === 410 || deadToken.has(reason)) return { outcome: 'address_refused', answer }
  if (status === 403) return { outcome: 'unreachable', answer }
  return { outcome: status === 429 || status >= 500 ? 'later' : 'refused', answer }
}
