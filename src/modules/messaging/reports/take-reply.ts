import { sql } from 'kysely'
import { consentState, writeOwnWishes } from '#modules/care'
import { appendCustomerEvents, findByContact, whoNow } from '#modules/customers'
import { sha256 } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import type { SmsReply } from '../channels/sms/sms-service.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import { wishOf } from './reply-words.ts'

type Writer = { customerId: string; messageId: string | null; templateName: string }

const mostLetters = 1_600

/**
 * Keeps a text message that somebody wrote back: on the timeline of who got the last one at that number, or has it, and where somebody reads
 * what people write. One that asks for nothing
 * more takes the consent to text messages back at once, with their words as the proof; one that asks for them again gives back what was taken
 * so. Idempotent. Whether anybody is known by the number.
 */
export async function takeReply(
  tx: Tx,
  deps: MessagingDeps,
  workspaceId: string,
  { from, text, wish = wishOf(text), reference, provider }: SmsReply & { provider: string },
): Promise<boolean> {
  const number = from.replace(/^\w+:/, '')
  const writer = await findWriter(tx, workspaceId, number)
  const words = text.slice(0, mostLetters)
  // A network that hears no answer tells it again, some of them without a name for it.
  const name =
    reference ?? sha256(`${number} ${deps.clock.now().toString().slice(0, 13)} ${text}`).toString('base64url')
  const answered = {
    from: phoneOf(number),
    text: words,
    reference: `${provider}:${name}`,
    customerId: writer?.customerId ?? null,
  }
  // One word that asks for no more is nothing that somebody must read.
  const ticket = wish ? undefined : await deps.replies?.takeText(tx, workspaceId, answered)
  if (!writer) return false
  const { customerId, messageId, templateName } = writer
  const about = { channel: 'sms', ...(messageId === null ? {} : { message_id: messageId, template: templateName }) }
  const told = { customerId, properties: { ...about, ...(ticket ? { ticket_id: ticket.ticketId } : {}), text: words } }
  await appendCustomerEvents(tx, deps.clock, workspaceId, { kind: 'system' }, [
    { ...told, event: 'Message Answered', messageId: `reply:${provider}:${name}` },
  ])
  const state = wish && (await consentState(tx, workspaceId, customerId, 'sms', 'marketing'))
  if (wish === 'stop' && state !== 'withdrawn') {
    await keepWish(tx, deps, workspaceId, customerId, { state: 'withdrawn', wording: words })
    await appendCustomerEvents(tx, deps.clock, workspaceId, { kind: 'system' }, [
      { customerId, event: 'Unsubscribed', properties: about },
    ])
  }
  if (wish === 'start' && state === 'withdrawn')
    await keepWish(tx, deps, workspaceId, customerId, { state: 'given', wording: words })
  return true
}

async function keepWish(
  tx: Tx,
  deps: MessagingDeps,
  workspaceId: string,
  customerId: string,
  consent: { state: 'given' | 'withdrawn'; wording: string },
): Promise<void> {
  await writeOwnWishes(tx, deps, workspaceId, customerId, { consent: { ...consent, channel: 'sms', method: 'reply' } })
}

const phoneOf = (number: string): string => `+${number.replace(/\D/g, '').replace(/^00/, '')}`

/** Whoever was written to at this number last: numbers of a family are often one; else whose number it is. */
async function findWriter(tx: Tx, workspaceId: string, number: string): Promise<Writer | undefined> {
  const phone = phoneOf(number)
  const { rows } = await sql<Writer>`select c.customer_id as "customerId", m.message_id as "messageId",
      coalesce(t.name, '') as "templateName"
    from messages m join customers o on o.workspace_id = m.workspace_id and o.customer_id = m.customer_id
    join customers c on c.workspace_id = o.workspace_id and c.customer_id = ${whoNow('o')}
    left join message_templates t on t.workspace_id = m.workspace_id and t.template_id = m.template_id
    where m.workspace_id = ${workspaceId} and m.address = ${phone} and m.channel = 'sms' and m.decided_at is not null
      and c.erased_at is null order by m.decided_at desc limit 1`.execute(tx)
  if (rows[0]) return rows[0]
  // As they have it, or in the national form that some networks tell.
  const known =
    (await findByContact(tx, workspaceId, phone))?.customerId ??
    (await findByContact(tx, workspaceId, number))?.customerId
  return known === undefined ? undefined : { customerId: known, messageId: null, templateName: '' }
}
