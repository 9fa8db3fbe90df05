import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { prepared } from '#platform/postgres'
import { closeBooks } from '../ledger/advance.ts'
import { availableIn, type Book, findLot, type Member } from '../ledger/book.ts'
import { debit } from '../ledger/credit.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'
import { counterpart, type Line, type NewLot, post } from '../ledger/post.ts'
import { quoteRedemption } from '../rules/quote-redemption.ts'
import { type Keyed, markActive, openMembers, withMember } from './with-member.ts'

export type Redeem = Keyed & {
  memberId: string
  /** at most this many; fewer are taken when there are fewer or the order is smaller */
  points: number
  order?: string | undefined
  orderTotalMinor?: number | undefined
  /** only held until then: to be confirmed or cancelled */
  reserveSeconds?: number | undefined
}

export type Redemption = {
  redemptionId: string
  points: number
  discountMinor: number
  status: 'reserved' | 'confirmed' | 'cancelled' | 'returned'
  expiresAt: string | null
}

/** Money off an order for points. Throws no_redemption, below_minimum, not_enough_points, order_redeemed. */
export async function redeemPoints(deps: LoyaltyDeps, place: Place, redeem: Redeem): Promise<Redemption> {
  return await withMember(deps, place, { ...redeem, name: 'redeem' }, async ({ desk, book, member }) => {
    desk.held = []
    const { points: asked, order, orderTotalMinor, reserveSeconds } = redeem
    const rule = desk.rules.redeem
    if (!rule) throw new DomainError('conflict', 'no_redemption', 'Points of this programme pay nothing off an order.')
    const available = await availableIn(desk, book)
    const { points, discountMinor } = quoteRedemption(rule, asked, available, orderTotalMinor)
    if (points === 0)
      throw new DomainError(
        'conflict',
        available <= 0 ? 'not_enough_points' : 'below_minimum',
        'Too few points to be used here.',
        {
          available,
        },
      )
    const expiresAt = reserveSeconds === undefined ? null : desk.now.add({ seconds: reserveSeconds })
    return await take(desk, book, member, { points, order, discountMinor, expiresAt })
  })
}

/** Holds points for a reward until then: confirmed or cancelled like any other reservation. Throws not_enough_points. */
export async function reservePoints(
  deps: LoyaltyDeps,
  place: Place,
  reserve: { memberId: string; points: number; seconds: number },
): Promise<Redemption> {
  return await withMember(deps, place, { ...reserve, name: 'reserve' }, async ({ desk, book, member }) => {
    const expiresAt = desk.now.add({ seconds: reserve.seconds })
    return await take(desk, book, member, { points: reserve.points, order: undefined, discountMinor: 0, expiresAt })
  })
}

/** As a part of something else at the till. */
export async function confirmNow(
  desk: Desk,
  book: Book,
  member: Member,
  taken: { points: number; order: string; discountMinor: number },
): Promise<Redemption> {
  return await take(desk, book, member, { ...taken, expiresAt: null })
}

async function take(
  desk: Desk,
  book: Book,
  member: Member,
  taken: { points: number; order: string | undefined; discountMinor: number; expiresAt: Temporal.Instant | null },
): Promise<Redemption> {
  const { points, order, discountMinor, expiresAt } = taken
  if (order !== undefined && (await findByOrder(desk, order)))
    throw new DomainError('conflict', 'order_redeemed', 'Points were used on this order already.')
  const status = expiresAt === null ? 'confirmed' : 'reserved'
  const transactionId = await debit(desk, book, member, {
    kind: expiresAt === null ? 'redeem' : 'reserve',
    points,
    to: expiresAt === null ? 'redeemed' : 'reserved',
    order,
    detail: { discountMinor },
  })
  const redemptionId = newId()
  await prepared`insert into loyalty_redemptions (workspace_id, redemption_id, programme_id, order_ref, member_id, points, discount_minor,
      status, expires_at, transaction_id)
    values (${desk.workspaceId}, ${redemptionId}, ${desk.programmeId}, ${order ?? null}, ${member.memberId}, ${points}, ${discountMinor},
      ${status}, ${expiresAt?.toString() ?? null}, ${transactionId})`.execute(desk.tx)
  markActive(book, desk.now)
  return { redemptionId, points, discountMinor, status, expiresAt: expiresAt?.toString() ?? null }
}

type Stored = Redemption & { memberId: string; transactionId: string; order: string | null }

const columns = sql`redemption_id as "redemptionId", points, discount_minor as "discountMinor", status, expires_at as "expiresAt",
  member_id as "memberId", transaction_id as "transactionId", order_ref as "order"`

export async function findByOrder(desk: Desk, order: string): Promise<Stored | undefined> {
  const { rows } =
    await prepared<Stored>`select ${columns} from loyalty_redemptions where workspace_id = ${desk.workspaceId}
    and programme_id = ${desk.programmeId} and order_ref = ${order} and status in ('reserved', 'confirmed')`.execute(
      desk.tx,
    )
  return rows[0]
}

async function getRedemption(desk: Desk, redemptionId: string): Promise<Stored> {
  const { rows } = await sql<Stored>`select ${columns} from loyalty_redemptions where workspace_id = ${desk.workspaceId}
    and programme_id = ${desk.programmeId} and redemption_id = ${redemptionId}`.execute(desk.tx)
  const [row] = rows
  if (!row) throw new DomainError('not_found', 'redemption_not_found', 'There is no such redemption.')
  return row
}

const answerOf = ({ redemptionId, points, discountMinor, status, expiresAt }: Stored): Redemption => ({
  redemptionId,
  points,
  discountMinor,
  status,
  expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
})

/** Spends what was reserved; again changes nothing. Throws redemption_not_found, reservation_over. */
export async function confirmRedemption(deps: LoyaltyDeps, place: Place, redemptionId: string): Promise<Redemption> {
  return await atDesk(deps, place, async (desk) => {
    const [{ book, member }] = await openMembers(desk, [(await getRedemption(desk, redemptionId)).memberId])
    // Read again under the lock.
    const found = await getRedemption(desk, redemptionId)
    if (found.status === 'confirmed') return answerOf(found)
    const isOver = found.expiresAt !== null && new Date(found.expiresAt).getTime() <= desk.now.epochMilliseconds
    if (found.status !== 'reserved' || isOver)
      throw new DomainError('conflict', 'reservation_over', 'These points are not held any more.')
    await post(desk, [book], {
      kind: 'redeem',
      memberId: member.memberId,
      at: desk.now,
      order: found.order ?? undefined,
      detail: { points: found.points, discountMinor: found.discountMinor },
      lines: [
        { accountId: counterpart(desk, 'reserved'), currency: 'points', amount: -found.points },
        { accountId: counterpart(desk, 'redeemed'), currency: 'points', amount: found.points },
      ],
    })
    await setStatus(desk, redemptionId, 'confirmed')
    await closeBooks(desk, [book])
    return answerOf({ ...found, status: 'confirmed' })
  })
}

/** Gives back what was reserved; again changes nothing. Throws redemption_not_found, redemption_confirmed. */
export async function cancelRedemption(deps: LoyaltyDeps, place: Place, redemptionId: string): Promise<Redemption> {
  return await atDesk(deps, place, async (desk) => {
    const [{ book, member }] = await openMembers(desk, [(await getRedemption(desk, redemptionId)).memberId])
    const found = await getRedemption(desk, redemptionId)
    if (found.status === 'confirmed')
      throw new DomainError('conflict', 'redemption_confirmed', 'These points are spent; give them back by the order.')
    if (found.status === 'reserved') await giveBack(desk, book, member, found)
    await closeBooks(desk, [book])
    return answerOf({ ...found, status: found.status === 'reserved' ? 'cancelled' : found.status })
  })
}

/** Gives the points of an order back to where they came from, with the dates they had. Throws redemption_not_found. */
export async function rollbackRedemption(
  deps: LoyaltyDeps,
  place: Place,
  { order, key }: Keyed & { order: string },
): Promise<{ points: number }> {
  return await atDesk(deps, place, (desk) =>
    once(desk, key, { rollback: order }, async () => {
      const found = await findByOrder(desk, order)
      if (!found) throw new DomainError('not_found', 'redemption_not_found', 'No points were used on this order.')
      const [{ book, member }] = await openMembers(desk, [found.memberId])
      const points = await returnOfOrder(desk, book, member, order)
      await closeBooks(desk, [book])
      return { points }
    }),
  )
}

/** The same inside an open book; 0 when no points were used on the order. */
export async function returnOfOrder(desk: Desk, book: Book, member: Member, order: string): Promise<number> {
  const found = await findByOrder(desk, order)
  return found ? await giveBack(desk, book, member, found) : 0
}

/** What was reserved is there again, inside an open book; nothing where it was not reserved any more. */
export async function releaseInBook(desk: Desk, book: Book, member: Member, redemptionId: string): Promise<void> {
  const found = await getRedemption(desk, redemptionId)
  if (found.status === 'reserved') await giveBack(desk, book, member, found)
}

/** Reservations whose time is over, given back. */
export async function releaseReservations(deps: LoyaltyDeps, workspaceId: string): Promise<void> {
  const due = await deps.db.transaction().execute(async (tx) => {
    await sql`select set_config('app.workspace_id', ${workspaceId}, true)`.execute(tx)
    const { rows } = await sql<{ id: string; programmeId: string }>`
      select redemption_id as id, programme_id as "programmeId" from loyalty_redemptions
      where workspace_id = ${workspaceId} and status = 'reserved' and expires_at <= ${deps.clock.now().toString()} limit 500`.execute(
      tx,
    )
    return rows
  })
  for (const { id, programmeId } of due)
    await cancelRedemption(deps, { workspaceId, programmeId, actor: { kind: 'system' } }, id)
}

async function giveBack(desk: Desk, book: Book, member: Member, found: Stored): Promise<number> {
  const wasReserved = found.status === 'reserved'
  const { lines, lots } = await returnLines(desk, book, member, found.transactionId)
  const from = counterpart(desk, wasReserved ? 'reserved' : 'redeemed')
  await post(desk, [book], {
    kind: wasReserved ? 'release' : 'return',
    memberId: member.memberId,
    at: desk.now,
    order: found.order ?? undefined,
    detail: { points: found.points },
    lines: [...lines, { accountId: from, currency: 'points', amount: -found.points }],
    lots,
  })
  await setStatus(desk, found.redemptionId, wasReserved ? 'cancelled' : 'returned')
  return found.points
}

/** The lines that put what a transaction took back into the lots it came from, with the dates they had. */
export async function returnLines(
  desk: Desk,
  book: Book,
  member: Member,
  transactionId: string,
): Promise<{ lines: Line[]; lots: NewLot[] }> {
  const { rows } = await sql<{
    lotId: string
    points: number
  }>`select lot_id as "lotId", -amount as points from loyalty_entries
    where workspace_id = ${desk.workspaceId} and transaction_id = ${transactionId} and lot_id is not null order by line`.execute(
    desk.tx,
  )
  const lines: Line[] = []
  const lots: NewLot[] = []
  for (const { lotId, points } of rows) {
    const lot = await findLot(desk, lotId)
    if (!lot) throw new Error('a lot of the ledger is missing')
    // The lot may have stayed behind when its owner was merged or joined a household.
    const isHere = lot.accountId === book.accountId
    const back = isHere ? lotId : newId()
    if (!isHere)
      lots.push({
        ...lot,
        lotId: back,
        accountId: book.accountId,
        memberId: member.memberId,
        kind: 'return',
        granted: points,
      })
    lines.push({ accountId: book.accountId, currency: 'points', lotId: back, amount: points })
  }
  return { lines, lots }
}

async function setStatus(desk: Desk, redemptionId: string, status: Redemption['status']): Promise<void> {
  await sql`update loyalty_redemptions set status = ${status} where workspace_id = ${desk.workspaceId}
    and redemption_id = ${redemptionId}`.execute(desk.tx)
}
