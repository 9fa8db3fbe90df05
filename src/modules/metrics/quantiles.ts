/** The smallest value that at least the share `q` of all counts does not exceed; null without counts. Values ascend. */
export function weightedQuantile(counts: { value: number; count: number }[], q: number): number | null {
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  let seen = 0
  for (const { value, count } of counts) {
    seen += count
    if (seen >= q * total && count > 0) return value
  }
  return null
}
