import { sql } from 'kysely'
import { whoNow } from '#modules/customers'
import { readProductFacts } from '#modules/recommendations'
import type { Member } from '../ledger/book.ts'
import type { Desk } from '../ledger/desk.ts'
import { type Counted, isTagLeftOut, leaveOut, readsCatalogue } from '../rules/leave-out.ts'
import type { Item } from '../rules/score-purchase.ts'
import { basisOf, type Earning } from './score-earn.ts'

/** A purchase as the rules count it: without lines that never earn, and nothing of it for a customer whose tag they leave out. */
export async function countedOf(
  desk: Desk,
  member: Pick<Member, 'customerId'>,
  earning: Earning,
): Promise<{ earning: Earning; counted: Counted }> {
  const { amountMinor, items = [] } = earning
  const basisMinor = basisOf(earning)
  const isTagged = (desk.rules.exclude?.tags ?? []).length > 0 && isTagLeftOut(desk.rules, await readTags(desk, member))
  const counted: Counted = isTagged
    ? { items: [], basisMinor: 0, left: [{ sku: null, because: 'tag' }], leftMinor: basisMinor, isNothing: true }
    : leaveOut(desk.rules, { items: await withCatalogue(desk, items), amountMinor, basisMinor })
  return {
    earning: {
      ...earning,
      items: counted.items,
      amountMinor: counted.basisMinor,
      discountMinor: 0,
      isNothing: counted.isNothing,
    },
    counted,
  }
}

async function readTags(desk: Desk, { customerId }: Pick<Member, 'customerId'>): Promise<string[]> {
  if (customerId === null) return []
  const { rows } = await sql<{ tags: string[] }>`select c.tags from customers o join customers c
      on c.workspace_id = o.workspace_id and c.customer_id = ${whoNow('o')}
    where o.workspace_id = ${desk.workspaceId} and o.customer_id = ${customerId}`.execute(desk.tx)
  return rows[0]?.tags ?? []
}

/** What a till does not say of its lines the shop's own catalogue knows. */
export async function withCatalogue(desk: Pick<Desk, 'tx' | 'workspaceId' | 'rules'>, items: Item[]): Promise<Item[]> {
  const unknown = items.filter(({ category, amountMinor }) => category === undefined || amountMinor === undefined)
  if (unknown.length === 0 || !readsCatalogue(desk.rules)) return items
  const facts = await readProductFacts(desk.tx, desk.workspaceId, [...new Set(unknown.map(({ sku }) => sku))])
  return items.map((item) => {
    const { category, priceMinor } = facts.get(item.sku) ?? {}
    const amountMinor = item.amountMinor ?? (priceMinor == null ? undefined : Math.round(priceMinor * item.qty))
    return { ...item, amountMinor, category: item.category ?? category ?? undefined }
  })
}
