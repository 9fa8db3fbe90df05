import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { advanceBook, closeBooks } from '../ledger/advance.ts'
import { type Book, type Lot, lotsOf, openBooks } from '../ledger/book.ts'
import { takeLines } from '../ledger/credit.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'
import { type Line, type NewLot, post } from '../ledger/post.ts'
import { refuseBlocked } from './blocked.ts'
import { balanceOf } from './stamps.ts'
import { type Keyed, markActive, openMembers } from './with-member.ts'

/** Gives points to another member, as old as they are. Throws transfers_off, not_enough_points, same_account. */
export async function transferPoints(
  deps: LoyaltyDeps,
  place: Place,
  { key, ...transfer }: Keyed & { fromId: string; toId: string; points: number },
): Promise<{ points: number }> {
  return await atDesk(deps, place, (desk) =>
    once(desk, key, { transfer }, async () => {
      if (desk.rules.transfers === 'off')
        throw new DomainError('conflict', 'transfers_off', 'Points of this programme cannot be sent to somebody else.')
      const [from, to] = await openMembers(desk, [transfer.fromId, transfer.toId])
      for (const { member } of [from, to]) refuseBlocked(member)
      if (from.book === to.book) throw new DomainError('conflict', 'same_account', 'Both share these points already.')
      const { parts, lines } = await takeLines(desk, from.book, transfer.points)
      const first = parts[0]?.lot
      const whole =
        first && desk.rules.transferExpiry === 'first_lot' ? [{ lot: first, points: transfer.points }] : parts
      const lots = whole.map((part) => copyLot(part.lot, part.points, to.book, to.member.memberId, 'transfer'))
      await post(desk, [from.book, to.book], {
        kind: 'transfer',
        memberId: from.member.memberId,
        at: desk.now,
        detail: { points: transfer.points, to: to.member.memberId },
        lines: [...lines, ...lots.map(lineFor)],
        lots,
      })
      markActive(from.book, desk.now)
      markActive(to.book, desk.now)
      await closeBooks(desk, [from.book, to.book])
      return { points: transfer.points }
    }),
  )
}

function copyLot(lot: Lot, points: number, to: Book, memberId: string, kind: string): NewLot {
  const { earnedAt, activeAt, expiresAt, activated } = lot
  return {
    lotId: newId(),
    accountId: to.accountId,
    memberId,
    kind,
    granted: points,
    earnedAt,
    activeAt,
    expiresAt,
    activated,
  }
}

/** What is left of a lot, on another account of who owns it. */
export const movedLot = (lot: Lot, to: Book, memberId: string): NewLot => ({
  ...copyLot(lot, lot.remaining, to, memberId, lot.kind),
  partOf: lot.lotId,
})

export const lineFor = ({ accountId, lotId, granted }: NewLot): Line => ({
  accountId,
  currency: 'points',
  lotId,
  amount: granted,
})

/** Moves all that lies on one account to another, debts too; every lot keeps its dates. */
export async function moveAll(
  desk: Desk,
  from: Book,
  to: Book,
  { memberId, kind, detail = {} }: { memberId: string; kind: string; detail?: Record<string, unknown> },
): Promise<void> {
  const moving = (await lotsOf(desk, from)).filter(({ remaining }) => remaining > 0)
  const lots = moving.map((lot) => movedLot(lot, to, memberId))
  const owed = from.deficit
  const points = moving.reduce((sum, { remaining }) => sum + remaining, 0) - owed
  if (moving.length === 0 && owed === 0) return
  await post(desk, [from, to], {
    kind,
    memberId,
    at: desk.now,
    detail: { ...detail, points },
    lines: [
      ...moving.map((lot) => ({
        accountId: from.accountId,
        currency: 'points' as const,
        lotId: lot.lotId,
        amount: -lot.remaining,
      })),
      ...lots.map(lineFor),
      { accountId: from.accountId, currency: 'points', amount: owed },
      { accountId: to.accountId, currency: 'points', amount: -owed },
    ],
    lots,
  })
}

/** Stamps or rewards from one member to another: all, or so many as there are of `most`. */
export async function moveCount(
  desk: Desk,
  currency: 'stamps' | 'rewards',
  from: string,
  to: string,
  memberId: string,
  { kind = 'merge', most, detail = {} }: { kind?: string; most?: number; detail?: Record<string, unknown> },
): Promise<void> {
  const count = Math.min(most ?? Number.POSITIVE_INFINITY, await balanceOf(desk, from))
  if (count <= 0) return
  const lines = [
    { accountId: from, currency, amount: -count },
    { accountId: to, currency, amount: count },
  ]
  await post(desk, [], { kind, memberId, at: desk.now, detail: { ...detail, [currency]: count }, lines })
}

/** A member's points become those of a household; whoever belongs to it spends them. Throws no_pools, pool_full, already_in_pool. */
export async function joinPool(
  deps: LoyaltyDeps,
  place: Place,
  { memberId, pool }: { memberId: string; pool: string },
): Promise<{ members: number }> {
  return await atDesk(deps, place, async (desk) => {
    const rule = desk.rules.pool
    if (!rule) throw new DomainError('conflict', 'no_pools', 'This programme has no households.')
    const accountId = await poolAccount(desk, pool)
    const [own, shared] = await openBooks(desk, [memberId], [accountId])
    if (!own || !shared) throw new Error('an account of the ledger is missing')
    if (own === shared) return { members: shared.members.length }
    if (own.pool !== null)
      throw new DomainError('conflict', 'already_in_pool', 'This member belongs to another household.')
    const [member] = own.members
    if (!member) throw new Error('an account of the ledger has no member')
    if (shared.members.length >= rule.maxMembers)
      throw new DomainError('conflict', 'pool_full', `A household has ${rule.maxMembers} members at most.`)
    await advanceBook(desk, own)
    await advanceBook(desk, shared)
    await moveAll(desk, own, shared, { memberId: member.memberId, kind: 'pool' })
    if (own.lastActiveAt) markActive(shared, own.lastActiveAt)
    await sql`update loyalty_members set account_id = ${accountId} where workspace_id = ${desk.workspaceId}
      and member_id = ${member.memberId}`.execute(desk.tx)
    own.members = []
    member.accountId = accountId
    shared.members.push(member)
    await closeBooks(desk, [own, shared])
    return { members: shared.members.length }
  })
}

async function poolAccount(desk: Desk, pool: string): Promise<string> {
  await sql`insert into loyalty_accounts (workspace_id, account_id, programme_id, currency, pool)
    values (${desk.workspaceId}, ${newId()}, ${desk.programmeId}, 'points', ${pool}) on conflict do nothing`.execute(
    desk.tx,
  )
  const { rows } = await sql<{
    id: string
  }>`select account_id as id from loyalty_accounts where workspace_id = ${desk.workspaceId}
    and programme_id = ${desk.programmeId} and pool = ${pool}`.execute(desk.tx)
  return rows[0]?.id ?? ''
}
