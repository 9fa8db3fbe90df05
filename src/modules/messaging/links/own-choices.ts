import { sql } from 'kysely'
import type { Frequency } from '#contract/care-words'
import { consentState, contactPreferences, writeOwnWishes } from '#modules/care'
import { appendCustomerEvents, customerFamily } from '#modules/customers'
import type { Locale } from '#platform/i18n'
import { inWorkspace, type Tx } from '#platform/postgres'
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
    const left = await leftTopics(tx, workspaceId, ids)
    return {
      locale,
      frequency: wishes.frequency,
      isUnsubscribed: (await consentState(tx, workspaceId, customerId, 'email', 'marketing')) === 'withdrawn',
      topics: topics.map(({ topic, names }) => ({
        topic,
        name: names[locale] ?? names.en ?? Object.values(names)[0] ?? topic,
        isSubscribed: !left.has(topic),
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
          chosen_at = excluded.chosen_at`.execute(tx)
      const event = wanted ? 'Topic Subscribed' : 'Topic Unsubscribed'
      await appendCustomerEvents(tx, deps.clock, workspaceId, { kind: 'system' }, [
        { customerId, event, properties: { topic, channel: 'email', message_id: linked.messageId } },
      ])
    }
    const { frequency, locale, wording } = chosen
    const isChanged = frequency !== (before.frequency ?? 'any') || locale !== before.locale
    await writeOwnWishes(tx, deps, workspaceId, customerId, {
      ...(isChanged ? { preferences: { frequency, locale } } : {}),
      ...(before.isUnsubscribed && chosen.subscribeAgain ? { consent: { state: 'given', wording } } : {}),
    })
  })
  deps.onWritten(workspaceId)
}

/** Takes the consent to e-mails back, for good and at once; again changes nothing. */
export async function unsubscribe(deps: MessagingDeps, linked: LinkedMessage, wording: string): Promise<void> {
  const before = await readOwnChoices(deps, linked)
  const { workspaceId, customerId, messageId, templateName } = linked
  if (!before || before.isUnsubscribed || customerId === null) return
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    await writeOwnWishes(tx, deps, workspaceId, customerId, { consent: { state: 'withdrawn', wording } })
    await appendCustomerEvents(tx, deps.clock, workspaceId, { kind: 'system' }, [
      {
        customerId,
        event: 'Unsubscribed',
        properties: { channel: 'email', message_id: messageId, template: templateName },
      },
    ])
  })
  deps.onWritten(workspaceId)
}

async function leftTopics(tx: Tx, workspaceId: string, ids: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ topic: string; subscribed: boolean }>`
    select distinct on (topic) topic, subscribed from message_topic_choices
    where workspace_id = ${workspaceId} and customer_id = any(${ids}::uuid[]) order by topic, chosen_at desc`.execute(
    tx,
  )
  return new Set(rows.filter((row) => !row.subscribed).map((row) => row.topic))
}
