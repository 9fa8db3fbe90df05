import type { LoyaltyBoard } from '#contract/loyalty-club'
import { boardAt, boardHead } from '../board/read-board.ts'
import { findNickname, type OnBoard } from '../board/set-nickname.ts'
import { findLastDonation, type LastDonation } from '../causes/donate-points.ts'
import { causesFor } from '../causes/read-causes.ts'
import { atDesk, type Desk, type Place } from '../ledger/desk.ts'
import { benefitsOf, type OwnPlan, readOwnPlan } from '../plans/read-plans.ts'
import { readStripeKeys } from '../plans/stripe/stripe-settings.ts'
import type { CardDeps } from './card-deps.ts'

type BoardRow = Pick<LoyaltyBoard['rows'][number], 'place' | 'isShared' | 'nickname' | 'score'> & { isMine: boolean }

export type OfferedPlan = {
  planId: string
  name: string
  text: string | null
  priceMinor: number
  every: 'month' | 'year'
  benefits: OwnPlan['benefits']
}

export type ClubView = {
  plan: OwnPlan | undefined
  /** those that can be begun; none for who has one */
  plans: OfferedPlan[]
  /** they can be paid for here */
  canPayHere: boolean
  /** a level or a reward of this programme is by invitation, so somebody may bring a code */
  takesInvitations: boolean

  causes: Awaited<ReturnType<typeof causesFor>>
  /** what the member gave a moment ago and can have back */
  lastDonation: LastDonation | undefined
  board:
    | (Pick<LoyaltyBoard, 'by' | 'since' | 'entered'> & {
        onBoard: OnBoard | undefined
        /** the first places, and the member's own if it is further down; only for who is on it */
        rows: BoardRow[]
      })
    | undefined
}

/** What a card shows beside the member's own points: plans, causes, the leaderboard. */
export async function readClub(deps: CardDeps, place: Place, memberId: string): Promise<ClubView> {
  return await atDesk(deps, place, async (desk) => {
    const { tiers, rewards } = desk.rules
    const causes = await causesFor(desk, memberId)
    const plan = await readOwnPlan(desk, memberId)
    const plans = plan ? [] : offeredPlans(desk)
    const keys = plans.length === 0 ? undefined : await readStripeKeys(desk.tx, deps.secret, desk.workspaceId)
    return {
      takesInvitations: [...(tiers?.levels ?? []), ...rewards].some(({ byInvitation }) => byInvitation),
      plan,
      plans,
      canPayHere: keys !== undefined,
      causes,
      lastDonation: causes.length === 0 ? undefined : await findLastDonation(desk, memberId),
      board: await boardFor(desk, memberId),
    }
  })
}

/** Only who is on the board sees it. */
async function boardFor(desk: Desk, memberId: string): Promise<ClubView['board']> {
  const { leaderboard } = desk.rules
  if (!leaderboard) return undefined
  const onBoard = await findNickname(desk, memberId)
  if (!onBoard) return { ...(await boardHead(desk)), onBoard, rows: [] }
  const { by, since, entered, rows } = await boardAt(desk)
  const shown = rows
    .filter((row, i) => i < leaderboard.places || row.memberId === memberId)
    .map(({ memberId: whose, place, isShared, nickname, score }) => ({
      ...{ place, isShared, nickname, score },
      isMine: whose === memberId,
    }))
  return { by, since, entered, onBoard, rows: shown }
}

/** Those that anybody can begin. */
export function offeredPlans(desk: Desk): OfferedPlan[] {
  return desk.rules.plans
    .filter(({ closed }) => !closed)
    .map((plan) => ({
      planId: plan.id,
      name: plan.name,
      text: plan.text ?? null,
      priceMinor: plan.priceMinor,
      every: plan.every,
      benefits: benefitsOf(desk, plan),
    }))
}
