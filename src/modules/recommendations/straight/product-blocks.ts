import type { LoggedEvent, Workspace } from '#modules/events'
import { type Block, copyRows } from '#platform/blocks'
import { addTouch, type History, trimHistory } from '../products/history.ts'
import { type SeenProduct, searchText } from '../products/products.repo.ts'
import { joinTold } from '../products/project-products.ts'
import { readProducts } from '../products/read-product-events.ts'

export type ProductBlocks = {
  /** The whole history of people who come up nowhere else, and whose each event is. */
  add: (events: LoggedEvent[], customerIds: string[]) => void
  /** `seen` is for `productRows`, once those of all blocks are there. */
  take: () => { blocks: Block[]; seen: SeenProduct[] }
}

/** What is kept of who bought and looked at what, by the rules of the projection, for a workspace that knows nothing yet. */
export function productBlocks({ workspaceId, currency }: Workspace): ProductBlocks {
  const histories = copyRows()
  let count = 0
  let seen = new Map<string, SeenProduct>()
  return {
    add: (events, customerIds) => {
      const touched = new Map<string, History>()
      events.forEach((event, i) => {
        const read = readProducts(event, currency)
        if (!read) return
        for (const told of read.told) seen.set(told.productId, joinTold(seen.get(told.productId), told))
        if (read.touches.length === 0) return
        const owner = customerIds[i] ?? ''
        const history: History = touched.get(owner) ?? Object.create(null)
        touched.set(owner, history)
        for (const touch of read.touches) addTouch(history, touch)
      })
      for (const [customerId, history] of touched) {
        histories.row(3)
        histories.uuid(workspaceId)
        histories.uuid(customerId)
        histories.jsonb(JSON.stringify(trimHistory(history)))
        count++
      }
    },
    take: () => {
      const into = 'product_histories (workspace_id, customer_id, items)'
      const block: Block = { into, engine: 'postgres', rows: histories.take(), count, counted: [] }
      const taken = { blocks: [block], seen: [...seen.values()] }
      count = 0
      seen = new Map()
      return taken
    },
  }
}

/** The products that all blocks together told of. */
export function productRows(workspaceId: string, told: SeenProduct[]): Block {
  const products = copyRows()
  const seen = new Map<string, SeenProduct>()
  for (const one of told) {
    const known = seen.get(one.productId)
    seen.set(one.productId, { ...joinTold(known, one), first: Math.min(known?.first ?? one.first, one.first) })
  }
  const text = (value: string | null): void => (value === null ? products.none() : products.text(value))
  for (const product of seen.values()) {
    products.row(13)
    products.uuid(workspaceId)
    products.text(product.productId)
    text(product.name)
    text(product.category)
    if (product.priceMinor === null) products.none()
    else products.int8(product.priceMinor)
    text(product.currency)
    text(product.imageUrl)
    text(product.url)
    products.bool(product.inStock ?? true)
    products.text(searchText(product.productId, product.name))
    products.instant(product.first)
    products.instant(product.at)
    products.instant(product.at)
  }
  const into = `products (workspace_id, product_id, name, category, price_minor, currency, image_url, url, in_stock, search_text,
    first_seen_at, last_seen_at, told_at)`
  return { into, engine: 'postgres', rows: products.take(), count: seen.size, counted: [] }
}
