import { writeOwnWishes } from '#modules/care'
import { inWorkspace } from '#platform/postgres'
import { readChannels } from '../channels/channels.repo.ts'
import { addDevice, subscription } from '../channels/push/devices.repo.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import type { LinkedMessage } from './find-linked.ts'

/** The key browsers subscribe with; undefined when the shop sends no notices. */
export async function readPushKey(deps: MessagingDeps, workspaceId: string): Promise<string | undefined> {
  const { push } = await inWorkspace(deps.db, workspaceId, (tx) => readChannels(tx, workspaceId, deps.secret))
  return push?.isOn ? String(push.settings.publicKey) : undefined
}

/**
 * Keeps the browser that somebody allowed notices on, with the consent in the ledger. A signed link (of a message, of their card) is what
 * says who they are: nobody can have another's notices sent to themselves. False for what is no subscription.
 */
export async function addOwnDevice(
  deps: MessagingDeps,
  { workspaceId, customerId }: Pick<LinkedMessage, 'workspaceId' | 'customerId'>,
  { given, name, wording }: { given: unknown; name: string | null; wording: string },
): Promise<boolean> {
  const read = subscription.safeParse(given)
  if (!read.success || customerId === null) return false
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    const target = { kind: 'browser', subscription: read.data } as const
    const device = { customerId, target, name, now: deps.clock.now() }
    await addDevice(tx, workspaceId, deps.secret, device)
    await writeOwnWishes(tx, deps, workspaceId, customerId, { consent: { state: 'given', wording, channel: 'push' } })
  })
  deps.onWritten(workspaceId)
  return true
}
