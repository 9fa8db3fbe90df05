import type { LoyaltyRules } from '#contract/loyalty'
import { mostPoints } from '#contract/loyalty-bounds'
import { DomainError } from '#platform/errors'

/** Throws figures_too_large: points or credits, and what each rule gave of them, that are too many to be given at once. */
export function requireWithin(figures: number[], most = mostPoints): void {
  if (figures.some((figure) => !(figure <= most)))
    throw new DomainError('invalid', 'figures_too_large', `This comes to more than ${most} at once.`, { most })
}

/** A large purchase, minor units: rules by which it brings too much are a slip of the finger. */
const largeMinor = 1_000_000

/** Throws rules_too_generous. */
export function requireSensible({ earn, multipliers, multiplierCombine }: LoyaltyRules): void {
  const points = earn.reduce((sum, rule) => sum + pointsOf(rule), 0)
  const factors = multipliers.map(({ factor = 1 }) => factor)
  const factor =
    multiplierCombine === 'product'
      ? factors.reduce((product, one) => product * Math.max(1, one), 1)
      : Math.max(1, ...factors)
  const added = multipliers.reduce((sum, { add = 0 }) => sum + add, 0)
  if (points * factor + added <= mostPoints) return
  throw new DomainError('invalid', 'rules_too_generous', `One purchase could bring more than ${mostPoints} points.`, {
    most: mostPoints,
  })
}

function pointsOf({ points, perMinor, minPoints = 0, maxPoints = Number.POSITIVE_INFINITY }: Rule): number {
  const given = perMinor === undefined ? points : (largeMinor / perMinor) * points
  return Math.max(minPoints, Math.min(given, maxPoints))
}

type Rule = LoyaltyRules['earn'][number]
