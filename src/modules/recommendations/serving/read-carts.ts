import { sql } from 'kysely'
import { customerFamilies } from '#modules/customers'
import type { Clickhouse } from '#platform/clickhouse'
import type { Clock } from '#platform/clock'
import type { Tx } from '#platform/postgres'
import { numberOf, readProduct, type ToldProduct } from '../products/read-product-events.ts'
import { findProducts } from './sources.repo.ts'

type CartLine = Pick<ToldProduct, 'productId' | 'priceMinor' | 'currency' | 'imageUrl' | 'url'> & {
  name: string
  quantity: number
}
type Line = ToldProduct & { quantity: number }
type Event = { id: string; event: string; properties: string }
type Asked = { customerId: string; data: Record<string, unknown> }

const days = 30
const mostEvents = 200
const order = 'Order Completed'
const wholeCart = ['Cart Updated', 'Cart Viewed', 'Checkout Started']
const [added, removed] = ['Product Added', 'Product Removed']

/**
 * What many customers left in their carts, in their order: the products of the event that something began with, else what they put in
 * since they bought last, in 30 days. What it does not say of a product is taken from the product list.
 */
export async function readCarts(
  { ch, clock }: { ch: Clickhouse; clock: Clock },
  tx: Tx,
  workspaceId: string,
  people: Asked[],
): Promise<CartLine[][]> {
  const home = await currencyOf(tx, workspaceId)
  const given = people.map(({ data }) => linesOf(data, home))
  const without = people.flatMap(({ customerId }, at) => (given[at]?.length ? [] : [customerId]))
  const left = await readLeft({ ch, clock }, tx, workspaceId, without, home)
  const carts = people.map(({ customerId }, at) => (given[at]?.length ? given[at] : (left.get(customerId) ?? [])))
  const ids = carts.flat().map(({ productId }) => productId)
  const products = await findProducts(tx, workspaceId, [...new Set(ids)])
  return carts.map((cart) =>
    cart.map(({ productId, name, priceMinor, currency, imageUrl, url, quantity }) => {
      const known = products.get(productId)
      const price = priceMinor === null ? { priceMinor: known?.priceMinor, currency: known?.currency } : {}
      return {
        productId,
        name: name ?? known?.name ?? productId,
        priceMinor: price.priceMinor ?? priceMinor,
        currency: price.currency ?? currency,
        imageUrl: imageUrl ?? known?.imageUrl ?? null,
        url: url ?? known?.url ?? null,
        quantity,
      }
    }),
  )
}

async function currencyOf(tx: Tx, workspaceId: string): Promise<string> {
  const { rows } = await sql<{
    currency: string
  }>`select currency from workspaces where workspace_id = ${workspaceId}`.execute(tx)
  return rows[0]?.currency ?? 'EUR'
}

function linesOf({ products, currency }: Record<string, unknown>, home: string): Line[] {
  if (!Array.isArray(products)) return []
  return products.flatMap((one: unknown) => lineOf(one, typeof currency === 'string' ? currency : home))
}

function lineOf(product: unknown, currency: string): Line[] {
  if (typeof product !== 'object' || product === null) return []
  const told = readProduct(product as Record<string, unknown>, currency, 0)
  const quantity = numberOf((product as { quantity?: unknown }).quantity, 1)
  return told && quantity > 0 ? [{ ...told, quantity }] : []
}

async function readLeft(
  { ch, clock }: { ch: Clickhouse; clock: Clock },
  tx: Tx,
  workspaceId: string,
  customerIds: string[],
  home: string,
): Promise<Map<string, Line[]>> {
  if (customerIds.length === 0) return new Map()
  const families = await customerFamilies(tx, workspaceId, customerIds)
  const personOf = new Map(families.map(({ id, personId }) => [id, personId]))
  if (families.length === 0) return new Map()
  const events = await ch.forWorkspace(workspaceId).query<Event>(
    `SELECT customer_id AS id, toString(event) AS event, properties FROM (
        SELECT customer_id, occurred_at, position, event, properties FROM events
        WHERE workspace_id = {workspace_id:UUID} AND customer_id IN {family:Array(UUID)} AND event IN {names:Array(String)}
          AND occurred_at > fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        ORDER BY occurred_at DESC, position DESC LIMIT ${mostEvents} BY customer_id) ORDER BY occurred_at, position`,
    {
      family: families.map(({ id }) => id),
      names: [...wholeCart, added, removed, order],
      from: clock.now().subtract({ hours: 24 * days }).epochMilliseconds,
    },
  )
  const carts = new Map<string, Map<string, Line>>()
  for (const one of events) {
    const person = personOf.get(one.id) ?? one.id
    carts.set(person, follow(carts.get(person) ?? new Map(), one, home))
  }
  return new Map(customerIds.map((id) => [id, [...(carts.get(personOf.get(id) ?? id)?.values() ?? [])]]))
}

/** What a cart is after something happened to it. */
function follow(cart: Map<string, Line>, { event, properties }: Event, home: string): Map<string, Line> {
  if (event === order) return new Map()
  const told = JSON.parse(properties) as Record<string, unknown>
  if (wholeCart.includes(event)) {
    const lines = linesOf(told, home)
    // An event that does not list the cart says nothing of it.
    return Array.isArray(told.products) ? new Map(lines.map((line) => [line.productId, line])) : cart
  }
  const [line] = lineOf(told, typeof told.currency === 'string' ? told.currency : home)
  if (!line) return cart
  const before = cart.get(line.productId)?.quantity ?? 0
  if (event === added) return cart.set(line.productId, { ...line, quantity: before + line.quantity })
  cart.delete(line.productId)
  return cart
}
