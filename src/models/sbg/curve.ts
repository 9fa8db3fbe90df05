import { hypergeometric } from '#models/special'

/** Share who are left after 0, 1, … `periods` periods; starts with 1. */
export function survivalCurve(alpha: number, beta: number, periods: number): number[] {
  const survival = [1]
  for (let t = 1; t <= periods; t++) survival.push((survival[t - 1] ?? 1) * retentionRate(alpha, beta, t))
  return survival
}

/** Share of those left after period t − 1 who stay through period t = 1, 2 …: (β + t − 1) / (α + β + t − 1). */
export function retentionRate(alpha: number, beta: number, t: number): number {
  return (beta + t - 1) / (alpha + beta + t - 1)
}

/**
 * Discounted expected lifetime: payments to come of a customer who has just paid after `age` renewals, this payment counted,
 * at `rate` per period, above 0 (Fader & Hardie, Marketing Science 29, 2010). Age 0 is a newcomer.
 */
export function discountedLifetime(alpha: number, beta: number, age: number, rate: number): number {
  return hypergeometric(1, beta + age, alpha + beta + age, 1 / (1 + rate))
}
