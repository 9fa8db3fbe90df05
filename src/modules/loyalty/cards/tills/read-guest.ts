import { sql } from 'kysely'
import type { EarnsNothing } from '#contract/loyalty-words'
import { readContact } from '#modules/customers'
import { inWorkspace } from '#platform/postgres'
import { atDesk } from '../../ledger/desk.ts'
import { type OwnPlan, readOwnPlan } from '../../plans/read-plans.ts'
import { isCelebratedOn } from '../../rules/birthday.ts'
import { isAt } from '../../rules/is-within.ts'
import { isBlocked } from '../../serving/blocked.ts'
import { type OfferedReward, offeredRewards } from '../../serving/offered-rewards.ts'
import { getRules } from '../../serving/programmes.ts'
import { type Quote, quoteBasket } from '../../serving/quote-basket.ts'
import { type MemberState, readMember } from '../../serving/read-member.ts'
import type { CardDeps } from '../card-deps.ts'
import { findCard } from '../cards.repo.ts'
import { findHold, type Hold } from '../holds.ts'
import { type OfferedPlan, offeredPlans } from '../read-club.ts'
import { type Deed, findLastDeed } from './deeds.repo.ts'
import { amountOf } from './do-deed.ts'
import { placeOf, shopOf, type TillSession } from './till-session.ts'
import { undoMinutes } from './undo-deed.ts'

/** What somebody at a till sees of a guest, at one look. */
export type Guest = {
  name: string | null
  /** of their card: what is done without a connection names it */
  number: string | null
  state: MemberState
  rewards: OfferedReward[]
  hold: Hold | undefined
  isBirthday: boolean
  /** a manager decided that nothing is earned or redeemed */
  isBlocked: boolean
  lastVisit: string | null
  hasStamps: boolean
  hasPoints: boolean
  paysBills: boolean
  hasCash: boolean
  currency: string
  timeZone: string
  last: Deed | undefined
  /** what they pay for, and what could be begun or paid on at the till */
  plan: OwnPlan | undefined
  plans: OfferedPlan[]
}

export async function readGuest(deps: CardDeps, session: TillSession, memberId: string): Promise<Guest> {
  const { workspaceId, programmeId } = session.device
  const place = placeOf(session)
  const state = await readMember(deps, place, memberId)
  const isHere = ({ shops }: OfferedReward): boolean => isAt(shops, session.device.shop)
  const rewards = (await offeredRewards(deps, place, state)).filter(isHere)
  const now = deps.clock.now()
  const paying = await atDesk(deps, place, async (desk) => {
    const plan = await readOwnPlan(desk, memberId)
    const plans = offeredPlans(desk).filter(({ planId }) => plan === undefined || plan.planId === planId)
    return { plan, plans: plan?.isCollected ? [] : plans }
  })
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { rules } = await getRules(tx, workspaceId, programmeId)
    const contact = state.customerId ? await readContact(tx, workspaceId, state.customerId) : undefined
    const found = await sql<{ zone: string; currency: string; last: Date | null }>`
      select time_zone as zone, currency, (select max(at) from loyalty_transactions t where t.workspace_id = w.workspace_id
        and t.member_id = ${memberId} and t.kind in ('earn', 'stamp')) as last
      from workspaces w where workspace_id = ${workspaceId}`.execute(tx)
    const { zone = 'UTC', currency = 'EUR', last = null } = found.rows[0] ?? {}
    const timeZone = rules.timeZone ?? zone
    const today = now.toZonedDateTimeISO(timeZone).toPlainDate()
    return {
      name: contact?.name ?? contact?.email ?? contact?.phone ?? null,
      number: (await findCard(tx, workspaceId, { memberId }))?.number ?? null,
      state,
      rewards,
      hold: await findHold(tx, workspaceId, memberId, now),
      isBirthday: state.birthday !== null && isCelebratedOn(today, state.birthday, rules.birthday?.leapDay),
      isBlocked: await isBlocked(tx, workspaceId, memberId),
      lastVisit: last?.toISOString() ?? null,
      hasStamps: rules.stamps !== undefined,
      hasPoints: rules.earn.some(({ when }) => when === 'purchase'),
      paysBills: rules.redeem !== undefined,
      hasCash: rules.cashback !== undefined,
      currency,
      timeZone,
      ...paying,
      last: await findLastDeed(tx, session, now.subtract({ minutes: undoMinutes })),
    }
  })
}

/** What an amount that is being typed would earn, or why nothing, and what points could pay of it. */
export async function quoteAtTill(
  deps: CardDeps,
  session: TillSession,
  { memberId, amount }: { memberId: string; amount: string },
): Promise<{ points: number; cashMinor: number; because: EarnsNothing | null; pays: Quote['redeems'] }> {
  const amountMinor = await amountOf(deps, session, amount)
  const { earns, redeems } = await quoteBasket(deps, placeOf(session), { memberId, amountMinor, shop: shopOf(session) })
  const { cashMinor, credits } = earns
  const because = earns.points + cashMinor + credits === 0 ? (earns.nothing[0]?.because ?? null) : null
  return { points: earns.points, cashMinor, because, pays: redeems }
}
