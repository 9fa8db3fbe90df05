import { normalSurvival, normalUpperQuantile } from '#models/distributions'

export type Plan = {
  /** of one person's metric; p(1 − p) for a proportion */
  variance: number
  /** smallest difference worth finding, absolute, in units of the metric */
  effect: number
  /** share of the people in the arm, the rest is control; 0.5 */
  share?: number
  /** chance of a false alarm, two-sided; 0.05 */
  alpha?: number
  /** chance of finding the effect; 0.8 */
  power?: number
}

/** Chance of finding `effect` with `people` in both arms together (normal approximation, two-sided). */
export function powerOf(people: number, { variance, effect, share = 0.5, alpha = 0.05 }: Plan): number {
  if (people <= 0 || variance < 0) return 0
  if (variance === 0) return effect === 0 ? alpha : 1
  const z = Math.abs(effect) / standardError(people, variance, share)
  const bound = normalUpperQuantile(alpha / 2)
  return normalSurvival(bound - z) + normalSurvival(bound + z)
}

/** People needed in both arms together, rounded up; undefined when the effect is 0 and no number would do. */
export function peopleNeeded({ variance, effect, share = 0.5, alpha = 0.05, power = 0.8 }: Plan): number | undefined {
  if (effect === 0) return undefined
  const reach = normalUpperQuantile(alpha / 2) + normalUpperQuantile(1 - power)
  const people = (reach * reach * variance) / (share * (1 - share) * effect * effect)
  return Math.max(4, Math.ceil(people - 1e-9))
}

/** The smallest absolute effect found with the wanted power by so many people in both arms. */
export function detectableEffect(
  people: number,
  { variance, share = 0.5, alpha = 0.05, power = 0.8 }: Omit<Plan, 'effect'>,
): number {
  const reach = normalUpperQuantile(alpha / 2) + normalUpperQuantile(1 - power)
  return reach * standardError(people, variance, share)
}

/**
 * Whole days until `people` have come, `perDay` new ones a day; rounded up to whole weeks so that every weekday counts
 * as often as the others. Undefined when nobody comes.
 */
export function daysNeeded(people: number, perDay: number): number | undefined {
  return perDay > 0 ? Math.ceil(people / perDay / 7) * 7 : undefined
}

function standardError(people: number, variance: number, share: number): number {
  return Math.sqrt(variance / (people * share * (1 - share)))
}
