import type { MessagePolicy } from '#contract/message-policy'
import type { MessagePurpose } from '#contract/messaging'
import { consentStates, readManyPreferences } from '#modules/care'
import { type Contact, customerFamilies, zoneOf } from '#modules/customers'
import { prepared, type Tx } from '#platform/postgres'
import { readBestHours } from './best-hours.ts'
import type { MessageFacts } from './judge-message.ts'
import { findMailSuppressions } from './suppressions.repo.ts'

export type AskedPerson = { messageId: string; contact: Contact; purpose: MessagePurpose; topic: string | null }
type Shared = { shopZone: string; secret: string; policy: MessagePolicy }

type Counts = { today: number; week: number; useful: number; promotional: number; last: string | null; byMail: number }
const nothing: Counts = { today: 0, week: 0, useful: 0, promotional: 0, last: null, byMail: 0 }

/**
 * What `readFacts` knows of one person by mail, for many at once, by message id. Nobody may be asked for twice: the first of two
 * messages changes what is known for the second.
 */
export async function readManyFacts(
  tx: Tx,
  workspaceId: string,
  asked: AskedPerson[],
  { shopZone, secret, policy }: Shared,
  now: Temporal.Instant,
): Promise<Map<string, MessageFacts>> {
  const families = await customerFamilies(
    tx,
    workspaceId,
    asked.map(({ contact }) => contact.customerId),
  )
  const wishes = await readManyPreferences(tx, workspaceId, families)
  const consents = await consentStates(tx, workspaceId, families, 'email', 'marketing')
  const addresses = asked.flatMap(({ contact }) => (contact.email === null ? [] : [contact.email]))
  const suppressed = await findMailSuppressions(tx, workspaceId, secret, addresses)
  const people = asked.map((one) => {
    const timeZone = zoneOf(one.contact.traits, shopZone)
    return { ...one, timeZone, day: now.toZonedDateTimeISO(timeZone).toPlainDate().toString() }
  })
  const counts = await countSent(tx, workspaceId, families, people)
  const topics = await readTopics(tx, workspaceId, families, people, policy)
  const best = await readBestHours(
    tx,
    workspaceId,
    policy,
    asked.map(({ messageId, contact, purpose }) => ({ messageId, customerId: contact.customerId, purpose })),
  )
  return new Map(
    people.map(({ messageId, contact, purpose, timeZone }) => {
      const { customerId, email } = contact
      const wish = wishes.get(customerId)
      const sent = counts.get(customerId) ?? nothing
      const hour = best.get(messageId)
      const facts: MessageFacts = {
        ...{ purpose, channel: 'email', address: email, timeZone },
        bestHour: hour === undefined ? null : { hour, timeZone: shopZone },
        suppressed: email === null ? null : (suppressed.get(email) ?? null),
        consent: consents.get(customerId),
        topic: topics.get(messageId) ?? 'open',
        frequency: wish?.frequency ?? null,
        quietHours: wish?.quietHours ?? null,
        sentToday: sent.today,
        sentThisWeek: sent.week,
        lastSentOn: sent.last,
        sentByChannel: sent.byMail,
        usefulThisMonth: sent.useful,
        promotionalThisMonth: sent.promotional,
      }
      return [messageId, facts]
    }),
  )
}

type Family = { id: string; personId: string }
type Person = AskedPerson & { day: string }

/** Of each person on their own days, the message in question left out. */
async function countSent(
  tx: Tx,
  workspaceId: string,
  families: Family[],
  people: Person[],
): Promise<Map<string, Counts>> {
  const byPerson = new Map(people.map((one) => [one.contact.customerId, one]))
  const rows = families.flatMap(({ id, personId }) => {
    const person = byPerson.get(personId)
    return person ? [{ id, personId, day: person.day, messageId: person.messageId }] : []
  })
  const list = (name: 'id' | 'personId' | 'day' | 'messageId') => rows.map((row) => row[name])
  // Each looked up by itself, whatever the planner believes of a table that grows by a campaign.
  const found = await prepared<
    Counts & { personId: string }
  >`select f.person_id as "personId", sum(c.today)::int as today,
      sum(c.week)::int as week, sum(c."byMail")::int as "byMail", sum(c.useful)::int as useful,
      sum(c.promotional)::int as promotional, max(c.last)::text as last
    from unnest(${list('id')}::uuid[], ${list('personId')}::uuid[], ${list('day')}::date[], ${list('messageId')}::uuid[])
      as f (id, person_id, day, message_id)
    cross join lateral (select count(*) filter (where m.decided_on >= f.day) as today,
        count(*) filter (where m.decided_on > f.day - 7) as week,
        count(*) filter (where m.decided_on > f.day - 7 and m.channel = 'email') as "byMail",
        count(*) filter (where m.decided_on > f.day - 30 and m.purpose = 'useful') as useful,
        count(*) filter (where m.decided_on > f.day - 30 and m.purpose = 'promotional') as promotional,
        max(m.decided_on) as last
      from messages m where m.workspace_id = ${workspaceId} and m.customer_id = f.id
        and m.decided_at is not null and m.purpose <> 'transactional' and m.source_kind <> 'test'
        and m.state in ('claimed', 'handed_over', 'unknown') and m.message_id <> f.message_id) c
    group by f.person_id`.execute(tx)
  return new Map(found.rows.map(({ personId, ...counts }) => [personId, counts]))
}

async function readTopics(
  tx: Tx,
  workspaceId: string,
  families: Family[],
  people: Person[],
  policy: MessagePolicy,
): Promise<Map<string, MessageFacts['topic']>> {
  const topics = [...new Set(people.flatMap(({ topic }) => (topic === null ? [] : [topic])))]
  if (topics.length === 0) return new Map()
  const found = await prepared<{ personId: string; topic: string; subscribed: boolean; isPending: boolean }>`
    select distinct on (f.person_id, t.topic) f.person_id as "personId", t.topic, t.subscribed, t.is_pending as "isPending"
    from unnest(${families.map(({ id }) => id)}::uuid[], ${families.map(({ personId }) => personId)}::uuid[]) as f (id, person_id)
    join message_topic_choices t on t.workspace_id = ${workspaceId} and t.customer_id = f.id and t.topic = any(${topics}::text[])
    order by f.person_id, t.topic, t.chosen_at desc`.execute(tx)
  return new Map(
    people.map(({ messageId, contact, topic }) => {
      const chosen = found.rows.find((row) => row.personId === contact.customerId && row.topic === topic)
      if (topic === null || chosen?.isPending === false)
        return [messageId, chosen?.subscribed === false ? 'left' : 'open']
      return [messageId, policy.topics.find((one) => one.topic === topic)?.optIn ? 'unconfirmed' : 'open']
    }),
  )
}
