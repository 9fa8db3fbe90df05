import type { MessageReason } from '#contract/messaging'
import type { Contact } from '#modules/customers'
import type { Tx } from '#platform/postgres'
import type { StoredChannels } from '../channels/channels.repo.ts'
import { usableChannels } from '../channels/open-channel.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import type { Picked } from '../policy/pick-channel.ts'
import { findSuppression } from '../policy/suppressions.repo.ts'
import type { Claimed } from './outbox.repo.ts'

type Known = { contact: Contact | undefined; stored: StoredChannels; shop: { timeZone: string } }

/**
 * An answer goes where the question came from, also to somebody nobody knows: they wait for it, so neither consent nor caps nor quiet
 * hours hold it back; a dead address does, and so does it when the customer was forgotten meanwhile.
 */
export async function judgeAnswer(
  tx: Tx,
  { clock, secret }: MessagingDeps,
  workspaceId: string,
  { wantedChannel, customerId, address }: Claimed,
  { contact, stored, shop }: Known,
): Promise<Picked> {
  const channel = wantedChannel === 'sms' ? 'sms' : 'email'
  const held = (reason: MessageReason): Picked => ({ channel, address, verdict: { kind: 'hold', reason } })
  if (customerId !== null && !contact) return held('customer_gone')
  if (address === null) return held('no_address')
  if (!usableChannels(stored).includes(channel)) return held('no_channel')
  if ((await findSuppression(tx, workspaceId, secret, channel, address)) === 'bounced') return held('bounced')
  const day = clock.now().toZonedDateTimeISO(shop.timeZone).toPlainDate().toString()
  return { channel, address, verdict: { kind: 'send', day } }
}
