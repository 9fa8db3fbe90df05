import type { ChannelTest } from '#contract/message-channel-settings'
import { translatorFor } from '#i18n'
import { DomainError } from '#platform/errors'
import { isLocale } from '#platform/i18n'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import { readShop } from '../outbox/prepare-message.ts'
import { lookInto } from '../reports/mailbox/watch-mailboxes.ts'
import type { Channel, Sending } from './channel.ts'
import { noteConversation, readChannels, type StoredChannels } from './channels.repo.ts'
import { openChannel } from './open-channel.ts'
import { checkApns } from './push/apns.ts'
import { checkFcm } from './push/fcm.ts'
import { rcs } from './sms/rcs.ts'
import { plainChannel } from './sms/sms-channel.ts'

type Tested = 'sms' | 'webhook' | 'rcs'

const isTested = (kind: string): kind is Tested => kind === 'sms' || kind === 'webhook' || kind === 'rcs'

/** Speaks to the service of `sms`, `rcs` or `webhook` now, outside the outbox, or looks into the `mailbox`, and says how it went. Throws channel_not_set_up. */
export async function testChannel(
  deps: MessagingDeps,
  workspaceId: string,
  kind: string,
  to: string | undefined,
): Promise<ChannelTest> {
  if (kind === 'mailbox') return await testMailbox(deps, workspaceId)
  if (kind === 'fcm' || kind === 'apns') return await testKey(deps, workspaceId, kind)
  const { stored, shop } = await inWorkspace(deps.db, workspaceId, async (tx) => ({
    stored: await readChannels(tx, workspaceId, deps.secret),
    shop: await readShop(tx, workspaceId),
  }))
  const channel = isTested(kind) ? channelOf(deps, workspaceId, kind, stored) : undefined
  if (!isTested(kind) || !channel)
    throw new DomainError('not_found', 'channel_not_set_up', 'The channel is not set up.')
  const t = translatorFor(isLocale(shop.locale) ? shop.locale : 'en', 'messaging')
  const { outcome, answer } = await channel.send(sendingOf(deps, kind, to, t('messaging.channel.test_text')))
  const trouble = outcome === 'accepted' ? null : answer
  await inWorkspace(deps.db, workspaceId, (tx) =>
    noteConversation(tx, workspaceId, kind, { trouble, now: deps.clock.now() }),
  )
  return { isAccepted: outcome === 'accepted', answer }
}

/** Of text messages the service itself, whether RCS comes first or not. */
function channelOf(
  deps: MessagingDeps,
  workspaceId: string,
  kind: Tested,
  stored: StoredChannels,
): Pick<Channel, 'send'> | undefined {
  if (kind === 'webhook') return openChannel(deps, workspaceId, kind, stored)
  if (kind === 'sms') return stored.sms && plainChannel(deps, workspaceId, stored.sms)
  const send = stored.rcs && rcs(deps, workspaceId, stored.rcs)
  const refused = { outcome: 'refused', answer: 'wrong channel' } as const
  return send && { send: async (sending) => (sending.channel === 'sms' ? await send(sending, false) : refused) }
}

/** There is nobody to send a notice to: only whether the service knows the key. */
async function testKey(deps: MessagingDeps, workspaceId: string, kind: 'fcm' | 'apns'): Promise<ChannelTest> {
  const row = (await inWorkspace(deps.db, workspaceId, (tx) => readChannels(tx, workspaceId, deps.secret)))[kind]
  const end = row && (await (kind === 'fcm' ? checkFcm(deps, row) : checkApns(deps, row)))
  if (!end) throw new DomainError('not_found', 'channel_not_set_up', 'The channel is not set up.')
  const { outcome, answer } = end
  const trouble = outcome === 'accepted' ? null : answer
  await inWorkspace(deps.db, workspaceId, (tx) =>
    noteConversation(tx, workspaceId, kind, { trouble, now: deps.clock.now() }),
  )
  return { isAccepted: outcome === 'accepted', answer }
}

async function testMailbox(deps: MessagingDeps, workspaceId: string): Promise<ChannelTest> {
  const look = await lookInto(deps, workspaceId)
  if (!look) throw new DomainError('not_found', 'channel_not_set_up', 'The channel is not set up.')
  return { isAccepted: look.trouble === null, answer: look.trouble ?? String(look.heard) }
}

function sendingOf({ clock }: MessagingDeps, kind: Tested, to: string | undefined, text: string): Sending {
  const messageId = newId()
  if (kind === 'webhook') {
    const body = { type: 'message.test', timestamp: clock.now().toString(), data: { messageId, text } }
    return { channel: kind, messageId, at: clock.now(), body }
  }
  if (to === undefined) throw new DomainError('invalid', 'channel_test_needs_number', 'Where should the test go?')
  return { channel: 'sms', messageId, to, text }
}
