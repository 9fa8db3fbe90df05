import type { Interactions } from './purchase-log.ts'

export type Kept = { lines: Interactions; members: Int32Array }

/** The lines of the `most` items with the most lines, numbered anew in the old order; `members` are their old numbers. */
export function keepMostBought(lines: Interactions, most: number): Kept {
  const sold = new Float64Array(lines.items)
  for (const item of lines.item) sold[item] = (sold[item] ?? 0) + 1
  const ranked = Array.from(sold.keys()).sort((a, b) => (sold[b] ?? 0) - (sold[a] ?? 0) || a - b)
  const members = Int32Array.from(ranked.slice(0, most)).sort()
  const place = new Int32Array(lines.items).fill(-1)
  for (const [at, item] of members.entries()) place[item] = at
  const kept = Int32Array.from(
    Array.from(lines.item.keys()).filter((line) => (place[lines.item[line] ?? 0] ?? -1) >= 0),
  )
  const restricted = {
    users: lines.users,
    items: members.length,
    user: kept.map((line) => lines.user[line] ?? 0),
    item: kept.map((line) => place[lines.item[line] ?? 0] ?? 0),
    time: Float64Array.from(kept, (line) => lines.time[line] ?? 0),
  }
  return { lines: restricted, members }
}
