import { sql } from 'kysely'
import type { MessagePolicy } from '#contract/message-policy'
import type { MessageChannel, MessagePurpose } from '#contract/messaging'
import { consentState, contactPreferences } from '#modules/care'
import { type Contact, customerFamily, zoneOf } from '#modules/customers'
import type { Tx } from '#platform/postgres'
import type { StoredChannels } from '../channels/channels.repo.ts'
import { consentChannelOf } from '../channels/consent-channel.ts'
import { countDevices } from '../channels/push/devices.repo.ts'
import { openKinds } from '../channels/push/push-channel.ts'
import { readBestHours } from './best-hours.ts'
import type { MessageFacts } from './judge-message.ts'
import { findSuppression } from './suppressions.repo.ts'

export type Asked = {
  messageId: string
  purpose: MessagePurpose
  topic: string | null
  shopZone: string
  secret: string
  policy: MessagePolicy
  stored: StoredChannels
}

type Common = Omit<MessageFacts, 'channel' | 'address' | 'suppressed' | 'consent' | 'sentByChannel'> & {
  ids: string[]
  byChannel: Partial<Record<MessageChannel, number>>
}

/** What is known of somebody at this moment, whatever the channel. */
export async function readCommonFacts(
  tx: Tx,
  workspaceId: string,
  contact: Contact,
  { messageId, purpose, topic, shopZone, policy }: Asked,
  now: Temporal.Instant,
): Promise<Common> {
  const ids = await customerFamily(tx, workspaceId, contact.customerId)
  const wishes = await contactPreferences(tx, workspaceId, contact.customerId)
  const timeZone = zoneOf(contact.traits, shopZone)
  const day = now.toZonedDateTimeISO(timeZone).toPlainDate()
  const since = (days: number) => sql`${day.subtract({ days }).toString()}::date`
  const { rows } = await sql<{
    channel: MessageChannel
    today: number
    week: number
    useful: number
    promotional: number
    last: string | null
  }>`
    select channel, count(*) filter (where decided_on >= ${day.toString()}::date)::int as today,
      count(*) filter (where decided_on > ${since(7)})::int as week,
      count(*) filter (where decided_on > ${since(30)} and purpose = 'useful')::int as useful,
      count(*) filter (where decided_on > ${since(30)} and purpose = 'promotional')::int as promotional,
      max(decided_on)::text as last
    from messages where workspace_id = ${workspaceId} and customer_id = any(${ids}::uuid[]) and decided_at is not null
      and purpose <> 'transactional' and source_kind <> 'test' and state in ('claimed', 'handed_over', 'unknown')
      and message_id <> ${messageId} group by channel`.execute(tx)
  const mine = { messageId, customerId: contact.customerId, purpose }
  const bestHour = (await readBestHours(tx, workspaceId, policy, [mine])).get(messageId)
  const sum = (name: 'today' | 'week' | 'useful' | 'promotional') => rows.reduce((all, row) => all + row[name], 0)
  return {
    ids,
    purpose,
    topic: topic === null ? 'open' : await readTopic(tx, workspaceId, ids, topic, policy),
    frequency: wishes.frequency,
    quietHours: wishes.quietHours,
    timeZone,
    bestHour: bestHour === undefined ? null : { hour: bestHour, timeZone: shopZone },
    sentToday: sum('today'),
    sentThisWeek: sum('week'),
    lastSentOn:
      rows
        .map((row) => row.last ?? '')
        .toSorted()
        .at(-1) || null,
    usefulThisMonth: sum('useful'),
    promotionalThisMonth: sum('promotional'),
    byChannel: Object.fromEntries(rows.map((row) => [row.channel, row.week])),
  }
}

/** The same with what holds for one channel. */
export async function readFacts(
  tx: Tx,
  workspaceId: string,
  contact: Contact,
  channel: MessageChannel,
  { ids, byChannel, ...common }: Common,
  { secret, stored }: Asked,
): Promise<MessageFacts> {
  const address = await addressOf(tx, workspaceId, contact, ids, channel, stored)
  const isListed = address !== null && (channel === 'email' || channel === 'sms')
  const consent = consentChannelOf(channel, stored)
  return {
    ...common,
    channel,
    address,
    suppressed: isListed ? await findSuppression(tx, workspaceId, secret, channel, address) : null,
    consent: await consentState(tx, workspaceId, contact.customerId, consent, 'marketing'),
    sentByChannel: byChannel[channel] ?? 0,
  }
}

/** Where somebody is reached: their address, their number, how many devices, who they are. */
async function addressOf(
  tx: Tx,
  workspaceId: string,
  contact: Contact,
  ids: string[],
  channel: MessageChannel,
  stored: StoredChannels,
): Promise<string | null> {
  if (channel === 'email') return contact.email
  if (channel === 'sms') return contact.phone !== null && /^\+[1-9]\d{6,14}$/.test(contact.phone) ? contact.phone : null
  if (channel === 'webhook') return contact.customerId
  const devices = await countDevices(tx, workspaceId, ids, openKinds(stored))
  return devices > 0 ? String(devices) : null
}

async function readTopic(
  tx: Tx,
  workspaceId: string,
  ids: string[],
  topic: string,
  policy: MessagePolicy,
): Promise<MessageFacts['topic']> {
  const { rows } = await sql<{ subscribed: boolean; isPending: boolean }>`
    select subscribed, is_pending as "isPending" from message_topic_choices
    where workspace_id = ${workspaceId} and customer_id = any(${ids}::uuid[]) and topic = ${topic}
    order by chosen_at desc limit 1`.execute(tx)
  const [chosen] = rows
  const mustAsk = policy.topics.find((one) => one.topic === topic)?.optIn ?? false
  if (chosen && !chosen.isPending) return chosen.subscribed ? 'open' : 'left'
  return mustAsk ? 'unconfirmed' : 'open'
}
