/** A figure of a sample, and between what the true one lies in 95 of 100 samples. */
export type Estimate = { value: number; low: number; high: number }

// What a normal distribution has 95 % of its weight between.
const z = 1.959963984540054

/**
 * The Net Promoter Score of answers from 0 to 10, from -100 to 100: the percentage of promoters (9, 10) less that of detractors (0 to 6).
 * Undefined without an answer. The interval is the adjusted Wald interval: three answers are added, 3/4 of them promoters and 3/4
 * detractors, whose variance of a difference of two shares is taken; it holds for small samples, too (B. Rocks 2016, Interval Estimation
 * for the "Net Promoter Score", The American Statistician 70(4), 365–372). It always holds the observed score.
 */
export function netPromoterScore({
  promoters,
  detractors,
  answers,
}: {
  promoters: number
  detractors: number
  answers: number
}): Estimate | undefined {
  if (answers === 0) return undefined
  const value = (100 * (promoters - detractors)) / answers
  const n = answers + 3
  const [p, d] = [(promoters + 0.75) / n, (detractors + 0.75) / n]
  const middle = 100 * (p - d)
  const reach = 100 * z * Math.sqrt((p + d - (p - d) ** 2) / n)
  return {
    value,
    low: Math.min(value, Math.max(-100, middle - reach)),
    high: Math.max(value, Math.min(100, middle + reach)),
  }
}
