import type { PurchaseLog } from './purchase-log.ts'

/**
 * Counts for one item after the other how many users have it together with each other item. `counts` has an entry for each item and is
 * overwritten by the next; `others` are those with any, the item itself among them.
 */
export function togetherCounter(log: PurchaseLog): (item: number) => { others: number[]; counts: Int32Array } {
  const counts = new Int32Array(log.items)
  let others: number[] = []
  return (item) => {
    for (const other of others) counts[other] = 0
    const { itemStart, itemUser, userStart, userItem } = log
    let lines = 0
    for (let at = itemStart[item] as number; at < (itemStart[item + 1] as number); at++) {
      const user = itemUser[at] as number
      const end = userStart[user + 1] as number
      lines += end - (userStart[user] as number)
      for (let entry = userStart[user] as number; entry < end; entry++) {
        const other = userItem[entry] as number
        counts[other] = (counts[other] as number) + 1
      }
    }
    others = lines < log.items ? amongUsers(log, item, counts) : amongItems(counts)
    return { others, counts }
  }
}

/** Where nearly everything is bought with everything, a look at each item is less than one at each line. */
function amongItems(counts: Int32Array): number[] {
  const found: number[] = []
  for (let item = 0; item < counts.length; item++) if ((counts[item] as number) > 0) found.push(item)
  return found
}

function amongUsers({ itemStart, itemUser, userStart, userItem }: PurchaseLog, item: number, counts: Int32Array) {
  const found: number[] = []
  for (let at = itemStart[item] as number; at < (itemStart[item + 1] as number); at++) {
    const user = itemUser[at] as number
    for (let entry = userStart[user] as number; entry < (userStart[user + 1] as number); entry++) {
      const other = userItem[entry] as number
      if ((counts[other] as number) < 0) continue
      // Below 0 while it is noted, so that it is noted once.
      found.push(other)
      counts[other] = -(counts[other] as number)
    }
  }
  for (const other of found) counts[other] = -(counts[other] as number)
  return found
}
