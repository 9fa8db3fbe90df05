import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { noteConversation, readChannels } from './channels/channels.repo.ts'
import { openChannel, usableChannels } from './channels/open-channel.ts'
import type { MessagingDeps } from './messaging-deps.ts'

/** Whether the shop can send text messages. */
export async function canText(deps: MessagingDeps, workspaceId: string): Promise<boolean> {
  const stored = await inWorkspace(deps.db, workspaceId, (tx) => readChannels(tx, workspaceId, deps.secret))
  return usableChannels(stored).includes('sms')
}

/**
 * A text message outside the outbox: somebody waits for it this minute, and nobody has consented to anything by it. Whoever calls keeps
 * the limits. False when the service did not take it, or none is set up.
 */
export async function sendTextNow(
  deps: MessagingDeps,
  workspaceId: string,
  to: string,
  text: string,
): Promise<boolean> {
  const stored = await inWorkspace(deps.db, workspaceId, (tx) => readChannels(tx, workspaceId, deps.secret))
  const channel = usableChannels(stored).includes('sms') ? openChannel(deps, workspaceId, 'sms', stored) : undefined
  if (!channel) return false
  const { outcome, answer } = await channel.send({ channel: 'sms', messageId: newId(), to, text })
  const isTaken = outcome === 'accepted' || outcome === 'unclear'
  await inWorkspace(deps.db, workspaceId, (tx) =>
    noteConversation(tx, workspaceId, 'sms', { trouble: isTaken ? null : answer, now: deps.clock.now() }),
  )
  return isTaken
}
