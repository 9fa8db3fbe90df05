import type { PurchaseLog } from './purchase-log.ts'

/** For one item: how many users have it together with each other item. Only what is in `touched` of `counts` is not 0. */
export function countTogether(log: PurchaseLog, item: number, counts: Float64Array, touched: number[]): void {
  const { itemStart, itemUser, userStart, userItem } = log
  for (let at = itemStart[item] as number; at < (itemStart[item + 1] as number); at++) {
    const user = itemUser[at] as number
    for (let entry = userStart[user] as number; entry < (userStart[user + 1] as number); entry++) {
      const other = userItem[entry] as number
      const count = counts[other] as number
      if (count === 0) touched.push(other)
      counts[other] = count + 1
    }
  }
}
