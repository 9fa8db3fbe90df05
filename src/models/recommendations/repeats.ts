import type { Interactions } from './purchase-log.ts'

/** Of each item: customers, customers who bought it on two days or more, and the median days between two of their purchases (0: none). */
export type Repeats = { buyers: Int32Array; repeaters: Int32Array; days: Float32Array }

const mostGaps = 2000

/** Lines are days on which a customer bought an item; several lines of one day count once. */
export function countRepeats({ items, user, item, time }: Interactions): Repeats {
  const byItem = Array.from({ length: items }, (): number[] => [])
  for (const [line, one] of item.entries()) byItem[one]?.push(line)
  const repeats = { buyers: new Int32Array(items), repeaters: new Int32Array(items), days: new Float32Array(items) }
  for (const [one, lines] of byItem.entries()) {
    lines.sort((a, b) => (user[a] ?? 0) - (user[b] ?? 0) || (time[a] ?? 0) - (time[b] ?? 0))
    const gaps: number[] = []
    let repeated = false
    for (const [at, line] of lines.entries()) {
      const before = lines[at - 1]
      if (before === undefined || user[before] !== user[line]) {
        repeats.buyers[one] = (repeats.buyers[one] ?? 0) + 1
        repeated = false
        continue
      }
      const gap = Math.floor(time[line] ?? 0) - Math.floor(time[before] ?? 0)
      if (gap < 1) continue
      if (gaps.length < mostGaps) gaps.push(gap)
      if (!repeated) repeats.repeaters[one] = (repeats.repeaters[one] ?? 0) + 1
      repeated = true
    }
    gaps.sort((a, b) => a - b)
    repeats.days[one] = gaps[Math.floor(gaps.length / 2)] ?? 0
  }
  return repeats
}
