import { customerFamily } from '#modules/customers'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../../messaging-deps.ts'
import type { Channel, ChannelHandover } from '../channel.ts'
import { noteConversation, type StoredChannels } from '../channels.repo.ts'
import { apns } from './apns.ts'
import { type DeviceKind, listDevices, type PushDevice, removeDevices } from './devices.repo.ts'
import { fcm } from './fcm.ts'
import type { Notice } from './notice.ts'
import { webPush } from './web-push.ts'

/** Devices that are reached by what is set up and switched on. */
export const openKinds = (stored: StoredChannels): DeviceKind[] =>
  (['browser', 'fcm', 'apns'] as const).filter((kind) => {
    const row = stored[kind === 'browser' ? 'push' : kind]
    return row?.isOn === true && row.secret !== undefined
  })

/** Notices to the browsers and apps somebody allowed them on. One that takes it is enough. */
export function pushChannel(deps: MessagingDeps, workspaceId: string, stored: StoredChannels): Channel {
  const kinds = openKinds(stored)
  return {
    kind: 'push',
    send: async (sending) => {
      if (sending.channel !== 'push') return { outcome: 'refused', answer: 'wrong channel' }
      const devices = await inWorkspace(deps.db, workspaceId, async (tx) => {
        const family = await customerFamily(tx, workspaceId, sending.customerId)
        return await listDevices(tx, workspaceId, deps.secret, family, kinds)
      })
      const ends = await Promise.all(
        devices.map(async ({ target }) => ({ kind: target.kind, end: await sendTo(deps, stored, target, sending) })),
      )
      await inWorkspace(deps.db, workspaceId, async (tx) => {
        const gone = devices.filter((_, index) => ends[index]?.end.outcome === 'address_refused')
        if (gone.length > 0)
          await removeDevices(
            tx,
            workspaceId,
            gone.map((one) => one.deviceId),
          )
        for (const kind of ['fcm', 'apns'] as const) {
          const own = ends.filter((one) => one.kind === kind).map((one) => one.end)
          if (own.length > 0)
            await noteConversation(tx, workspaceId, kind, { trouble: troubleOf(own), now: deps.clock.now() })
        }
      })
      return best(ends.map(({ kind, end }) => ({ ...end, provider: kind })))
    },
  }
}

async function sendTo(
  deps: MessagingDeps,
  stored: StoredChannels,
  target: PushDevice['target'],
  notice: Notice,
): Promise<ChannelHandover> {
  const notSetUp = { outcome: 'unreachable', answer: 'not set up' } as const
  if (target.kind === 'browser')
    return (await (stored.push && webPush(deps, stored.push))?.(target.subscription, notice)) ?? notSetUp
  const row = stored[target.kind]
  const send = row && (target.kind === 'fcm' ? fcm(deps, row) : apns(deps, row))
  return (await send?.(target.token, notice)) ?? notSetUp
}

const order = ['accepted', 'unclear', 'later', 'unreachable', 'refused', 'address_refused'] as const
const fine: ReadonlySet<string> = new Set(['accepted', 'address_refused'])

function troubleOf(ends: ChannelHandover[]): string | null {
  return ends.find(({ outcome }) => !fine.has(outcome))?.answer ?? null
}

function best(ends: ChannelHandover[]): ChannelHandover {
  const sorted = ends.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))
  return sorted[0] ?? { outcome: 'address_refused', answer: 'no device' }
}
