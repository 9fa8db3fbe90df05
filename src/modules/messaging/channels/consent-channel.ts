import type { Channel as ConsentChannel } from '#contract/care-words'
import type { MessageChannel } from '#contract/messaging-words'
import type { StoredChannels } from './channels.repo.ts'

/** The consent that counts for a channel; of a webhook its owner says what is behind it. */
export function consentChannelOf(channel: MessageChannel, stored: StoredChannels): ConsentChannel {
  if (channel !== 'webhook') return channel
  return (stored.webhook?.settings as { consent?: ConsentChannel } | undefined)?.consent ?? 'phone'
}
