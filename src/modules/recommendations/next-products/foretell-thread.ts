import { binaryRows } from '#platform/blocks'
import type { ThreadWork } from '#platform/threads'
import { type History, joinHistories } from '../products/history.ts'
import type { ShownProduct } from '../serving/sources.repo.ts'
import { createForeteller, type ForetoldBy } from './foretell.ts'

/** Of one customer, who may have been several: what each of these bought and looked at, as JSON. */
export type Buyer = { number: number; histories: string[] }

/** The first question brings the shop; it serves the later ones too. */
export type ForetellOrder = { buyers: Buyer[]; shop?: ForetoldBy & Told }
/** What the rows of a training in ClickHouse have in common; `version` grows from one to the next. */
type Told = { workspaceId: string; version: number }

let known: { told: Told; foretell: ReturnType<typeof createForeteller> } | undefined

const work: ThreadWork<ForetellOrder, { rows: Uint8Array<ArrayBuffer> }> = ({ buyers, shop }) => {
  if (shop) known = { told: shop, foretell: createForeteller(shop) }
  if (!known) throw new Error('The shop was not told')
  const { told, foretell } = known
  const rows = binaryRows()
  for (const { number, histories } of buyers) {
    const products = foretell(joinHistories(histories.map((text) => JSON.parse(text) as History)))
    if (products.length === 0) continue
    rows.uuid(told.workspaceId)
    rows.uint32(number)
    rows.uint64(told.version)
    for (const list of [idsOf, namesOf, categoriesOf]) rows.texts(list(products))
  }
  return { rows: rows.take() }
}
export default work

const idsOf = (products: ShownProduct[]): string[] => products.map(({ productId }) => productId)
const namesOf = (products: ShownProduct[]): string[] => products.map(({ name, productId }) => name ?? productId)
const categoriesOf = (products: ShownProduct[]): string[] => [
  ...new Set(products.flatMap(({ category }) => category ?? [])),
]
