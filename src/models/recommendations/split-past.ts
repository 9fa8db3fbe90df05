import type { Interactions } from './purchase-log.ts'

export type PastSplit = { past: Interactions; later: Map<number, Set<number>> }

/**
 * Cuts a log in time: the last `share` of its lines is what models of the rest must foretell. When all lines have one time, the order of the lines counts as time.
 */
export function splitPast(lines: Interactions, share = 0.2): PastSplit {
  const times = lines.time.slice().sort()
  const cut = times[Math.floor(times.length * (1 - share))] ?? 0
  const hasOrder = (times[0] ?? 0) < cut
  const isPast = (line: number) => (hasOrder ? (lines.time[line] ?? 0) < cut : line < lines.time.length * (1 - share))
  const kept = Int32Array.from(Array.from(lines.user.keys()).filter(isPast))
  const later = new Map<number, Set<number>>()
  for (const [line, user] of lines.user.entries()) {
    if (isPast(line)) continue
    const items = later.get(user) ?? new Set()
    if (items.size === 0) later.set(user, items)
    items.add(lines.item[line] ?? 0)
  }
  const past = {
    users: lines.users,
    items: lines.items,
    user: kept.map((line) => lines.user[line] ?? 0),
    item: kept.map((line) => lines.item[line] ?? 0),
    time: Float64Array.from(kept, (line) => lines.time[line] ?? 0),
  }
  return { past, later }
}
