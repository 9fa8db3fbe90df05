import { sql } from 'kysely'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import type { LoyaltyDeps, Place } from '../ledger/desk.ts'
import { counterpart, post } from '../ledger/post.ts'
import { returnLines } from './return-points.ts'
import { type Keyed, withMember } from './with-member.ts'

/**
 * Gives back the last points that were taken by hand, with the dates they had. A second time gives nothing. Throws
 * nothing_to_take_back.
 */
export async function undoLastSpend(
  deps: LoyaltyDeps,
  place: Place,
  undo: Keyed & { memberId: string },
): Promise<{ points: number }> {
  return await withMember(deps, place, { ...undo, name: 'undo_spend' }, async ({ desk, book, member }) => {
    const { rows } = await sql<{ id: string; points: number; isUndone: boolean }>`
      select t.transaction_id as id, (t.detail ->> 'points')::bigint as points,
        exists (select from loyalty_transactions u where u.workspace_id = t.workspace_id and u.member_id = t.member_id
          and u.kind = 'return' and u.detail ->> 'of' = t.transaction_id::text) as "isUndone"
      from loyalty_transactions t where t.workspace_id = ${desk.workspaceId} and t.member_id = ${member.memberId} and t.kind = 'spend'
      order by t.transaction_id desc limit 1`.execute(desk.tx)
    const [last] = rows
    if (!last || last.isUndone) throw new DomainError('conflict', 'nothing_to_take_back', 'There is nothing to undo.')
    const { points } = last
    const { lines, lots } = await returnLines(desk, book, member, last.id)
    await post(desk, [book], {
      kind: 'return',
      memberId: member.memberId,
      at: desk.now,
      detail: { points, of: last.id },
      lines: [...lines, { accountId: counterpart(desk, 'redeemed'), currency: 'points', amount: -points }],
      lots,
    })
    await recordAudit(desk.tx, desk.workspaceId, desk.actor, {
      action: 'loyalty_spending.undone',
      target: { kind: 'loyalty_member', id: member.memberId },
      detail: { points },
    })
    return { points }
  })
}
