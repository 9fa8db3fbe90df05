import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { resolveMember } from '../ledger/book.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'
import { type Currency, counterpart, type Line, post } from '../ledger/post.ts'
import { returnLines } from '../serving/return-points.ts'
import { reverseLot } from '../serving/reverse-lot.ts'
import { type At, servingMember } from '../serving/with-member.ts'

type Found = {
  id: string
  kind: string
  detail: { points?: number; reward?: string; voucher?: string }
  isUndone: boolean
}

/**
 * Reverses one transaction of stamps, of a full card's reward or of a claimed reward, which stays in the ledger. Only while what it gave
 * is still there. Throws nothing_to_take_back, newer_in_the_way.
 */
export async function undoTransaction(
  deps: LoyaltyDeps,
  place: Place,
  undo: { memberId: string; transactionId: string; key: string },
): Promise<void> {
  const { key, ...body } = undo
  await atDesk(deps, place, (desk) =>
    once(desk, key, { undo: body }, async () => {
      const memberId = (await resolveMember(desk, undo.memberId)).memberId
      const { rows } = await sql<Found>`select t.transaction_id as id, t.kind, t.detail, false as "isUndone"
        from loyalty_transactions t where t.workspace_id = ${place.workspaceId} and t.member_id = ${memberId}
          and t.transaction_id = ${undo.transactionId} and t.kind in ('stamp', 'stamp_redeem', 'claim', 'voucher')`.execute(
        desk.tx,
      )
      const [found] = rows
      // Rewards before accounts, everywhere, so that nobody waits in a circle.
      if (found?.kind === 'claim') await countDown(desk, `reward:${found.detail.reward}`)
      return await servingMember(desk, memberId, async (at) => {
        if (!found || (await wasUndone(desk, found.id)))
          throw new DomainError('conflict', 'nothing_to_take_back', 'There is nothing to undo.')
        if (found.kind === 'claim') await undoClaim(at, found)
        else if (found.kind === 'voucher') await undoUse(at, found)
        else await reverse(at, found.id)
        return {}
      })
    }),
  )
}

async function countDown(desk: Desk, name: string): Promise<void> {
  await sql`update loyalty_counters set used = used - 1 where workspace_id = ${desk.workspaceId}
    and programme_id = ${desk.programmeId} and name = ${name}`.execute(desk.tx)
}

/** Asked under the lock of the member's account. */
async function wasUndone(desk: Desk, transactionId: string): Promise<boolean> {
  const { rows } = await sql<{ isUndone: boolean }>`select ${isUndone} as "isUndone" from loyalty_transactions t
    where t.workspace_id = ${desk.workspaceId} and t.transaction_id = ${transactionId}`.execute(desk.tx)
  return rows[0]?.isUndone ?? false
}

const isUndone = sql`exists (select from loyalty_transactions u where u.workspace_id = t.workspace_id and u.member_id = t.member_id
  and u.kind in ('undo', 'return') and u.detail ->> 'of' = t.transaction_id::text)`

async function linesOf(desk: Desk, transactionId: string): Promise<Line[]> {
  const { rows } = await sql<{ accountId: string; currency: Currency; lotId: string | null; amount: number }>`
    select account_id as "accountId", currency, lot_id as "lotId", amount from loyalty_entries
    where workspace_id = ${desk.workspaceId} and transaction_id = ${transactionId} order by line`.execute(desk.tx)
  return rows.map(({ lotId, ...line }) => ({ ...line, ...(lotId === null ? {} : { lotId }) }))
}

/** Stamps and the rewards of full cards: every line the other way round. */
async function reverse({ desk, book, member }: At, transactionId: string): Promise<void> {
  const lines = (await linesOf(desk, transactionId)).map((line) => ({ ...line, amount: -line.amount }))
  const mine = [member.stampsAccountId, member.rewardsAccountId]
  const { rows } = await sql<{ accountId: string; balance: number }>`select account_id as "accountId", balance
    from loyalty_accounts where workspace_id = ${desk.workspaceId} and account_id = any(${mine}::uuid[])`.execute(
    desk.tx,
  )
  const changes = new Map(mine.map((id) => [id, sum(lines.filter(({ accountId }) => accountId === id))]))
  if (rows.some(({ accountId, balance }) => balance + (changes.get(accountId) ?? 0) < 0))
    throw new DomainError('conflict', 'newer_in_the_way', 'Something was done after it: take that back first.')
  const detail = {
    of: transactionId,
    ...given('stamps', changes.get(member.stampsAccountId)),
    ...given('rewards', changes.get(member.rewardsAccountId)),
  }
  await post(desk, [book], { kind: 'undo', memberId: member.memberId, at: desk.now, detail, lines })
}

const sum = (lines: Line[]): number => lines.reduce((total, { amount }) => total + amount, 0)
const given = (name: string, amount: number | undefined) => (amount ? { [name]: amount } : {})

/** The points go back into their lots, the reward into the stock, a code to its list; the voucher is gone. */
async function undoClaim({ desk, book, member }: At, found: Found): Promise<void> {
  const { points = 0, reward = '' } = found.detail
  await sql`with gone as (delete from loyalty_vouchers where workspace_id = ${desk.workspaceId} and transaction_id = ${found.id}
      returning code)
    update loyalty_listed_codes l set taken_at = null from gone where l.workspace_id = ${desk.workspaceId}
      and l.programme_id = ${desk.programmeId} and l.code = gone.code`.execute(desk.tx)
  const { lines, lots } = await returnLines(desk, book, member, found.id)
  await post(desk, [book], {
    kind: 'return',
    memberId: member.memberId,
    at: desk.now,
    detail: { points, reward, of: found.id },
    lines: [...lines, { accountId: counterpart(desk, 'redeemed'), currency: 'points', amount: -points }],
    lots,
  })
}

/** The voucher can be used again. */
async function undoUse({ desk, book, member }: At, { id, detail }: Found): Promise<void> {
  await sql`update loyalty_vouchers set used_at = null where workspace_id = ${desk.workspaceId}
    and voucher_id = ${detail.voucher ?? null}::uuid`.execute(desk.tx)
  const { reward } = detail
  await post(desk, [book], {
    kind: 'undo',
    memberId: member.memberId,
    at: desk.now,
    detail: { reward, of: id },
    lines: [],
  })
}

/** What a card got for being new: before it is joined to one that got it already. What is spent stays spent. */
export async function takeBackWelcome(deps: LoyaltyDeps, place: Place, memberId: string): Promise<void> {
  await atDesk(deps, place, (desk) =>
    servingMember(desk, memberId, async (at) => {
      await sql`delete from loyalty_welcomes where workspace_id = ${desk.workspaceId} and member_id = ${memberId}`.execute(
        desk.tx,
      )
      if (at.member.memberId !== memberId) return
      const { rows } = await sql<Found & { lotId: string | null }>`
        select t.transaction_id as id, t.kind, t.detail, ${isUndone} as "isUndone", o.lot_id as "lotId"
        from loyalty_transactions t left join loyalty_orders o on o.workspace_id = t.workspace_id
          and o.member_id = t.member_id and o.transaction_id = t.transaction_id and o.evaluation ->> 'event' = 'sign_up'
        where t.workspace_id = ${desk.workspaceId} and t.member_id = ${memberId} and t.actor_kind = 'system'
          and (t.kind = 'stamp' and t.detail ? 'welcome' or t.kind = 'earn' and o.lot_id is not null)
        order by t.transaction_id limit 2`.execute(desk.tx)
      for (const { id, lotId } of rows.filter((row) => !row.isUndone)) {
        const undone = lotId === null ? reverse(at, id) : reverseLot(desk, [at], lotId)
        await undone.catch(ignoreSpent)
      }
    }),
  )
}

function ignoreSpent(error: unknown): void {
  if (!(error instanceof DomainError)) throw error
}
