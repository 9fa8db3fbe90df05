import { ModelProblem } from '#models/problem'

/**
 * Customers as counts of distinct triples: x purchases after the first, the last of them t_x after the first, watched for T.
 * `x`, `tx`, `T`, `count` run in parallel; times in any one unit.
 */
export type Purchases = { x: Float64Array; tx: Float64Array; T: Float64Array; count: Float64Array; customers: number }

/**
 * Counts equal triples; `tripleOf[i]` tells which one customer i belongs to. Zeroes t_x where x is 0.
 * Throws ModelProblem for no customers, negative or non-finite numbers, an x that is no whole number, or t_x beyond T
 * (by more than rounding: a thousandth of T is set right).
 */
export function countPurchases(
  x: ArrayLike<number>,
  tx: ArrayLike<number>,
  T: ArrayLike<number>,
): { purchases: Purchases; tripleOf: Int32Array } {
  const tripleOf = new Int32Array(x.length)
  // Values become small whole numbers first, so that a pair of them is one number and one look-up.
  const [counted, ages, lasts, pairs] = Array.from({ length: 4 }, () => new Map<number, number>()) as Numbers
  const seen = new Map<number, number>()
  const triples: [number, number, number][] = []
  const counts: number[] = []
  for (let i = 0; i < x.length; i++) {
    const triple = checked(x[i], tx[i], T[i], i)
    const pair = numberIn(pairs, numberIn(ages, triple[2]) * 2 ** 26 + numberIn(lasts, triple[1]))
    const key = pair * 2 ** 26 + numberIn(counted, triple[0])
    let index = seen.get(key)
    if (index === undefined) {
      index = triples.push(triple) - 1
      counts.push(0)
      seen.set(key, index)
    }
    counts[index] = (counts[index] ?? 0) + 1
    tripleOf[i] = index
  }
  if (triples.length === 0) throw new ModelProblem('no_customers', 'There is no customer to learn from.')
  const part = (at: 0 | 1 | 2) => Float64Array.from(triples, (triple) => triple[at])
  const purchases = { x: part(0), tx: part(1), T: part(2), count: Float64Array.from(counts), customers: x.length }
  return { purchases, tripleOf }
}

/**
 * The same customers in at most about `limit` cells: near times become their mean, x stays exact up to 20. What the
 * likelihood loses is of second order in the width of a cell.
 */
export function groupPurchases(all: Purchases, limit: number): Purchases {
  if (all.x.length <= limit) return all
  const longest = all.T.reduce((most, age) => Math.max(most, age), 0)
  for (let parts = 512; ; parts /= 2) {
    const cells = cellsOf(all, longest / parts, parts > 4 ? limit : Number.POSITIVE_INFINITY)
    if (!cells) continue
    const part = (at: keyof Cell) => Float64Array.from(cells, (cell) => cell[at] / (at === 'count' ? 1 : cell.count))
    return { x: part('x'), tx: part('tx'), T: part('T'), count: part('count'), customers: all.customers }
  }
}

type Numbers = [Map<number, number>, Map<number, number>, Map<number, number>, Map<number, number>]
type Cell = { x: number; tx: number; T: number; count: number }

/** undefined when there are more than `most`. */
function cellsOf(all: Purchases, width: number, most: number): Cell[] | undefined {
  const cells = new Map<number, Cell>()
  for (let i = 0; i < all.x.length; i++) {
    const [x = 0, tx = 0, T = 0, count = 0] = [all.x[i], all.tx[i], all.T[i], all.count[i]]
    const often = x <= 20 ? x : 20 + Math.round(20 * Math.log(x / 20))
    const key = (often * 4096 + Math.round(tx / width)) * 4096 + Math.round(T / width)
    const cell = cells.get(key) ?? { x: 0, tx: 0, T: 0, count: 0 }
    if (cell.count === 0) cells.set(key, cell)
    if (cells.size > most) return undefined
    cell.x += count * x
    cell.tx += count * tx
    cell.T += count * T
    cell.count += count
  }
  return [...cells.values()]
}

function checked(x = Number.NaN, tx = Number.NaN, T = Number.NaN, i: number): [number, number, number] {
  const where = `Customer ${i + 1}`
  if (!Number.isInteger(x) || x < 0)
    throw new ModelProblem('bad_count', `${where}: x = ${x} is not a count of purchases.`)
  if (!Number.isFinite(T) || T < 0) throw new ModelProblem('bad_time', `${where}: T = ${T} is not a length of time.`)
  if (x === 0) return [0, 0, T]
  if (!(tx >= 0) || tx > T * 1.001)
    throw new ModelProblem('bad_time', `${where}: the last purchase, ${tx}, lies outside of 0 to T = ${T}.`)
  return [x, Math.min(tx, T), T]
}

function numberIn(numbers: Map<number, number>, value: number): number {
  const found = numbers.get(value)
  if (found !== undefined) return found
  numbers.set(value, numbers.size)
  return numbers.size - 1
}
