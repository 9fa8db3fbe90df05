import { buyersOf } from './bestsellers.ts'
import type { PurchaseLog } from './purchase-log.ts'
import type { Score } from './score.ts'

/** How often this customer bought it, then how many others did: the hardest one to beat where things are bought again. */
export function makeOwnHistory(log: PurchaseLog): Score {
  const share = buyerShares(log)
  return (user, scores) => {
    scores.set(share)
    forEachOwn(log, user, (item, at) => {
      scores[item] = (scores[item] ?? 0) + (log.userCount[at] ?? 0)
    })
  }
}

/** As above, but a purchase of `halfLife` days ago counts half: habits change. */
export function makeOwnHabits(log: PurchaseLog, halfLife = 90): Score {
  const share = buyerShares(log)
  const weight = new Float64Array(log.userItem.length)
  for (const [line, at] of log.entry.entries())
    weight[at] = (weight[at] as number) + 2 ** (((log.time[line] ?? log.end) - log.end) / halfLife)
  return (user, scores) => {
    for (let item = 0; item < share.length; item++) scores[item] = (share[item] as number) * 1e-6
    forEachOwn(log, user, (item, at) => {
      scores[item] = (scores[item] ?? 0) + (weight[at] ?? 0)
    })
  }
}

/** What the customer looked at (or bought) last comes first. */
export function makeRecentlySeen(log: PurchaseLog): Score {
  return (user, scores) => {
    scores.fill(0)
    forEachOwn(log, user, (item, at) => {
      scores[item] = 1 / (1 + log.end - (log.userLast[at] ?? log.end))
    })
  }
}

export function forEachOwn(
  { userStart, userItem }: PurchaseLog,
  user: number,
  visit: (item: number, at: number) => void,
): void {
  if (user < 0) return
  for (let at = userStart[user] ?? 0; at < (userStart[user + 1] ?? 0); at++) visit(userItem[at] ?? 0, at)
}

/** Below 1, so that they decide only between items bought equally often. */
function buyerShares(log: PurchaseLog): Float64Array {
  return buyersOf(log).map((buyers) => buyers / (log.users + 1))
}
