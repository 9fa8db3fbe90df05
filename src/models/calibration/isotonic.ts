/** Knots in ascending order; between two of them the map is a straight line, outside it is level. */
export type IsotonicMap = { from: Float64Array; to: Float64Array }

type Block = { sum: number; weight: number; low: number; high: number }

/**
 * The rising map with the least squared error, by pooling adjacent violators (Ayer et al. 1955; Zadrozny & Elkan 2002).
 * Rows of one probability are one point. Without a row it is the identity.
 */
export function fitIsotonic(probabilities: ArrayLike<number>, labels: ArrayLike<number>): IsotonicMap {
  const order = Array.from(probabilities, (_, i) => i).sort((a, b) => (probabilities[a] ?? 0) - (probabilities[b] ?? 0))
  const blocks: Block[] = []
  for (const row of order) {
    const at = probabilities[row] ?? 0
    const label = labels[row] ?? 0
    const last = blocks.at(-1)
    if (last && last.low === at && last.high === at) {
      last.sum += label
      last.weight++
    } else {
      pool(blocks)
      blocks.push({ sum: label, weight: 1, low: at, high: at })
    }
  }
  pool(blocks)
  if (blocks.length === 0) return { from: Float64Array.of(0, 1), to: Float64Array.of(0, 1) }
  const knots = blocks.flatMap(({ sum, weight, low, high }) =>
    (low === high ? [low] : [low, high]).map((from) => ({ from, to: sum / weight })),
  )
  return { from: Float64Array.from(knots, ({ from }) => from), to: Float64Array.from(knots, ({ to }) => to) }
}

export function applyIsotonic({ from, to }: IsotonicMap, probabilities: Float64Array): Float64Array {
  return probabilities.map((p) => {
    let above = 0
    let end = from.length
    while (above < end) {
      const middle = (above + end) >> 1
      if ((from[middle] ?? 0) < p) above = middle + 1
      else end = middle
    }
    if (above === 0) return to[0] ?? p
    if (above === from.length) return to[above - 1] ?? p
    const [left = 0, right = 1] = [from[above - 1], from[above]]
    const [low = 0, high = 1] = [to[above - 1], to[above]]
    return Math.min(high, low + ((high - low) * (p - left)) / (right - left))
  })
}

/** The last block joins the one before for as long as it does not lie above it. */
function pool(blocks: Block[]): void {
  for (;;) {
    const last = blocks.at(-1)
    const before = blocks.at(-2)
    if (!last || !before || before.sum / before.weight < last.sum / last.weight) return
    blocks.length -= 2
    blocks.push({
      sum: before.sum + last.sum,
      weight: before.weight + last.weight,
      low: before.low,
      high: last.high,
    })
  }
}
