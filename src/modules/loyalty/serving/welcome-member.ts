import { inWorkspace } from '#platform/postgres'
import type { LoyaltyDeps, Place } from '../ledger/desk.ts'
import { earnPoints } from './earn-points.ts'
import { getRules } from './programmes.ts'
import { addStamps } from './stamps.ts'

/** Gives a member what the programme begins with: stamps at once, points for signing up. A second time gives nothing. */
export async function welcomeMember(deps: LoyaltyDeps, place: Place, memberId: string): Promise<void> {
  const { workspaceId, programmeId } = place
  const { rules } = await inWorkspace(deps.db, workspaceId, (tx) => getRules(tx, workspaceId, programmeId))
  const key = `sign_up:${memberId}`
  if (rules.stamps?.welcome)
    await addStamps(deps, place, { memberId, count: rules.stamps.welcome, isWelcome: true, key: `${key}:stamps` })
  if (rules.earn.some(({ when }) => when === 'sign_up'))
    await earnPoints(deps, place, { memberId, event: 'sign_up', amountMinor: 0, key })
}
