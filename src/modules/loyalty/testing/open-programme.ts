import { type LoyaltyRules, loyaltyRules } from '#contract/loyalty'
import { checkpointSealer } from '#modules/audit'
import type { FakeClock } from '#platform/clock'
import type { Db } from '#platform/postgres'
import { newWorkspace } from '#testing'
import { createProgramme, joinProgramme, type Place } from '../index.ts'
import type { ChainDeps } from '../ledger/desk.ts'

export const testSeal = checkpointSealer('a secret of this test')

export type TestProgramme = {
  deps: ChainDeps
  place: Place
  /** The same name is the same member. */
  member: (name: string) => Promise<string>
}

/** A programme in a workspace of its own. */
export async function openProgramme(
  db: Db,
  clock: FakeClock,
  rules: Record<string, unknown>,
  timeZone = 'Europe/Budapest',
): Promise<TestProgramme & { rules: LoyaltyRules }> {
  const deps: ChainDeps = { db, clock, seal: testSeal, onWritten: () => {} }
  const workspaceId = await newWorkspace(db, { timeZone })
  const parsed = loyaltyRules.parse(rules)
  const actor = { kind: 'system' } as const
  const { programmeId } = await createProgramme(deps, workspaceId, actor, { name: 'Regulars', rules: parsed })
  const place: Place = { workspaceId, programmeId, actor }
  const member = async (reference: string) => (await joinProgramme(deps, place, { reference })).memberId
  return { deps, place, member, rules: parsed }
}
