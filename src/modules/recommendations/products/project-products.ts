import type { LoggedEvent, Project, Workspace } from '#modules/events'
import type { Tx } from '#platform/postgres'
import { addTouch, type History, trimHistory } from './history.ts'
import { findHistories, type SeenProduct, saveHistories, saveSeenProducts } from './products.repo.ts'
import { readProducts, type ToldProduct, type Touch } from './read-product-events.ts'
import { createToldBefore, type ToldBefore } from './told-before.ts'

/** A projection after which products and what each customer did with them are known too, in the same transaction. */
export function withProducts(project: Project): Project {
  const toldBefore = createToldBefore()
  return async (tx, workspace, events) => {
    const done = await project(tx, workspace, events)
    await projectProducts(tx, workspace, events, done.customerIds, toldBefore)
    return done
  }
}

async function projectProducts(
  tx: Tx,
  { workspaceId, currency }: Workspace,
  events: LoggedEvent[],
  customerIds: string[],
  toldBefore: ToldBefore,
): Promise<void> {
  const seen = new Map<string, SeenProduct>()
  const touches = new Map<string, Touch[]>()
  events.forEach((event, i) => {
    const read = readProducts(event, currency)
    if (!read) return
    for (const told of read.told) seen.set(told.productId, joinTold(seen.get(told.productId), told))
    if (read.touches.length === 0) return
    const customerId = customerIds[i] ?? ''
    const known = touches.get(customerId)
    if (known) known.push(...read.touches)
    else touches.set(customerId, read.touches)
  })
  const news = toldBefore.pick(workspaceId, seen.values())
  if (news.length > 0) {
    const written = await saveSeenProducts(tx, workspaceId, news)
    toldBefore.note(workspaceId, news, written)
  }
  if (touches.size > 0) await addTouches(tx, workspaceId, touches)
}

async function addTouches(tx: Tx, workspaceId: string, touches: Map<string, Touch[]>): Promise<void> {
  const known = await findHistories(tx, workspaceId, [...touches.keys()])
  const changed = new Map<string, History>()
  for (const [customerId, added] of touches) {
    // A product may be called anything, `__proto__` too.
    const history: History = Object.assign(Object.create(null), known.get(customerId))
    for (const touch of added) addTouch(history, touch)
    changed.set(customerId, trimHistory(history))
  }
  await saveHistories(tx, workspaceId, changed)
}

/** Two tellings made one: of each attribute the later one that says anything. */
export function joinTold(known: SeenProduct | undefined, told: ToldProduct): SeenProduct {
  if (!known) return { ...told, first: told.at }
  const [newer, older] = told.at >= known.at ? [told, known] : [known, told]
  return {
    productId: told.productId,
    name: newer.name ?? older.name,
    category: newer.category ?? older.category,
    priceMinor: newer.priceMinor ?? older.priceMinor,
    currency: newer.priceMinor === null ? older.currency : newer.currency,
    imageUrl: newer.imageUrl ?? older.imageUrl,
    url: newer.url ?? older.url,
    inStock: newer.inStock ?? older.inStock,
    at: newer.at,
    first: Math.min(known.first, told.at),
  }
}
