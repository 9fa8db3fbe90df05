import type { MessageChannel } from '#contract/messaging-words'
import type { MessagingDeps } from '../messaging-deps.ts'
import type { Channel } from './channel.ts'
import type { StoredChannels, StoredKind } from './channels.repo.ts'
import { openKinds, pushChannel } from './push/push-channel.ts'
import { smsChannel } from './sms/sms-channel.ts'
import { webhookChannel } from './webhook-channel.ts'

const isOpen = (stored: StoredChannels, kind: StoredKind): boolean =>
  stored[kind]?.isOn === true && stored[kind]?.secret !== undefined

/** Whether text messages go out by a service, RCS or not. */
export const usableText = (stored: StoredChannels): boolean => isOpen(stored, 'sms')

/** Channels a workspace can send by. E-mail always can: without a mail server the viewer shows it; so does the sample shop's. */
export function usableChannels(stored: StoredChannels): MessageChannel[] {
  const others = (['sms', 'push', 'webhook'] as const).filter((kind) => {
    if (kind === 'push') return openKinds(stored).length > 0
    return isOpen(stored, kind) || (kind === 'sms' && isOpen(stored, 'rcs'))
  })
  return ['email', ...others]
}

/** The adapter of one channel; undefined when it is not set up. */
export function openChannel(
  deps: MessagingDeps,
  workspaceId: string,
  kind: MessageChannel,
  stored: StoredChannels,
): Channel | undefined {
  if (kind === 'email')
    return {
      kind,
      send: async (sending) =>
        sending.channel === 'email'
          ? await deps.channel.send(sending.letter)
          : { outcome: 'refused', answer: 'wrong channel' },
    }
  if (kind === 'push') return openKinds(stored).length > 0 ? pushChannel(deps, workspaceId, stored) : undefined
  if (kind === 'sms') return smsChannel(deps, workspaceId, stored)
  return stored.webhook && webhookChannel(deps, stored.webhook)
}
