import { sql } from 'kysely'
import { mineOf } from '../ledger/mine.ts'
import type { At } from './with-member.ts'

/** What a purchase brought beside its points, and how much of it went again. */
export type Given = { id: string; order: string | null; at: Date; amount: number; taken: number }

type Kinds = { given: string; taken: string; amount: 'cashMinor' | 'credits' }

/** The transaction that gave it, of a member and of everybody who has become them, one after the other; by the purchase that it came with, or by its order. */
export async function findGiven(
  { desk, member }: At,
  { given, taken, amount }: Kinds,
  by: { earnId: string } | { order: string },
): Promise<Given | undefined> {
  const which = 'earnId' in by ? sql`t.detail ->> 'with' = ${by.earnId}` : sql`t.order_ref = ${by.order}`
  const { rows } = await sql<Given>`
    with recursive ${mineOf(desk, member.memberId)},
    own as (select transaction_id, kind, order_ref, at, detail from loyalty_transactions
      where workspace_id = ${desk.workspaceId} and member_id in (select id from mine) and kind in (${given}, ${taken}))
    select t.transaction_id as id, t.order_ref as order, t.at, (t.detail ->> ${amount}::text)::bigint as amount,
      coalesce((select -sum((u.detail ->> ${amount}::text)::bigint) from own u where u.kind = ${taken}
        and u.detail ->> 'of' = t.transaction_id::text), 0)::bigint as taken
    from own t where t.kind = ${given} and ${which}`.execute(desk.tx)
  return rows[0]
}
