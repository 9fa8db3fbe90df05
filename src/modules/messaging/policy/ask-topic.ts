import { sql } from 'kysely'
import { translatorInVoice } from '#i18n'
import { contactPreferences, writeOwnWishes } from '#modules/care'
import { appendCustomerEvents, customerFamily } from '#modules/customers'
import { brandOf } from '#modules/workspaces'
import { DomainError } from '#platform/errors'
import { isLocale, type Locale } from '#platform/i18n'
import { newId } from '#platform/ids'
import { inWorkspace, type Tx } from '#platform/postgres'
import { readSigned, signIds } from '../links/sign-link.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import { readShop } from '../outbox/prepare-message.ts'
import { requireContact } from '../require-contact.ts'
import { readPolicy } from './policy.repo.ts'
import { findSuppression } from './suppressions.repo.ts'

const secondAskHours = 24

/**
 * Writes to somebody who wants a topic, so that they say so again from their own mailbox; until then they get nothing of it. Not more than
 * one such mail a day. Throws topic_not_found, customer_not_found, no_address.
 */
export async function askTopic(
  deps: MessagingDeps,
  workspaceId: string,
  topic: string,
  customerId: string,
): Promise<void> {
  const now = deps.clock.now()
  const { name: shop, voice } = await brandOf(deps.db, workspaceId)
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    const contact = await requireContact(tx, workspaceId, customerId)
    const { email } = contact
    if (email === null) throw new DomainError('conflict', 'no_address', 'They have no e-mail address.')
    if (await findSuppression(tx, workspaceId, deps.secret, 'email', email)) return
    const locale = await localeOf(tx, workspaceId, contact.customerId)
    const name = await nameOf(tx, workspaceId, topic, locale)
    const asked =
      await sql`insert into message_topic_choices (workspace_id, customer_id, topic, subscribed, is_pending, chosen_at)
      values (${workspaceId}, ${contact.customerId}, ${topic}, false, true, ${now.toString()})
      on conflict (workspace_id, customer_id, topic) do update set is_pending = true, chosen_at = excluded.chosen_at
        where not message_topic_choices.subscribed and (not message_topic_choices.is_pending
          or message_topic_choices.chosen_at < ${now.subtract({ hours: secondAskHours }).toString()})
      returning topic`.execute(tx)
    if (asked.rows.length === 0) return
    const t = translatorInVoice(locale, voice, 'messaging')
    const token = signIds(deps.secret, `topic:${topic}`, [workspaceId, contact.customerId])
    const to = contact.name === null ? { email } : { email, name: contact.name.slice(0, 200) }
    await deps.mailer.send(
      {
        key: `topic:${newId()}`,
        to,
        locale,
        workspaceId,
        subject: t('messaging.confirm.subject', { shop }),
        heading: t('messaging.confirm.heading'),
        paragraphs: [t('messaging.confirm.text', { shop, topic: name })],
        action: { label: t('messaging.confirm.action'), url: `${deps.publicUrl()}/m/t/${topic}/${token}` },
        notes: [t('messaging.confirm.note')],
      },
      { tx },
    )
  })
}

export type AskedTopic = {
  workspaceId: string
  customerId: string
  topic: string
  name: string
  locale: Locale
  isConfirmed: boolean
}

/** What a link of such a mail asks; undefined for one nobody signed, and for who is gone. */
export async function findAskedTopic(
  deps: MessagingDeps,
  topic: string,
  token: string,
): Promise<AskedTopic | undefined> {
  const [workspaceId, customerId] = readSigned(deps.secret, `topic:${topic}`, token, 2) ?? []
  if (!workspaceId || !customerId) return undefined
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const ids = await customerFamily(tx, workspaceId, customerId).catch(() => undefined)
    if (!ids) return undefined
    const locale = await localeOf(tx, workspaceId, customerId)
    const { rows } = await sql<{ subscribed: boolean }>`select subscribed from message_topic_choices
      where workspace_id = ${workspaceId} and customer_id = any(${ids}::uuid[]) and topic = ${topic}
      order by chosen_at desc limit 1`.execute(tx)
    const name = await nameOf(tx, workspaceId, topic, locale).catch(() => topic)
    return { workspaceId, customerId, topic, name, locale, isConfirmed: rows[0]?.subscribed ?? false }
  })
}

/** The second yes: the topic is theirs, and the consent to e-mails is in the ledger with the words they were shown. Again changes nothing. */
export async function confirmTopic(deps: MessagingDeps, asked: AskedTopic, wording: string): Promise<void> {
  const { workspaceId, customerId, topic, isConfirmed } = asked
  if (isConfirmed) return
  const now = deps.clock.now()
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    await sql`insert into message_topic_choices (workspace_id, customer_id, topic, subscribed, chosen_at)
      values (${workspaceId}, ${customerId}, ${topic}, true, ${now.toString()})
      on conflict (workspace_id, customer_id, topic) do update set subscribed = true, is_pending = false,
        chosen_at = excluded.chosen_at`.execute(tx)
    await writeOwnWishes(tx, deps, workspaceId, customerId, { consent: { state: 'given', wording } })
    await appendCustomerEvents(tx, deps.clock, workspaceId, { kind: 'system' }, [
      { customerId, event: 'Topic Subscribed', properties: { topic, channel: 'email' } },
    ])
  })
  deps.onWritten(workspaceId)
}

async function localeOf(tx: Tx, workspaceId: string, customerId: string): Promise<Locale> {
  const wishes = await contactPreferences(tx, workspaceId, customerId)
  const { locale } = await readShop(tx, workspaceId)
  return wishes.locale ?? (isLocale(locale) ? locale : 'en')
}

async function nameOf(tx: Tx, workspaceId: string, topic: string, locale: Locale): Promise<string> {
  const { topics } = await readPolicy(tx, workspaceId)
  const found = topics.find((one) => one.topic === topic)
  if (!found) throw new DomainError('not_found', 'topic_not_found', 'There is no such topic.')
  return found.names[locale] ?? found.names.en ?? Object.values(found.names)[0] ?? topic
}
