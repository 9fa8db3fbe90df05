/** One line of a log: who, what, when (in days, any origin). Users are 0 … users − 1 and items 0 … items − 1. */
export type Interactions = {
  users: number
  items: number
  user: Int32Array
  item: Int32Array
  time: Float64Array
}

/** A log by user and by item. The entries of user u are `userStart[u]` … `userStart[u + 1]` − 1, each item once. */
export type PurchaseLog = Interactions & {
  userStart: Int32Array
  userItem: Int32Array
  /** lines of this user with this item, and the time of the last */
  userCount: Float64Array
  userLast: Float64Array
  /** of each line: its entry */
  entry: Int32Array
  /** the users of item i are itemUser[itemStart[i]] …, each once */
  itemStart: Int32Array
  itemUser: Int32Array
  /** time of the last line of all; 0 when there is none */
  end: number
}

/** Sorts a log by user and by item, in one pass each. */
export function buildLog(lines: Interactions): PurchaseLog {
  const { users, items, user, item, time } = lines
  const order = groupBy(user, users)
  const userStart = new Int32Array(users + 1)
  const userItem: number[] = []
  const userCount: number[] = []
  const userLast: number[] = []
  const slot = new Int32Array(items).fill(-1)
  const entry = new Int32Array(user.length)
  let end = Number.NEGATIVE_INFINITY
  for (let u = 0; u < users; u++) {
    const first = userItem.length
    for (let at = order.start[u] ?? 0; at < (order.start[u + 1] ?? 0); at++) {
      const line = order.line[at] ?? 0
      const i = item[line] ?? 0
      const t = time[line] ?? 0
      end = Math.max(end, t)
      let place = slot[i] ?? -1
      if (place < first) {
        place = userItem.push(i) - 1
        slot[i] = place
        userCount.push(0)
        userLast.push(t)
      }
      entry[line] = place
      userCount[place] = (userCount[place] ?? 0) + 1
      userLast[place] = Math.max(userLast[place] ?? t, t)
    }
    userStart[u + 1] = userItem.length
  }
  const entries = Int32Array.from(userItem)
  const owner = new Int32Array(entries.length)
  for (let u = 0; u < users; u++) owner.fill(u, userStart[u], userStart[u + 1])
  const byItem = groupBy(entries, items)
  return {
    ...lines,
    userStart,
    userItem: entries,
    userCount: Float64Array.from(userCount),
    userLast: Float64Array.from(userLast),
    entry,
    itemStart: byItem.start,
    itemUser: byItem.line.map((entry) => owner[entry] ?? 0),
    end: Number.isFinite(end) ? end : 0,
  }
}

function groupBy(key: Int32Array, groups: number): { start: Int32Array; line: Int32Array } {
  const start = new Int32Array(groups + 1)
  for (const k of key) start[k + 1] = (start[k + 1] ?? 0) + 1
  for (let g = 0; g < groups; g++) start[g + 1] = (start[g + 1] ?? 0) + (start[g] ?? 0)
  const next = start.slice()
  const line = new Int32Array(key.length)
  for (const [at, k] of key.entries()) {
    const place = next[k] ?? 0
    line[place] = at
    next[k] = place + 1
  }
  return { start, line }
}
