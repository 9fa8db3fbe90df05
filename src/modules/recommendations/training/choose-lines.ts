import type { Interactions, ShopData } from '#models/recommendations'

/** Lines as they were told, one for each product of an event; times in days. `order` is there for purchases. */
export type ToldLines = { user: Int32Array; item: Int32Array; time: Float64Array; order: Int32Array }
export type ToldShop = { bought: ToldLines; viewed: ToldLines; users: number; orders: number }

const mostProducts = 20_000

/**
 * What of it teaches: the products that occur most, and an order told twice, or two of one day, as one purchase. `kept[i]` is the told
 * item that item i is. A second's work for a large shop: runs in the thread that trains.
 */
export function chooseLines({ bought, viewed, users, orders }: ToldShop): { data: ShopData; kept: Int32Array } {
  const counts = new Map<number, number>()
  for (const { item } of [bought, viewed]) for (const one of item) counts.set(one, (counts.get(one) ?? 0) + 1)
  const ranked = [...counts].sort(([a, often], [b, other]) => other - often || a - b).slice(0, mostProducts)
  const kept = Int32Array.from(ranked, ([item]) => item).sort()
  const placeOf = new Map(Array.from(kept, (item, place) => [item, place]))
  const size = { users, items: kept.length }
  const seen = new Set<number>()
  const daysFrom = bought.time.reduce((first, time) => Math.min(first, Math.floor(time)), Number.POSITIVE_INFINITY)
  const purchases = linesWhere(bought, (line) => {
    const day = Math.floor(bought.time[line] ?? 0) - daysFrom
    const purchase =
      (day * users + (bought.user[line] ?? 0)) * kept.length + (placeOf.get(bought.item[line] ?? -1) ?? 0)
    if (!placeOf.has(bought.item[line] ?? -1) || seen.has(purchase)) return false
    seen.add(purchase)
    return true
  })
  const views = linesWhere(viewed, (line) => placeOf.has(viewed.item[line] ?? -1))
  const pick = (from: ToldLines, lines: number[]): Interactions => ({
    ...size,
    user: Int32Array.from(lines, (line) => from.user[line] ?? 0),
    item: Int32Array.from(lines, (line) => placeOf.get(from.item[line] ?? -1) ?? 0),
    time: Float64Array.from(lines, (line) => from.time[line] ?? 0),
  })
  const order = Int32Array.from(purchases, (line) => bought.order[line] ?? 0)
  return { data: { bought: pick(bought, purchases), order, orders, viewed: pick(viewed, views) }, kept }
}

function linesWhere({ user }: ToldLines, isKept: (line: number) => boolean): number[] {
  const lines: number[] = []
  for (let line = 0; line < user.length; line++) if (isKept(line)) lines.push(line)
  return lines
}
