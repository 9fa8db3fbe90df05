import { sql } from 'kysely'
import type { LoyaltyLiabilityReport } from '#contract/loyalty-reports'
import { atReportDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { reckonLiability } from '../rules/liability.ts'
import { readFlows, sumFlows } from './flows.ts'
import { pointValueOf } from './point-value.ts'
import { readCurrency } from './read-currency.ts'

// Fewer points than this that have come to their end say nothing of how many will be used.
const fewestClosed = 1000

/**
 * What the points that members hold will cost. Of the points given in lots that have come to their end – used up, or gone – the share
 * that was used is taken for the share of today's that will be; before enough have, every point is expected to be used.
 */
export async function readLiability(deps: LoyaltyDeps, place: Place): Promise<LoyaltyLiabilityReport> {
  return await atReportDesk(deps, place, async (desk) => {
    const held = await readHeld(desk)
    const breakage = await readBreakage(desk)
    const value = pointValueOf(desk.rules)
    const points = held.outstanding + held.pending
    const gross = value === null ? null : Math.round(points * value.minor)
    const yearAgo = desk.now.toZonedDateTimeISO(desk.zone).subtract({ months: 12 }).toInstant()
    const flows = await readFlows(desk, yearAgo, 'month')
    return {
      currency: await readCurrency(desk),
      ...held,
      cashMinor: await readCash(desk),
      pointValue: value,
      breakage,
      grossMinor: gross,
      netMinor: value === null ? null : Math.round(points * value.minor * breakage.expectedUse),
      split: value === null ? null : await splitSales(desk, yearAgo, value.minor, breakage.expectedUse, flows),
      months: flows.map(({ start, ...flow }) => ({ month: start, ...flow })),
      ends: await readEnds(desk),
    }
  })
}

type Held = Pick<LoyaltyLiabilityReport, 'outstanding' | 'pending' | 'owed'>

async function readHeld(desk: Desk): Promise<Held> {
  const { rows } = await sql<Held>`
    select coalesce(sum(l.remaining) filter (where l.activated), 0)::bigint as outstanding,
      coalesce(sum(l.remaining) filter (where not l.activated), 0)::bigint as pending,
      (select coalesce(sum(deficit), 0)::bigint from loyalty_accounts where workspace_id = ${desk.workspaceId}
        and programme_id = ${desk.programmeId}) as owed
    from loyalty_lots l join loyalty_accounts a using (workspace_id, account_id)
    where a.workspace_id = ${desk.workspaceId} and a.programme_id = ${desk.programmeId} and l.remaining > 0`.execute(
    desk.tx,
  )
  return rows[0] ?? { outstanding: 0, pending: 0, owed: 0 }
}

async function readCash(desk: Desk): Promise<number> {
  const { rows } = await sql<{ cash: number }>`select coalesce(sum(balance), 0)::bigint as cash from loyalty_accounts
    where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and currency = 'cash'`.execute(
    desk.tx,
  )
  return rows[0]?.cash ?? 0
}

async function readBreakage(desk: Desk): Promise<LoyaltyLiabilityReport['breakage']> {
  const { rows } = await sql<{ closed: number; used: number }>`
    -- What was held and let go, or spent and given back, was not used.
    with closed as (select l.lot_id, l.granted from loyalty_lots l join loyalty_accounts a using (workspace_id, account_id)
      where a.workspace_id = ${desk.workspaceId} and a.programme_id = ${desk.programmeId} and l.remaining = 0
        and l.kind not in ('transfer', 'return')),
    ends as (select -sum(e.amount) filter (where t.kind <> 'expire') as used, -sum(e.amount) filter (where t.kind = 'expire') as expired
      from closed c join loyalty_entries e on e.workspace_id = ${desk.workspaceId} and e.lot_id = c.lot_id
      join loyalty_transactions t on t.workspace_id = e.workspace_id and t.transaction_id = e.transaction_id
        and t.kind in ('redeem', 'reserve', 'release', 'spend', 'claim', 'donate', 'return', 'repay', 'expire'))
    select (coalesce(used, 0) + coalesce(expired, 0))::bigint as closed, coalesce(used, 0)::bigint as used from ends`.execute(
    desk.tx,
  )
  const { closed = 0, used = 0 } = rows[0] ?? {}
  // Without points that were lost nothing says how many will be; a programme that lets none expire has no breakage.
  const isKnown = closed >= fewestClosed && desk.rules.expiry !== undefined
  return {
    method: isKnown ? 'closed_lots' : 'none',
    closedPoints: closed,
    usedPoints: used,
    expectedUse: isKnown ? Math.round((used / closed) * 1000) / 1000 : 1,
  }
}

async function splitSales(
  desk: Desk,
  from: Temporal.Instant,
  pointValueMinor: number,
  expectedRedemptionInitial: number,
  flows: Parameters<typeof sumFlows>[0],
): Promise<LoyaltyLiabilityReport['split']> {
  const { rows } = await sql<{ sales: number; points: number }>`
    select coalesce(sum(basis_minor - refunded_minor), 0)::bigint as sales,
      coalesce(sum(granted - clawed_back - lapsed), 0)::bigint as points
    from loyalty_orders where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId}
      and occurred_at >= ${from.toString()}`.execute(desk.tx)
  const { sales = 0, points = 0 } = rows[0] ?? {}
  if (points === 0) return null
  const redeemed = Math.max(0, sumFlows(flows).redeemed)
  const expected = Math.max(1, Math.round(points * expectedRedemptionInitial))
  const { allocatedToPointsMinor, recognisedMinor, contractLiabilityMinor } = reckonLiability({
    cashMinor: sales,
    goodsSspMinor: sales,
    pointsIssued: points,
    pointValueMinor,
    expectedRedemptionInitial,
    periods: [{ pointsRedeemedCumulative: Math.min(redeemed, expected), pointsExpectedTotal: expected }],
  })
  return {
    salesMinor: sales,
    pointsIssued: points,
    pointsRedeemed: redeemed,
    allocatedMinor: allocatedToPointsMinor,
    recognisedMinor: recognisedMinor[0] ?? 0,
    deferredMinor: contractLiabilityMinor,
  }
}

async function readEnds(desk: Desk): Promise<LoyaltyLiabilityReport['ends']> {
  const { rows } = await sql<{ month: string | null; points: number }>`
    select to_char(l.expires_at at time zone ${desk.zone}, 'YYYY-MM') as month, sum(l.remaining)::bigint as points
    from loyalty_lots l join loyalty_accounts a using (workspace_id, account_id)
    where a.workspace_id = ${desk.workspaceId} and a.programme_id = ${desk.programmeId} and l.remaining > 0
    group by 1 order by 1 nulls last`.execute(desk.tx)
  return rows
}
