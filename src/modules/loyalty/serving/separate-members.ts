import { sql } from 'kysely'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { closeBooks } from '../ledger/advance.ts'
import { type Book, lotsOf, type Member, openBooks } from '../ledger/book.ts'
import { momentsOf, moveCredits } from '../ledger/credits.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { post } from '../ledger/post.ts'
import { moveCash } from './cash.ts'
import { lineFor, moveCount, movedLot } from './move-points.ts'
import { servingMember } from './with-member.ts'

type Merged = {
  intoId: string
  accountId: string
  stampsAccountId: string
  rewardsAccountId: string
  lifetime: number
  carried: Record<string, number>
}
type Part = { id: string; stamps: number; rewards: number; cash: number; moments: [number, number][] | null }

/**
 * Two members that were made one are two again: what is left of the lots, stamps and rewards that one brought goes back, and what counted
 * for a tier. What was spent of it stays spent. Throws not_merged, merge_too_old.
 */
export async function separateMembers(
  deps: LoyaltyDeps,
  place: Place,
  { memberId: fromId }: { memberId: string },
): Promise<{ memberId: string }> {
  return await atDesk(deps, place, async (desk) => {
    const { intoId, accountId } = await findMerged(desk, fromId)
    const [into, own] = await openBooks(desk, [intoId], [accountId])
    if (!into || !own) throw new Error('an account of the ledger is missing')
    // Read again under the lock.
    const from = await findMerged(desk, fromId)
    const keeper = into.members.find(({ memberId }) => memberId === from.intoId)
    const parts = await findParts(desk, fromId, intoId)
    if (!keeper || parts.length === 0)
      throw new DomainError('conflict', 'merge_too_old', 'What these two brought is not told apart any more.')
    const ids = parts.map(({ id }) => id)
    await giveBackLots(desk, into, own, fromId, ids)
    const most = (name: 'stamps' | 'rewards' | 'cash') => parts.reduce((sum, part) => sum + part[name], 0)
    await moveCount(desk, 'stamps', keeper.stampsAccountId, from.stampsAccountId, fromId, {
      kind: 'separate',
      most: most('stamps'),
    })
    await moveCount(desk, 'rewards', keeper.rewardsAccountId, from.rewardsAccountId, fromId, {
      kind: 'separate',
      most: most('rewards'),
    })
    await moveCash(desk, { fromId: intoId, toId: fromId, kind: 'separate', most: most('cash') })
    await giveBackCredits(desk, keeper, fromId, parts)
    // What was taken back of their purchases meanwhile was their own.
    const reversed = await reversedSince(desk, { fromId, intoId, since: ids })
    const lost = reversed.reduce((sum, { points }) => sum + points, 0)
    await post(desk, [into, own], {
      kind: 'separate',
      memberId: fromId,
      at: desk.now,
      detail: { from: fromId, into: intoId },
      lines: [],
      qualifying: [
        ...(await countedBy(desk, intoId, ids)),
        ...reversed.map(({ at, points }) => ({ memberId: intoId, at, points: -points })),
        ...reversed.map((row) => ({ memberId: fromId, ...row })),
      ],
    })
    keeper.lifetime -= from.lifetime + lost
    for (const [id, minor] of Object.entries(from.carried))
      keeper.carried = { ...keeper.carried, [id]: Math.max(0, (keeper.carried[id] ?? 0) - minor) }
    keeper.spending = undefined
    await giveBackPapers(desk, fromId, intoId)
    await closeBooks(desk, [into, own])
    await servingMember(desk, fromId, async ({ member }) => {
      member.lifetime += lost
    })
    await recordAudit(desk.tx, desk.workspaceId, desk.actor, {
      action: 'loyalty_members.separated',
      target: { kind: 'loyalty_member', id: fromId },
      detail: { into: intoId },
    })
    return { memberId: fromId }
  })
}

/** Of the tier credits that one brought, those that are still there. */
async function giveBackCredits(desk: Desk, keeper: Member, fromId: string, parts: Part[]): Promise<void> {
  const held = await momentsOf(desk, keeper)
  const brought = parts.flatMap(({ moments }) => moments ?? [])
  const left = brought.map(([moment, count]): [number, number] => [moment, Math.min(count, held.get(moment) ?? 0)])
  const moments = new Map(left.filter(([, count]) => count > 0))
  const moving = { kind: 'separate', memberId: fromId, at: desk.now, detail: { into: keeper.memberId } }
  await moveCredits(desk, [keeper.memberId, fromId], moments, moving)
  keeper.credits = undefined
}

async function findMerged(desk: Desk, memberId: string): Promise<Merged> {
  const { rows } =
    await sql<Merged>`select merged_into as "intoId", account_id as "accountId", stamps_account_id as "stampsAccountId",
      rewards_account_id as "rewardsAccountId", lifetime, carried from loyalty_members
    where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and member_id = ${memberId}
      and merged_into is not null`.execute(desk.tx)
  const [row] = rows
  if (!row) throw new DomainError('conflict', 'not_merged', 'This member was not joined to another.')
  return row
}

/** The transactions that made them one, the last time. */
async function findParts(desk: Desk, fromId: string, intoId: string): Promise<Part[]> {
  const { rows } =
    await sql<Part>`select t.transaction_id as id, coalesce((t.detail ->> 'stamps')::bigint, 0) as stamps, coalesce((t.detail ->> 'rewards')::bigint, 0) as rewards,
      coalesce((t.detail ->> 'cashMinor')::bigint, 0) as cash, t.detail -> 'moments' as moments
    from loyalty_transactions t where t.workspace_id = ${desk.workspaceId} and t.member_id = ${intoId} and t.kind = 'merge'
      and t.detail ->> 'from' = ${fromId} and t.transaction_id > coalesce((select max(s.transaction_id::text) from loyalty_transactions s
        where s.workspace_id = t.workspace_id and s.member_id = ${fromId} and s.kind = 'separate')::uuid,
        '00000000-0000-0000-0000-000000000000')`.execute(desk.tx)
  return rows
}

async function giveBackLots(desk: Desk, into: Book, own: Book, fromId: string, parts: string[]): Promise<void> {
  const { rows } = await sql<{
    id: string
  }>`select lot_id as id from loyalty_entries where workspace_id = ${desk.workspaceId}
    and transaction_id = any(${parts}::uuid[]) and account_id = ${into.accountId} and amount > 0 and lot_id is not null`.execute(
    desk.tx,
  )
  const brought = new Set(rows.map(({ id }) => id))
  const moving = (await lotsOf(desk, into)).filter(({ lotId }) => brought.has(lotId))
  if (moving.length === 0) return
  const lots = moving.map((lot) => movedLot(lot, own, fromId))
  const points = moving.reduce((sum, { remaining }) => sum + remaining, 0)
  await post(desk, [into, own], {
    kind: 'separate',
    memberId: fromId,
    at: desk.now,
    detail: { points },
    lines: [
      ...moving.map(({ lotId, remaining }) => ({
        accountId: into.accountId,
        currency: 'points' as const,
        lotId,
        amount: -remaining,
      })),
      ...lots.map(lineFor),
    ],
    lots,
  })
}

async function countedBy(desk: Desk, intoId: string, parts: string[]) {
  const { rows } = await sql<{ at: Date; points: number }>`select at, points from loyalty_qualifying
    where workspace_id = ${desk.workspaceId} and transaction_id = any(${parts}::uuid[])`.execute(desk.tx)
  return rows.map(({ at, points }) => ({
    memberId: intoId,
    at: Temporal.Instant.fromEpochMilliseconds(at.getTime()),
    points: -points,
  }))
}

/** What stopped counting for a tier since they became one, of purchases and presents that the one had brought. Below zero. */
async function reversedSince(
  desk: Desk,
  { fromId, intoId, since }: { fromId: string; intoId: string; since: string[] },
): Promise<{ at: Temporal.Instant; points: number }[]> {
  const first = since.toSorted()[0] ?? null
  const { rows } = await sql<{ at: Date; points: number }>`
    select q.at, sum(q.points)::bigint as points from loyalty_qualifying q
    join loyalty_transactions t on t.workspace_id = q.workspace_id and t.transaction_id = q.transaction_id
    where q.workspace_id = ${desk.workspaceId} and q.member_id = ${intoId} and q.points < 0 and q.transaction_id > ${first}
      and t.kind in ('refund', 'undo', 'referral_back', 'surprise_back')
      and exists (select from loyalty_transactions f where f.workspace_id = t.workspace_id and f.member_id = ${fromId}
        and f.transaction_id = coalesce((t.detail ->> 'of')::uuid, (select o.transaction_id from loyalty_orders o
          where o.workspace_id = t.workspace_id and o.programme_id = t.programme_id and o.order_ref = t.order_ref)))
    group by q.at`.execute(desk.tx)
  return rows.map(({ at, points }) => ({ at: Temporal.Instant.fromEpochMilliseconds(at.getTime()), points }))
}

/** Vouchers and orders belong to whom they were made out. */
async function giveBackPapers(desk: Desk, fromId: string, intoId: string): Promise<void> {
  for (const table of ['loyalty_vouchers', 'loyalty_orders'])
    await sql`update ${sql.table(table)} p set member_id = ${fromId} from loyalty_transactions t
      where p.workspace_id = ${desk.workspaceId} and p.member_id = ${intoId} and t.workspace_id = p.workspace_id
        and t.transaction_id = p.transaction_id and t.member_id = ${fromId}`.execute(desk.tx)
  await sql`update loyalty_members set merged_into = null where workspace_id = ${desk.workspaceId} and member_id = ${fromId}`.execute(
    desk.tx,
  )
}
