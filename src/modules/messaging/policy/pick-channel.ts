import type { MessagePolicy } from '#contract/message-policy'
import type { MessageChannel, MessageReason } from '#contract/messaging'
import { contactPreferences } from '#modules/care'
import type { Contact } from '#modules/customers'
import type { Tx } from '#platform/postgres'
import type { StoredChannels } from '../channels/channels.repo.ts'
import { usableChannels } from '../channels/open-channel.ts'
import { judgeMessage, ofChannelAlone, type Verdict } from './judge-message.ts'
import { type Asked, readCommonFacts, readFacts } from './read-facts.ts'

/** `channel` is the one it goes by, or the first that would have been tried. */
export type Picked = { channel: MessageChannel; address: string | null; verdict: Verdict }

type Offered = { wanted: MessageChannel | null; words: readonly MessageChannel[] }

/**
 * Tries the channels a message has words for: what the person prefers first, then in the policy's order. What holds only for one channel
 * (no address, no consent, a dead address) leads to the next; what holds for the person (caps, quiet hours) ends it. Who left one is not
 * followed to another that they never agreed to. With the person locked no order of senders breaks a cap.
 */
export async function pickChannel(
  tx: Tx,
  workspaceId: string,
  contact: Contact,
  asked: Asked,
  offered: Offered,
  now: Temporal.Instant,
): Promise<Picked> {
  const { channel: preferred } = await contactPreferences(tx, workspaceId, contact.customerId)
  const order = channelsFor(asked.policy, asked.stored, offered, preferred)
  const common = await readCommonFacts(tx, workspaceId, contact, asked, now)
  let first: Picked | undefined
  let hasLeft = false
  for (const channel of order) {
    const facts = await readFacts(tx, workspaceId, contact, channel, common, asked)
    const verdict = judgeMessage(asked.policy, facts, now)
    const picked = { channel, address: facts.address, verdict }
    const isHere = verdict.kind === 'hold' && ofChannelAlone.has(verdict.reason)
    if (!isHere && (!hasLeft || facts.consent === 'given')) return picked
    if (verdict.kind === 'hold' && verdict.reason === 'unsubscribed') hasLeft = true
    first ??= picked
  }
  return first ?? { channel: offered.wanted ?? offered.words[0] ?? 'email', address: null, verdict: held('no_channel') }
}

const held = (reason: MessageReason): Verdict => ({ kind: 'hold', reason })

/** Those that a message has words for and the workspace can send by, in the order they are tried. */
export function channelsFor(
  { channelOrder }: MessagePolicy,
  stored: StoredChannels,
  { wanted, words }: Offered,
  preferred: string | null = null,
): MessageChannel[] {
  const usable = usableChannels(stored)
  const all = [...new Set<MessageChannel>([...channelOrder, 'email', 'push', 'sms', 'webhook'])]
  return all
    .filter((one) => words.includes(one) && usable.includes(one) && (wanted === null || one === wanted))
    .toSorted((a, b) => Number(b === preferred) - Number(a === preferred))
}
