/** The plainest loyalty there is: lists walked from the beginning, days as whole numbers, nothing clever. */
export type NaiveLot = { left: number; earned: number; expires: number; order?: string; gone: number; id: number }

type Order = { member: string; amount: number; refunded: number; granted: number; clawed: number; lapsed: number } & {
  earned: number
  credits: number
}

export type Naive = {
  lots: Map<string, NaiveLot[]>
  owed: Map<string, number>
  orders: Map<string, Order>
  now: number
  next: number
}

export const lifeDays = 30

export const newNaive = (): Naive => ({ lots: new Map(), owed: new Map(), orders: new Map(), now: 0, next: 0 })

const lotsOf = (naive: Naive, member: string): NaiveLot[] => {
  const lots = naive.lots.get(member) ?? []
  naive.lots.set(member, lots)
  return lots
}

export const available = (naive: Naive, member: string): number =>
  lotsOf(naive, member).reduce((sum, { left }) => sum + left, 0) - (naive.owed.get(member) ?? 0)

function take(naive: Naive, member: string, points: number, first?: string): { lot: NaiveLot; points: number }[] {
  const rank = (lot: NaiveLot): number => (first !== undefined && lot.order === first ? 0 : 1)
  const sorted = lotsOf(naive, member).toSorted(
    (a, b) => rank(a) - rank(b) || a.expires - b.expires || a.earned - b.earned || a.id - b.id,
  )
  const taken: { lot: NaiveLot; points: number }[] = []
  for (const lot of sorted) {
    const part = Math.min(points, lot.left)
    if (part <= 0) continue
    lot.left -= part
    points -= part
    taken.push({ lot, points: part })
  }
  return taken
}

function give(naive: Naive, member: string, lot: Omit<NaiveLot, 'id' | 'gone'>): void {
  naive.next += 1
  lotsOf(naive, member).push({ ...lot, gone: 0, id: naive.next })
  const owed = naive.owed.get(member) ?? 0
  const paid = take(naive, member, owed).reduce((sum, { points }) => sum + points, 0)
  naive.owed.set(member, owed - paid)
}

export function earn(naive: Naive, member: string, order: string, amount: number): void {
  if (naive.orders.has(order)) return
  const granted = Math.floor(amount / 100)
  const credits = Math.floor(amount / 1000)
  naive.orders.set(order, { member, amount, refunded: 0, granted, clawed: 0, lapsed: 0, earned: naive.now, credits })
  if (granted > 0) give(naive, member, { left: granted, earned: naive.now, expires: naive.now + lifeDays, order })
}

export function spend(naive: Naive, member: string, points: number): boolean {
  if (available(naive, member) < points) return false
  take(naive, member, points)
  return true
}

export function transfer(naive: Naive, from: string, to: string, points: number): boolean {
  if (from === to || available(naive, from) < points) return false
  for (const part of take(naive, from, points))
    give(naive, to, { left: part.points, earned: part.lot.earned, expires: part.lot.expires })
  return true
}

export function refund(naive: Naive, order: string, amount: number): boolean {
  const found = naive.orders.get(order)
  if (!found) return false
  found.refunded = Math.min(found.amount, found.refunded + amount)
  const stays = Math.floor((found.amount - found.refunded) / 100)
  const due = Math.max(0, found.granted - found.clawed - found.lapsed - stays)
  const own = lotsOf(naive, found.member).find((lot) => lot.order === order)
  // What is left of its own goes first, and for what expired of it nothing else does.
  const lapsed = Math.min(due - Math.min(due, own?.left ?? 0), (own?.gone ?? 0) - found.lapsed)
  const taken = take(naive, found.member, due - lapsed, order).reduce((sum, { points }) => sum + points, 0)
  naive.owed.set(found.member, (naive.owed.get(found.member) ?? 0) + due - lapsed - taken)
  found.clawed += due - lapsed
  found.lapsed += lapsed
  if (counts(naive, found)) found.credits = Math.min(found.credits, Math.floor((found.amount - found.refunded) / 1000))
  return true
}

const dayMs = 86_400_000
/** From here days are counted. */
const first = Date.UTC(2026, 0, 1)

/** Tier credits count to the end of the day a month later, or of that month's last day. */
function counts({ now }: Naive, { earned }: Order): boolean {
  const on = new Date(first + earned * dayMs)
  const [year, month] = [on.getUTCFullYear(), on.getUTCMonth() + 1]
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return now <= (Date.UTC(year, month, Math.min(on.getUTCDate(), last)) - first) / dayMs
}

export const creditsOf = (naive: Naive, member: string): number =>
  [...naive.orders.values()]
    .filter((order) => order.member === member && counts(naive, order))
    .reduce((sum, { credits }) => sum + credits, 0)

export function pass(naive: Naive, days: number): void {
  naive.now += days
  for (const lot of [...naive.lots.values()].flat())
    if (lot.expires <= naive.now) {
      lot.gone += lot.left
      lot.left = 0
    }
}
