/** The two-sample statistic with ties, and Kolmogorov's limit for its p-value. What is not known (NaN) is left out. */
export function kolmogorovSmirnov(before: Float64Array, after: Float64Array): { statistic: number; pValue: number } {
  const first = before.filter((value) => !Number.isNaN(value)).sort()
  const second = after.filter((value) => !Number.isNaN(value)).sort()
  if (first.length === 0 || second.length === 0) return { statistic: 0, pValue: 1 }
  let [i, j, statistic] = [0, 0, 0]
  while (i < first.length && j < second.length) {
    const value = Math.min(first[i] ?? 0, second[j] ?? 0)
    while (i < first.length && first[i] === value) i++
    while (j < second.length && second[j] === value) j++
    statistic = Math.max(statistic, Math.abs(i / first.length - j / second.length))
  }
  const size = Math.sqrt((first.length * second.length) / (first.length + second.length))
  return { statistic, pValue: tailOf(size * statistic) }
}

function tailOf(distance: number): number {
  // Below this the series has not begun to fall and the answer is 1 to all digits.
  if (distance < 0.2) return 1
  let sum = 0
  for (let k = 1; k <= 100; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * distance * distance)
  return Math.min(1, Math.max(0, sum))
}
