import { type Fraction, fraction, plus, roundTo, times, whole } from './exact.ts'

export type LiabilityQuestion = {
  cashMinor: number
  goodsSspMinor: number
  pointsIssued: number
  pointValueMinor: number
  /** the share of points expected to be redeemed, 0 to 1 */
  expectedRedemptionInitial: number
  periods: { pointsRedeemedCumulative: number; pointsExpectedTotal: number }[]
}

export type Liability = {
  allocatedToPointsMinor: number
  recognisedMinor: number[]
  contractLiabilityMinor: number
}

/**
 * Revenue deferred for points (IFRS 15, B39–B43): the price is split by stand-alone selling prices, the points' part is recognised
 * as they are redeemed out of those expected. Only cumulative sums are rounded, so that the parts add up.
 */
export function reckonLiability(question: LiabilityQuestion): Liability {
  const { cashMinor, goodsSspMinor, pointsIssued, pointValueMinor, expectedRedemptionInitial, periods } = question
  const worth = times(times(whole(pointsIssued), fraction(pointValueMinor)), fraction(expectedRedemptionInitial))
  const together = plus(worth, whole(goodsSspMinor))
  const allocated: Fraction =
    together.n === 0n ? whole(0) : times(times(whole(cashMinor), worth), { n: together.d, d: together.n })
  const sums = periods.map(({ pointsRedeemedCumulative: redeemed, pointsExpectedTotal: expected }) =>
    expected === 0
      ? roundTo(allocated, 'round')
      : roundTo(times(allocated, { n: BigInt(Math.min(redeemed, expected)), d: BigInt(expected) }), 'round'),
  )
  const allocatedToPointsMinor = roundTo(allocated, 'round')
  return {
    allocatedToPointsMinor,
    recognisedMinor: sums.map((sum, i) => sum - (sums[i - 1] ?? 0)),
    contractLiabilityMinor: allocatedToPointsMinor - (sums.at(-1) ?? 0),
  }
}
