/** PSI over the deciles of `before`; what is not known (NaN) is a group of its own. 0 without rows on either side. */
export function numberStability(before: Float64Array, after: Float64Array, groups = 10): number {
  const sorted = before.filter((value) => !Number.isNaN(value)).sort()
  const cuts = Array.from({ length: groups - 1 }, (_, i) => sorted[Math.floor(((i + 1) / groups) * sorted.length)] ?? 0)
  const edges = [...new Set(cuts)]
  const groupOf = (value: number) => (Number.isNaN(value) ? 'unknown' : edges.filter((edge) => value >= edge).length)
  return categoryStability(Array.from(before, groupOf), Array.from(after, groupOf))
}

/** Σ (b − a) · ln(b / a) over the categories' shares a before and b after; half a row each keeps an absent one finite. */
export function categoryStability(before: (string | number)[], after: (string | number)[]): number {
  if (before.length === 0 || after.length === 0) return 0
  const [first, second] = [countsOf(before), countsOf(after)]
  const categories = new Set([...first.keys(), ...second.keys()])
  let sum = 0
  for (const category of categories) {
    const a = ((first.get(category) ?? 0) + 0.5) / (before.length + 0.5 * categories.size)
    const b = ((second.get(category) ?? 0) + 0.5) / (after.length + 0.5 * categories.size)
    sum += (b - a) * Math.log(b / a)
  }
  return sum
}

function countsOf(values: (string | number)[]): Map<string | number, number> {
  const counts = new Map<string | number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
