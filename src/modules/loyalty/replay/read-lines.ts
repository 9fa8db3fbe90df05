import { sql } from 'kysely'
import type { LoyaltyRules } from '#contract/loyalty'
import { inWorkspace } from '#platform/postgres'
import { linesOf, shopTold } from '../following/lines-of.ts'
import type { LoyaltyDeps } from '../ledger/desk.ts'
import { isWithin } from '../rules/is-within.ts'
import { leaveOut, readsCatalogue, readsLines, readsShops } from '../rules/leave-out.ts'
import type { Item } from '../rules/score-purchase.ts'
import { withCatalogue } from '../serving/leave-out.ts'

const eventsAtOnce = 2000

type Span = { workspaceId: string; currency: string; from: string }
type Told = { position: number; order: string; properties: Record<string, unknown> }
/** What the shop told of an order: its lines, and where it was. */
export type Lines = { items: Item[]; shop: string | undefined }

/** Whether rules ask for more of a past order than its amount. */
export const asksForLines = (rules: LoyaltyRules): boolean => readsLines(rules) || readsShops(rules)

/**
 * The lines of past orders that one of these rules looks at, and the shop where one asks for it, as they were told, by the order's number.
 * Orders of which nothing matters are left out, so that a large past fits.
 */
export async function readLines(
  deps: Pick<LoyaltyDeps, 'db'>,
  { workspaceId, currency, from }: Span,
  both: LoyaltyRules[],
  { signal, onRead }: { signal: AbortSignal; onRead: (orders: number) => void },
): Promise<Map<string, Lines>> {
  const found = new Map<string, Lines>()
  const looking = both.filter(asksForLines)
  const asking = both.find(readsCatalogue)
  const hasLines = sql`json_typeof(body -> 'properties' -> 'products') = 'array'`
  const matter = both.some(readsShops) ? sql`true` : hasLines
  let position = 0
  while (looking.length > 0) {
    if (signal.aborted) throw signal.reason
    const after = position
    const page = await inWorkspace(deps.db, workspaceId, async (tx) => {
      const { rows } =
        await sql<Told>`select position, body -> 'properties' ->> 'order_id' as order, body -> 'properties' as properties
        from event_log where workspace_id = ${workspaceId} and position > ${after}
          and event in ('Order Completed', 'Order Updated') and occurred_at >= ${from}
          and ${matter} and body -> 'properties' -> 'order_id' is not null
        order by position limit ${eventsAtOnce}`.execute(tx)
      const orders = rows.map((row) => ({ ...row, lines: linesOf(row.properties, currency) }))
      const all = orders.flatMap(({ lines }) => lines)
      const known = asking ? await withCatalogue({ tx, workspaceId, rules: asking }, all) : all
      let at = 0
      return orders.map(({ position: place, order, lines, properties }) => {
        at += lines.length
        const items = known.slice(at - lines.length, at)
        return { position: place, order, told: { items, shop: shopTold(properties) } }
      })
    })
    for (const { order, told } of page) if (looking.some((rules) => matters(rules, told))) found.set(order, told)
    onRead(page.length)
    const last = page.at(-1)
    if (!last || page.length < eventsAtOnce) break
    position = last.position
  }
  return found
}

function matters(rules: LoyaltyRules, { items, shop }: Lines): boolean {
  if (shop !== undefined && readsShops(rules)) return true
  const isEarning = rules.earn.some(({ perItemSku, perItemCategory }) =>
    items.some(({ sku, category }) => sku === perItemSku || isWithin(category, perItemCategory)),
  )
  return isEarning || leaveOut(rules, { items, amountMinor: 0, basisMinor: 0 }).left.length > 0
}
