import { sql } from 'kysely'
import type { MessagePurpose } from '#contract/messaging'
import { consentState, contactPreferences } from '#modules/care'
import { type Contact, customerFamily } from '#modules/customers'
import type { Tx } from '#platform/postgres'
import type { MessageFacts } from './judge-message.ts'
import { findSuppression } from './suppressions.repo.ts'

type Asked = { messageId: string; purpose: MessagePurpose; topic: string | null; shopZone: string; secret: string }

/** What is known of somebody at this moment; `contact` is undefined for who is gone. */
export async function readFacts(
  tx: Tx,
  workspaceId: string,
  contact: Contact,
  { messageId, purpose, topic, shopZone, secret }: Asked,
  now: Temporal.Instant,
): Promise<MessageFacts> {
  const ids = await customerFamily(tx, workspaceId, contact.customerId)
  const wishes = await contactPreferences(tx, workspaceId, contact.customerId)
  const timeZone = zoneOf(contact.traits, shopZone)
  const day = now.toZonedDateTimeISO(timeZone).toPlainDate()
  const { rows } = await sql<{ today: number; week: number; last: string | null }>`
    select count(*) filter (where decided_on >= ${day.toString()}::date)::int as today,
      count(*) filter (where decided_on > ${day.subtract({ days: 7 }).toString()}::date)::int as week,
      max(decided_on)::text as last
    from messages where workspace_id = ${workspaceId} and customer_id = any(${ids}::uuid[]) and decided_at is not null
      and purpose <> 'transactional' and source_kind <> 'test' and state in ('claimed', 'handed_over', 'unknown')
      and message_id <> ${messageId}`.execute(tx)
  const counted = rows[0] ?? { today: 0, week: 0, last: null }
  return {
    purpose,
    address: contact.email,
    suppressed: contact.email === null ? null : await findSuppression(tx, workspaceId, secret, contact.email),
    consent: await consentState(tx, workspaceId, contact.customerId, 'email', 'marketing'),
    hasLeftTopic: topic !== null && (await hasLeft(tx, workspaceId, ids, topic)),
    frequency: wishes.frequency,
    quietHours: wishes.quietHours,
    timeZone,
    sentToday: counted.today,
    sentThisWeek: counted.week,
    lastSentOn: counted.last,
  }
}

async function hasLeft(tx: Tx, workspaceId: string, ids: string[], topic: string): Promise<boolean> {
  const { rows } = await sql<{ subscribed: boolean }>`select subscribed from message_topic_choices
    where workspace_id = ${workspaceId} and customer_id = any(${ids}::uuid[]) and topic = ${topic}
    order by chosen_at desc limit 1`.execute(tx)
  return rows[0]?.subscribed === false
}

/** Where somebody lives, as their traits tell; the shop's zone otherwise. */
function zoneOf(traits: Record<string, unknown>, shopZone: string): string {
  for (const name of ['timezone', 'time_zone', 'timeZone']) {
    const zone = traits[name]
    if (typeof zone === 'string' && isZone(zone)) return zone
  }
  return shopZone
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
