import { sql } from 'kysely'
import type { LoyaltyRules } from '#contract/loyalty'
import { consentState } from '#modules/care'
import { readContact } from '#modules/customers'
import { inWorkspace, type Tx } from '#platform/postgres'
import { resolveMember } from '../ledger/book.ts'
import { atDesk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { readTierMeasures } from '../reports/tier-progress.ts'
import { reachedLevels } from '../rules/tiers.ts'
import { isBlocked } from '../serving/blocked.ts'
import { type OfferedReward, offeredRewards } from '../serving/offered-rewards.ts'
import { getRules } from '../serving/programmes.ts'
import { type HistoryLine, type MemberState, readHistory, readMember } from '../serving/read-member.ts'
import type { CardDeps } from './card-deps.ts'
import { type CardLink, readCardLink } from './card-link.ts'
import type { Card } from './cards.repo.ts'
import { settleContact } from './give-contact.ts'
import { findHold, type Hold } from './holds.ts'
import { type ClubView, readClub } from './read-club.ts'

export type CardView = {
  name: string | null
  programmeName: string
  state: MemberState
  rewards: OfferedReward[]
  vouchers: { code: string; name: string; expiresAt: string | null }[]
  hold: Hold | undefined
  history: HistoryLine[]
  tiers: { id: string; min: number; benefit?: string | undefined }[]
  /** what counts towards the next tier by now */
  tierMeasure: number | null
  /** what a birthday brings, while nobody knows theirs */
  birthdayPoints: number | null
  hasReferral: boolean
  hasCash: boolean
  club: ClubView
  timeZone: string
  currency: string
  /** a code was sent to this phone and is not typed yet */
  phone: string | null
  /** a manager decided that nothing is earned or redeemed */
  isBlocked: boolean
  /** where to order ahead or book */
  link: CardLink | undefined
  /** news by e-mail or text: undefined where there is no address to send to */
  news: 'given' | 'withdrawn' | 'never' | undefined
}

const systemAt = ({ workspaceId, programmeId }: Pick<Card, 'workspaceId' | 'programmeId'>): Place => ({
  workspaceId,
  programmeId,
  actor: { kind: 'system' },
})

/** Who the member of a card is now: two members may have become one. */
export async function memberOfCard(deps: LoyaltyDeps, card: Card): Promise<string> {
  return (await atDesk(deps, systemAt(card), (desk) => resolveMember(desk, card.memberId))).memberId
}

/** Everything a card shows. Brings the member up to date with time, changes nothing else. */
export async function readCard(deps: CardDeps, card: Card): Promise<CardView> {
  await settleContact(deps, card)
  const place = systemAt(card)
  const state = await readMember(deps, place, await memberOfCard(deps, card))
  const { workspaceId } = card
  const rewards = await offeredRewards(deps, place, state)
  const { lines } = await readHistory(deps, place, state.memberId, { limit: 12 })
  const club = await readClub(deps, place, state.memberId)
  const measures = await atDesk(deps, place, (desk) => readTierMeasures(desk, [state.memberId]))
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { rules, name: programmeName } = await getRules(tx, workspaceId, card.programmeId)
    const contact = state.customerId ? await readContact(tx, workspaceId, state.customerId) : undefined
    const shop = await sql<{ zone: string; currency: string }>`select time_zone as zone, currency from workspaces
      where workspace_id = ${workspaceId}`.execute(tx)
    const channel = contact?.email ? 'email' : contact?.phone ? 'sms' : undefined
    const said =
      channel && state.customerId
        ? await consentState(tx, workspaceId, state.customerId, channel, 'marketing')
        : undefined
    return {
      name: contact?.name ?? null,
      programmeName,
      state,
      rewards,
      vouchers: await openVouchers(tx, workspaceId, state.memberId, rules, deps.clock.now()),
      hold: await findHold(tx, workspaceId, state.memberId, deps.clock.now()),
      history: lines,
      tiers: rules.tiers ? reachedLevels(rules.tiers) : [],
      tierMeasure: measures.get(state.memberId) ?? null,
      birthdayPoints: state.birthday === null ? (rules.birthday?.points ?? null) : null,
      hasReferral: rules.referral !== undefined,
      hasCash: rules.cashback !== undefined,
      club,
      timeZone: rules.timeZone ?? shop.rows[0]?.zone ?? 'UTC',
      currency: shop.rows[0]?.currency ?? 'EUR',
      news: channel && (said ?? 'never'),
      phone: await readAwaited(tx, card),
      isBlocked: await isBlocked(tx, workspaceId, state.memberId),
      link: await readCardLink(tx, workspaceId, card.programmeId),
    }
  })
}

/** The number that was given for a card, while its code is not typed. */
async function readAwaited(tx: Tx, { workspaceId, cardId }: Card): Promise<string | null> {
  const { rows } = await sql<{ contact: string | null }>`select c.contact from loyalty_phone_codes p
    join loyalty_cards c using (workspace_id, card_id)
    where p.workspace_id = ${workspaceId} and p.card_id = ${cardId} and c.contact_kind = 'phone'`.execute(tx)
  return rows[0]?.contact ?? null
}

/** Vouchers that can be used now, soonest gone first. */
export async function openVouchers(
  tx: Tx,
  workspaceId: string,
  memberId: string,
  rules: LoyaltyRules,
  now: Temporal.Instant,
): Promise<CardView['vouchers']> {
  const { rows } = await sql<{ code: string; rewardId: string; ends: Date | null }>`
    select code, reward_id as "rewardId", expires_at as ends from loyalty_vouchers
    where workspace_id = ${workspaceId} and member_id = ${memberId} and used_at is null
      and (expires_at is null or expires_at > ${now.toString()}) order by expires_at nulls last, issued_at limit 20`.execute(
    tx,
  )
  return rows.map(({ code, rewardId, ends }) => ({
    code,
    name: rules.rewards.find(({ id }) => id === rewardId)?.name ?? rewardId,
    expiresAt: ends?.toISOString() ?? null,
  }))
}
