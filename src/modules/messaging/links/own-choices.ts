import { sql } from 'kysely'
import type { Channel as ConsentChannel, Frequency } from '#contract/care-words'
import { consentState, contactPreferences, writeOwnWishes } from '#modules/care'
import { appendCustomerEvents, customerFamily } from '#modules/customers'
import type { Locale } from '#platform/i18n'
import { inWorkspace, type Tx } from '#platform/postgres'
import { readChannels } from '../channels/channels.repo.ts'
import { consentChannelOf } from '../channels/consent-channel.ts'
import { usableChannels } from '../channels/open-channel.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import { readPolicy } from '../policy/policy.repo.ts'
import type { LinkedMessage } from './find-linked.ts'

/** What the preference centre shows of one person. */
export type OwnChoices = {
  topics: { topic: string; name: string; isSubscribed: boolean }[]
  frequency: Frequency | null
  locale: Locale
  isUnsubscribed: boolean
}

/** Undefined for who is gone, and for a test. */
export async function readOwnChoices(deps: MessagingDeps, linked: LinkedMessage): Promise<OwnChoices | undefined> {
  const { workspaceId, customerId } = linked
  if (customerId === null) return undefined
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const ids = await customerFamily(tx, workspaceId, customerId).catch(() => undefined)
    if (!ids) return undefined
    const wishes = await contactPreferences(tx, workspaceId, customerId)
    const locale = wishes.locale ?? linked.locale
    const { topics } = await readPolicy(tx, workspaceId)
    const chosen = await chosenTopics(tx, workspaceId, ids)
    return {
      locale,
      frequency: wishes.frequency,
      isUnsubscribed:
        (await consentState(tx, workspaceId, customerId, await consentOf(tx, deps, linked), 'marketing')) ===
        'withdrawn',
      topics: topics.map(({ topic, names, optIn }) => ({
        topic,
        name: names[locale] ?? names.en ?? Object.values(names)[0] ?? topic,
        isSubscribed: chosen.get(topic) ?? !optIn,
      })),
    }
  })
}

export type ChosenWishes = {
  topics: string[]
  frequency: Frequency
  locale: Locale
  subscribeAgain: boolean
  wording: string
}

/** Keeps what somebody chose; topics that are not named are left. Only what changed is put on the timeline. */
export async function writeOwnChoices(deps: MessagingDeps, linked: LinkedMessage, chosen: ChosenWishes): Promise<void> {
  const before = await readOwnChoices(deps, linked)
  const { workspaceId, customerId } = linked
  if (!before || customerId === null) return
  const now = deps.clock.now()
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    for (const { topic, isSubscribed } of before.topics) {
      const wanted = chosen.topics.includes(topic)
      if (wanted === isSubscribed) continue
      await sql`insert into message_topic_choices (workspace_id, customer_id, topic, subscribed, chosen_at)
        values (${workspaceId}, ${customerId}, ${topic}, ${wanted}, ${now.toString()})
        on conflict (workspace_id, customer_id, topic) do update set subscribed = excluded.subscribed,
          chosen_at = excluded.chosen_at, is_pending = false`.execute(tx)
      const event = wanted ? 'Topic Subscribed' : 'Topic Unsubscribed'
      await appendCustomerEvents(tx, deps.clock, workspaceId, { kind: 'system' }, [
        { customerId, event, properties: { topic, channel: linked.channel, message_id: linked.messageId } },
      ])
    }
    const { frequency, locale, wording } = chosen
    const isChanged = frequency !== (before.frequency ?? 'any') || locale !== before.locale
    await writeOwnWishes(tx, deps, workspaceId, customerId, {
      ...(isChanged ? { preferences: { frequency, locale } } : {}),
      ...(before.isUnsubscribed && chosen.subscribeAgain
        ? { consent: { state: 'given', wording, channel: await consentOf(tx, deps, linked) } }
        : {}),
    })
  })
  deps.onWritten(workspaceId)
}

/**
 * Takes the consent to what came by this channel back, for good and at once, or to what comes by any (`isAll`); again changes nothing.
 */
export async function unsubscribe(
  deps: MessagingDeps,
  linked: LinkedMessage,
  wording: string,
  { isAll = false }: { isAll?: boolean } = {},
): Promise<void> {
  const { workspaceId, customerId, messageId, templateName } = linked
  if (customerId === null || !(await readOwnChoices(deps, linked))) return
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    const own = await consentOf(tx, deps, linked)
    const all = isAll ? await consentsOfAll(tx, deps, workspaceId) : []
    const left = await stillGiven(tx, workspaceId, customerId, [...new Set([own, ...all])])
    if (left.length === 0) return
    for (const channel of left)
      await writeOwnWishes(tx, deps, workspaceId, customerId, { consent: { state: 'withdrawn', wording, channel } })
    await appendCustomerEvents(tx, deps.clock, workspaceId, { kind: 'system' }, [
      {
        customerId,
        event: 'Unsubscribed',
        properties: { channel: linked.channel, message_id: messageId, template: templateName },
      },
    ])
  })
  deps.onWritten(workspaceId)
}

/** By every way the shop can write. */
async function consentsOfAll(tx: Tx, { secret }: MessagingDeps, workspaceId: string) {
  const stored = await readChannels(tx, workspaceId, secret)
  return usableChannels(stored).map((channel) => consentChannelOf(channel, stored))
}

async function stillGiven(tx: Tx, workspaceId: string, customerId: string, channels: ConsentChannel[]) {
  const left: ConsentChannel[] = []
  for (const channel of channels)
    if ((await consentState(tx, workspaceId, customerId, channel, 'marketing')) !== 'withdrawn') left.push(channel)
  return left
}

async function consentOf(tx: Tx, { secret }: MessagingDeps, { workspaceId, channel }: LinkedMessage) {
  return consentChannelOf(channel, channel === 'webhook' ? await readChannels(tx, workspaceId, secret) : {})
}

/** What somebody said of each topic last; one that waits for confirmation was not said yet. */
async function chosenTopics(tx: Tx, workspaceId: string, ids: string[]): Promise<Map<string, boolean>> {
  const { rows } = await sql<{ topic: string; subscribed: boolean }>`
    select distinct on (topic) topic, subscribed from message_topic_choices
    where workspace_id = ${workspaceId} and customer_id = any(${ids}::uuid[]) and not is_pending
    order by topic, chosen_at desc`.execute(tx)
  return new Map(rows.map((row) => [row.topic, row.subscribed]))
}
