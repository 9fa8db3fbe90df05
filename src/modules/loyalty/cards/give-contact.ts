import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { writeOwnWishes } from '#modules/care'
import { type FoundContact, findByContact, findCustomerBy } from '#modules/customers'
import { appendEvents } from '#modules/events'
import { DomainError } from '#platform/errors'
import { createRateLimit } from '#platform/http'
import { newId, sha256 } from '#platform/ids'
import { inWorkspace, type Tx } from '#platform/postgres'
import { mergeMembers } from '../serving/merge-members.ts'
import type { CardDeps } from './card-deps.ts'
import { cardWords } from './card-words.ts'
import { type Card, cardToken } from './cards.repo.ts'
import { sendPhoneCode, takePhoneCode } from './phone-code.ts'
import { packIds, readSigned, sign } from './signed.ts'
import { takeBackWelcome } from './undo-last.ts'

const pollMs = 25
const patienceMs = 3000

const browserOf = ({ cardId }: Pick<Card, 'cardId'>): string => `card:${cardId}`

/**
 * Who the holder of a card is, as they say. An address nobody has becomes theirs. One that somebody has opens nothing: its holder gets
 * a link that joins the two. Where the shop can send text messages, a phone number is theirs once they type the code that it got.
 * Throws contact_unreadable, phone_code_often, phone_code_unsent.
 */
export async function giveContact(
  deps: CardDeps,
  card: Card,
  text: string,
  consentWording: string | undefined,
): Promise<void> {
  const { workspaceId, cardId } = card
  const now = deps.clock.now()
  const found = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const contact = await findByContact(tx, workspaceId, text)
    if (!contact)
      throw new DomainError('invalid', 'contact_unreadable', 'This is neither an e-mail address nor a phone number.')
    await sql`update loyalty_cards set contact = ${contact.value}, contact_kind = ${contact.kind},
        consent_wording = ${consentWording ?? null}, consent_at = ${consentWording === undefined ? null : now.toString()}
      where workspace_id = ${workspaceId} and card_id = ${cardId}`.execute(tx)
    return contact
  })
  const given: Card = { ...card, contact: found.value, contactKind: found.kind }
  if (found.kind === 'phone' && (await deps.texts.isOn(workspaceId))) return await sendPhoneCode(deps, given)
  await takeContact(deps, given, found)
  if (found.kind === 'email') await mailCard(deps, card, found.value, found.customerId !== undefined)
}

/** An address nobody has becomes theirs; one that somebody has waits. */
async function takeContact(deps: CardDeps, card: Card, found: FoundContact): Promise<void> {
  const { workspaceId, cardId } = card
  if (found.customerId === undefined) {
    await inWorkspace(deps.db, workspaceId, (tx) =>
      appendEvents(tx, deps.clock, workspaceId, [
        {
          messageId: `card:${cardId}:${newId()}`,
          occurredAt: deps.clock.now().toString(),
          source: 'card',
          body: { type: 'identify', anonymousId: browserOf(card), traits: { [found.kind]: found.value } },
        },
      ]),
    )
    deps.onWritten(workspaceId)
    await awaitCustomer(deps, card)
  }
  await settleContact(deps, card)
}

/**
 * The code that came to the phone: the number is theirs, and with it what its holder had already. Throws phone_code_over,
 * phone_code_wrong.
 */
export async function confirmPhone(deps: CardDeps, card: Card, code: string): Promise<void> {
  await takePhoneCode(deps, card, code)
  const { contact, workspaceId } = card
  if (contact === null) return
  const found = await inWorkspace(deps.db, workspaceId, (tx) => findByContact(tx, workspaceId, contact))
  if (!found) return
  if (found.customerId === undefined) await takeContact(deps, card, found)
  else await joinKnown(deps, card, contact)
}

async function awaitCustomer(deps: CardDeps, card: Card): Promise<void> {
  const end = performance.now() + patienceMs
  const isThere = () =>
    inWorkspace(deps.db, card.workspaceId, (tx) =>
      findCustomerBy(tx, card.workspaceId, { anonymousId: browserOf(card) }),
    )
  while (!(await isThere()) && performance.now() < end) await sleep(pollMs)
}

/** Joins card and customer as soon as the log has one for it who is not a member yet; again changes nothing. */
export async function settleContact(deps: CardDeps, card: Card): Promise<void> {
  const { workspaceId } = card
  if (card.contact === null) return
  const isSettled = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const customer = await findCustomerBy(tx, workspaceId, { anonymousId: browserOf(card) })
    if (!customer) return false
    const added = await sql`update loyalty_members m set customer_id = ${customer.customerId}
      where workspace_id = ${workspaceId} and member_id = ${card.memberId} and customer_id is null and merged_into is null
        and not exists (select from loyalty_members o where o.workspace_id = m.workspace_id and o.programme_id = m.programme_id
          and o.customer_id = ${customer.customerId})`.execute(tx)
    if (added.numAffectedRows === 0n) return false
    await keepConsent(deps, tx, card, customer.customerId)
    return true
  })
  if (isSettled) deps.onWritten(workspaceId)
}

/** What was ticked on joining goes to the ledger of consents, with its words and its time; the card forgets it. */
async function keepConsent(deps: CardDeps, tx: Tx, card: Card, customerId: string): Promise<void> {
  const { workspaceId, cardId } = card
  const { rows } = await sql<{ wording: string | null; at: Date | null; kind: Card['contactKind'] }>`
    select consent_wording as wording, consent_at as at, contact_kind as kind from loyalty_cards
    where workspace_id = ${workspaceId} and card_id = ${cardId} for update`.execute(tx)
  const [row] = rows
  if (row?.wording && row.at) {
    const channel = row.kind === 'phone' ? 'sms' : 'email'
    const consent = { state: 'given', wording: row.wording, channel, method: 'form' } as const
    await writeOwnWishes(tx, deps, workspaceId, customerId, {
      consent: { ...consent, statedAt: row.at.toISOString() },
    })
  }
  await sql`update loyalty_cards set contact = null, contact_kind = null, consent_wording = null, consent_at = null
    where workspace_id = ${workspaceId} and card_id = ${cardId}`.execute(tx)
}

/** So many of these mails an address gets in a day: anybody may type it. */
const mailsPerDay = 3

async function mailCard(deps: CardDeps, card: Card, email: string, isKnown: boolean): Promise<void> {
  const { db, clock } = deps
  const limit = createRateLimit({ db, clock, name: 'card-mail', quota: mailsPerDay, windowSeconds: 86_400 })
  if (!(await limit.take(`${card.workspaceId} ${email}`)).allowed) return
  const { workspaceId, locale } = card
  const { brand, t } = await cardWords(deps, card)
  const shop = brand.name
  const proof = isKnown ? `/confirm/${proofOf(deps.secret, card, email)}` : ''
  await deps.mailer.send({
    key: `card-${newId()}`,
    to: { email },
    locale,
    workspaceId,
    subject: t('card.mail.subject', { shop }),
    heading: t('card.mail.subject', { shop }),
    paragraphs: [t(isKnown ? 'card.mail.known' : 'card.mail.text', { shop })],
    action: {
      label: t('card.mail.open'),
      url: new URL(`/c/${cardToken(deps.secret, card)}${proof}`, deps.publicUrl()).href,
    },
    notes: [t('card.mail.not_you')],
  })
}

/** What only the mail to this address holds: it joins this card to that address and no other. */
export const proofOf = (
  secret: string,
  { workspaceId, cardId }: Pick<Card, 'workspaceId' | 'cardId'>,
  email: string,
): string => sign(secret, 'confirm', Buffer.concat([packIds(workspaceId, cardId), sha256(email)]))

/**
 * The holder of the address says that the card is theirs: it is joined to what they had, without what it got for being new. Again
 * changes nothing. False for a proof that nobody signed for this card.
 */
export async function confirmContact(deps: CardDeps, card: Card, proof: string): Promise<boolean> {
  const { workspaceId, cardId, contact } = card
  const said = readSigned(deps.secret, 'confirm', proof)
  if (!said?.subarray(0, 32).equals(packIds(workspaceId, cardId))) return false
  if (contact === null) return true
  if (!said.subarray(32).equals(sha256(contact))) return false
  await joinKnown(deps, card, contact)
  return true
}

/** Joins a card to what the holder of its address had, without what it got for being new. */
async function joinKnown(deps: CardDeps, card: Card, contact: string): Promise<void> {
  const { workspaceId, programmeId } = card
  const place = { workspaceId, programmeId, actor: { kind: 'system' } } as const
  const { customerId, memberId } = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const found = await findByContact(tx, workspaceId, contact)
    const { rows } = await sql<{
      id: string
    }>`select member_id as id from loyalty_members where workspace_id = ${workspaceId}
      and programme_id = ${programmeId} and customer_id = ${found?.customerId ?? null}::uuid and merged_into is null`.execute(
      tx,
    )
    return { customerId: found?.customerId, memberId: rows[0]?.id }
  })
  if (customerId === undefined) return
  await takeBackWelcome(deps, place, card.memberId)
  if (memberId !== undefined && memberId !== card.memberId)
    await mergeMembers(deps, place, { fromId: card.memberId, intoId: memberId })
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    if (memberId === undefined)
      await sql`update loyalty_members set customer_id = ${customerId} where workspace_id = ${workspaceId}
        and member_id = ${card.memberId} and customer_id is null`.execute(tx)
    else
      await sql`update loyalty_cards set member_id = ${memberId} where workspace_id = ${workspaceId}
        and member_id = ${card.memberId}`.execute(tx)
    await keepConsent(deps, tx, card, customerId)
  })
  deps.onWritten(workspaceId)
}
