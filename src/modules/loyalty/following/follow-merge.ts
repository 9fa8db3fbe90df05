import { sql } from 'kysely'
import { customerFamily } from '#modules/customers'
import type { EventBody } from '#modules/events'
import { isDomainError } from '#platform/errors'
import { inWorkspace } from '#platform/postgres'
import type { LoyaltyDeps, Place } from '../ledger/desk.ts'
import { mergeMembers } from '../serving/merge-members.ts'
import { separateMembers } from '../serving/separate-members.ts'

type Member = { memberId: string; mergedInto: string | null; keeperOf: string | null }

/**
 * Two customers became one, or two again: so do their memberships. It looks at who belongs together now, so that it may come late, twice
 * or in another order. Whoever had joined first stays.
 */
export async function followMerge(
  deps: LoyaltyDeps,
  place: Place,
  { customerId, properties }: EventBody,
): Promise<void> {
  const { from, into } = (properties ?? {}) as Record<string, unknown>
  // Only the program itself names a customer by id.
  if (customerId === undefined || typeof from !== 'string' || typeof into !== 'string') return
  for (const id of new Set([into, from])) {
    const { family, members } = await inWorkspace(deps.db, place.workspaceId, async (tx) => {
      const found = await customerFamily(tx, place.workspaceId, id).catch((error: unknown): string[] => {
        // Somebody who was erased meanwhile.
        if (isDomainError(error)) return []
        throw error
      })
      const { rows } =
        await sql<Member>`select m.member_id as "memberId", m.merged_into as "mergedInto", k.customer_id as "keeperOf"
        from loyalty_members m left join loyalty_members k on k.workspace_id = m.workspace_id and k.member_id = m.merged_into
        where m.workspace_id = ${place.workspaceId} and m.programme_id = ${place.programmeId}
          and m.customer_id = any(${found}::uuid[]) order by m.joined_at, m.member_id`.execute(tx)
      return { family: found, members: rows }
    })
    for (const { memberId, mergedInto, keeperOf } of members)
      if (mergedInto !== null && keeperOf !== null && !family.includes(keeperOf))
        await separateMembers(deps, place, { memberId }).catch(leaveRefused)
    const [keeper, ...others] = members.filter(({ mergedInto }) => mergedInto === null)
    for (const { memberId } of others)
      if (keeper) await mergeMembers(deps, place, { fromId: memberId, intoId: keeper.memberId }).catch(leaveRefused)
  }
}

/** What cannot be told apart any more stays as it is, and so does what another worker did in between. */
function leaveRefused(error: unknown): void {
  if (!isDomainError(error) || error.code === 'unavailable') throw error
}
