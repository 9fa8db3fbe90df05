import { sql } from 'kysely'
import { consentState, writeOwnWishes } from '#modules/care'
import { readContact } from '#modules/customers'
import type { Locale } from '#platform/i18n'
import { inWorkspace } from '#platform/postgres'
import type { CardDeps } from './card-deps.ts'
import type { Card } from './cards.repo.ts'
import { memberOfCard } from './read-card.ts'

/** The language of a card, and whether its holder wants news; only what changed goes to the ledger of consents. */
export async function changeCardWishes(
  deps: CardDeps,
  card: Card,
  wish: { locale: Locale; news: boolean; wording: string },
): Promise<void> {
  const { workspaceId, cardId } = card
  const memberId = await memberOfCard(deps, card)
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    await sql`update loyalty_cards set locale = ${wish.locale} where workspace_id = ${workspaceId}
      and card_id = ${cardId}`.execute(tx)
    const { rows } = await sql<{ customerId: string | null }>`select customer_id as "customerId" from loyalty_members
      where workspace_id = ${workspaceId} and member_id = ${memberId}`.execute(tx)
    const customerId = rows[0]?.customerId
    const contact = customerId ? await readContact(tx, workspaceId, customerId) : undefined
    const channel = contact?.email ? 'email' : contact?.phone ? 'sms' : undefined
    if (!customerId || !channel) return
    const isOn = (await consentState(tx, workspaceId, customerId, channel, 'marketing')) === 'given'
    if (isOn === wish.news) return
    const state = wish.news ? 'given' : 'withdrawn'
    await writeOwnWishes(tx, deps, workspaceId, customerId, {
      consent: { state, wording: wish.wording, channel, method: 'form' },
    })
  })
  deps.onWritten(workspaceId)
}
