import webpush from 'web-push'
import { customerFamily } from '#modules/customers'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../../messaging-deps.ts'
import type { Channel, ChannelHandover, Note } from '../channel.ts'
import type { StoredChannel } from '../channels.repo.ts'
import { askService } from '../judge-answer.ts'
import { listDevices, type PushDevice, removeDevices } from './devices.repo.ts'

const daySeconds = 24 * 3600

/** A pair of VAPID keys (RFC 8292): the public one goes to browsers, the private one is sealed. */
export const makeVapidKeys = (): { publicKey: string; privateKey: string } => webpush.generateVAPIDKeys()

/** Notices to the browsers somebody allowed it on, encrypted for each of them (RFC 8291). One that takes it is enough. */
export function pushChannel(deps: MessagingDeps, workspaceId: string, stored: StoredChannel): Channel | undefined {
  const { secret, settings } = stored
  const { publicKey } = settings as { publicKey?: string }
  if (secret === undefined || publicKey === undefined) return undefined
  const vapid = { subject: subjectOf(deps), publicKey, privateKey: secret }
  return {
    kind: 'push',
    send: async (sending) => {
      if (sending.channel !== 'push') return { outcome: 'refused', answer: 'wrong channel' }
      const devices = await inWorkspace(deps.db, workspaceId, async (tx) =>
        listDevices(tx, workspaceId, deps.secret, await customerFamily(tx, workspaceId, sending.customerId)),
      )
      const ends = await Promise.all(
        devices.map((device) => sendTo(deps, vapid, device, sending.messageId, sending.note, sending.isUrgent)),
      )
      const gone = devices.filter((_, index) => ends[index]?.outcome === 'address_refused')
      if (gone.length > 0)
        await inWorkspace(deps.db, workspaceId, (tx) =>
          removeDevices(
            tx,
            workspaceId,
            gone.map((one) => one.deviceId),
          ),
        )
      return best(ends)
    },
  }
}

const order = ['accepted', 'unclear', 'later', 'unreachable', 'refused', 'address_refused'] as const

function best(ends: ChannelHandover[]): ChannelHandover {
  const sorted = ends.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))
  return sorted[0] ?? { outcome: 'address_refused', answer: 'no device' }
}

async function sendTo(
  { outbound }: MessagingDeps,
  vapidDetails: { subject: string; publicKey: string; privateKey: string },
  device: PushDevice,
  messageId: string,
  note: Note,
  isUrgent: boolean,
): Promise<ChannelHandover> {
  const payload = JSON.stringify({ ...note, id: messageId })
  const made = webpush.generateRequestDetails(device.subscription, payload, {
    vapidDetails,
    TTL: daySeconds,
    urgency: isUrgent ? 'high' : 'normal',
    // The same message again replaces itself on the device.
    topic: messageId.replaceAll('-', ''),
  })
  const headers = Object.fromEntries(Object.entries(made.headers).map(([name, value]) => [name, String(value)]))
  return await askService(
    outbound,
    made.endpoint,
    { method: 'POST', headers, ...(made.body ? { body: made.body } : {}) },
    ({ status }) => {
      const answer = String(status)
      if (status >= 200 && status < 300) return { outcome: 'accepted', answer }
      return { outcome: status === 404 || status === 410 ? 'address_refused' : 'refused', answer }
    },
  )
}

function subjectOf({ publicUrl, channel }: MessagingDeps): string {
  const url = publicUrl()
  if (url.startsWith('https:')) return url
  return `mailto:${/<([^>]+)>/.exec(channel.from)?.[1] ?? channel.from}`
}
