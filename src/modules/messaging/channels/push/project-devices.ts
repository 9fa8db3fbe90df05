import type { LoggedEvent, Project } from '#modules/events'
import { readChannels } from '../channels.repo.ts'
import { addDevice, type DeviceTarget } from './devices.repo.ts'

const iphone = /^(ios|ipados|apple|macos|tvos|watchos|visionos)$/i

/**
 * A projection that keeps the devices apps tell of: `context.device.token` of an identify call, as Segment's libraries send it. A public
 * key may tell it only where the owner says so: with it anybody who reads the app could have another's notices sent to themselves.
 */
export function withDevices(secret: string, project: Project): Project {
  return async (tx, workspace, events) => {
    const done = await project(tx, workspace, events)
    const told = events.flatMap((event, index) => {
      const target = targetOf(event)
      const customerId = done.customerIds[index]
      return target && customerId ? [{ event, target, customerId }] : []
    })
    if (told.length === 0) return done
    const { workspaceId } = workspace
    const stored = await readChannels(tx, workspaceId, secret)
    for (const { event, target, customerId } of told) {
      const { takesPublic = false } = (stored[target.kind]?.settings ?? {}) as { takesPublic?: boolean }
      if (!stored[target.kind] || (event.body.bySecret !== true && !takesPublic)) continue
      const now = Temporal.Instant.fromEpochMilliseconds(event.occurredAt)
      await addDevice(tx, workspaceId, secret, { customerId, target, name: nameOf(event), now })
    }
    return done
  }
}

type Device = { token?: unknown; type?: unknown; name?: unknown; model?: unknown }
const deviceOf = ({ body }: LoggedEvent): Device => (body.context?.device ?? {}) as Device

function targetOf(event: LoggedEvent): (DeviceTarget & { kind: 'fcm' | 'apns' }) | undefined {
  if (event.body.type !== 'identify') return undefined
  const { token, type } = deviceOf(event)
  if (typeof token !== 'string' || !/^[\w:.+/=-]{16,4096}$/.test(token)) return undefined
  // Apple's tokens are hexadecimal; an app for iPhones that is built on Firebase tells one of Firebase's.
  const isApple = typeof type === 'string' && iphone.test(type) && /^[0-9a-f]{64,200}$/i.test(token)
  return { kind: isApple ? 'apns' : 'fcm', token }
}

function nameOf(event: LoggedEvent): string | null {
  const { name, model } = deviceOf(event)
  const shown = [name, model].find((one) => typeof one === 'string' && one !== '')
  return typeof shown === 'string' ? shown.slice(0, 200) : null
}
