import { sql } from 'kysely'
import type { Member } from '../ledger/book.ts'
import type { Desk } from '../ledger/desk.ts'
import { counterpart, post } from '../ledger/post.ts'
import { balanceOf, move } from './stamps.ts'
import type { At } from './with-member.ts'

type Given = { id: string; memberId: string; stamps: number }

/** What an order brought on stamp cards and was not taken back yet, each time it did. */
export async function findStampsOf(desk: Desk, order: string): Promise<Given[]> {
  const { rows } =
    await sql<Given>`select t.transaction_id as id, t.member_id as "memberId", (t.detail ->> 'stamps')::int as stamps
    from loyalty_transactions t where t.workspace_id = ${desk.workspaceId} and t.programme_id = ${desk.programmeId}
      and t.order_ref = ${order} and t.kind = 'stamp' and not exists (select from loyalty_transactions u
        where u.workspace_id = t.workspace_id and u.programme_id = t.programme_id and u.order_ref = t.order_ref and u.kind = 'undo'
          and u.detail ->> 'of' = t.transaction_id::text)
    order by t.transaction_id`.execute(desk.tx)
  return rows
}

/**
 * Takes the stamps of a refunded order back: from the open card, else out of a full one that was not handed over yet, which is open again
 * then. A reward that was handed over stays. Returns how many.
 */
export async function takeStampsBack({ desk, book, member }: At, order: string, given: Given): Promise<number> {
  if (given.stamps <= 0) return 0
  const [stamps, ready] = await held(desk, member)
  const required = desk.rules.stamps?.required ?? 1
  const opened = Math.min(ready, Math.ceil(Math.max(0, given.stamps - stamps) / required))
  const taken = Math.min(given.stamps, stamps + opened * required)
  if (taken === 0) return 0
  await post(desk, [book], {
    kind: 'undo',
    memberId: member.memberId,
    at: desk.now,
    order,
    detail: { of: given.id, stamps: -taken, ...(opened > 0 ? { rewards: -opened } : {}) },
    lines: [
      ...move('rewards', member.rewardsAccountId, counterpart(desk, 'issued', 'rewards'), opened),
      ...move('stamps', counterpart(desk, 'completed', 'stamps'), member.stampsAccountId, opened * required),
      ...move('stamps', member.stampsAccountId, counterpart(desk, 'undone', 'stamps'), taken),
    ],
  })
  return taken
}

const held = async (desk: Desk, member: Member): Promise<[number, number]> => [
  await balanceOf(desk, member.stampsAccountId),
  await balanceOf(desk, member.rewardsAccountId),
]
