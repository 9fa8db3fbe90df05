import type { Favourites } from '#contract/care'
import { readHabits } from '#modules/customers'
import type { CareDeps } from './care-deps.ts'
import { readCustomer } from './in-customer.ts'
import { countOrderSources } from './queries/count-order-sources.ts'
import { countOrderTimes } from './queries/count-order-times.ts'
import { type Favourite, listFavouriteProducts } from './queries/list-favourite-products.ts'

/** What a customer likes, when and where they come, read from their orders. */
export async function readFavourites(deps: CareDeps, workspaceId: string, customerId: string): Promise<Favourites> {
  const { ids, timeZone } = await readCustomer(deps, workspaceId, customerId, async (tx, family) => {
    const habits = await readHabits(tx, deps.clock, workspaceId, family.ids)
    return { ids: family.ids, timeZone: habits.timeZone }
  })
  const ch = deps.ch.forWorkspace(workspaceId)
  const [products, categories, times, sources] = await Promise.all([
    listFavouriteProducts(ch, ids, 'product'),
    listFavouriteProducts(ch, ids, 'category'),
    countOrderTimes(ch, ids, timeZone),
    countOrderSources(ch, ids),
  ])
  const orders = times.reduce((sum, time) => sum + time.orders, 0)
  // Orders imported by day all carry the same minute; an hour read from it would be invented.
  const hasTimes = new Set(times.map(({ hour, minute }) => hour * 60 + minute)).size > 1
  return {
    orders,
    products: shares(products),
    categories: shares(categories),
    weekdays: countBy(times, ({ weekday }) => weekday).map(([weekday, count]) => ({ weekday, orders: count })),
    hours: hasTimes ? countBy(times, ({ hour }) => hour).map(([hour, count]) => ({ hour, orders: count })) : [],
    sources,
  }
}

function shares(rows: Favourite[]): Favourites['products'] {
  const most = Math.max(...rows.map(({ weight }) => weight))
  return rows.map(({ weight, ...row }) => ({ ...row, share: weight / most }))
}

function countBy<T extends { orders: number }>(rows: T[], key: (row: T) => number): [number, number][] {
  const counts = new Map<number, number>()
  for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + row.orders)
  return [...counts].sort(([a], [b]) => a - b)
}
