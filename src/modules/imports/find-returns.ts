import { type FileLayout, openRows, type RawRow, type RowOutcome, type TypedRow } from './reading/index.ts'
import { readStatus } from './status-words.ts'

const looksAtRows = 100_000

/**
 * What a row means that says it was returned, by a column of yes and no or by its state, and whose amount is above zero.
 * `sale`: it was sold and came back, the row tells of both. `row`: it is a return of its own; what was sold stands in
 * another row. `twice`: it is a sale whose return stands in another row, below zero.
 */
export type ReturnedRow = 'sale' | 'row' | 'twice'

type Told = { sold: Map<string, number>; below: Set<string>; returned: Keys[] }
type Keys = { order: string | undefined; ofOrder: string | undefined; ofPerson: string }

/**
 * Finds which of the three a file holds, by its first rows: rows of their own are there where what came back is found
 * sold in another row, nearly always, and two sales are seldom as alike as that.
 */
export async function findReturns(
  path: string,
  layout: FileLayout,
  type: (raw: RawRow) => RowOutcome,
): Promise<ReturnedRow> {
  const told: Told = { sold: new Map(), below: new Set(), returned: [] }
  const orders = new Set<string>()
  let seen = 0
  for await (const { rows } of openRows(path, { layout })) {
    for (const raw of rows) {
      const { row } = type(raw)
      if (row && (row.amount ?? 0) !== 0) note(told, orders, row)
    }
    seen += rows.length
    if (seen >= looksAtRows) break
  }
  return judge(told, orders)
}

function note({ sold, below, returned }: Told, orders: Set<string>, row: TypedRow): void {
  const keys = keysOf(row)
  const each = [keys.ofOrder, keys.ofPerson].filter((key) => key !== undefined)
  if ((row.amount ?? 0) < 0 || (row.quantity ?? 1) < 0) for (const key of each) below.add(key)
  else if (row.isReturned === true || readStatus(row.status) === 'refunded') returned.push(keys)
  else {
    if (row.order !== undefined) orders.add(row.order)
    for (const key of each) sold.set(key, (sold.get(key) ?? 0) + 1)
  }
}

/** The same thing in the same order, or of the same worth for the same person where the return has a number of its own. */
function keysOf({ order, customer, email, phone, name, product, productName, amount = 0 }: TypedRow): Keys {
  const goods = product ?? productName
  const worth = String(Math.abs(amount))
  return {
    order,
    ofOrder: order === undefined ? undefined : `o\n${order}\n${goods ?? worth}`,
    ofPerson: `p\n${customer ?? email ?? phone ?? name}\n${goods ?? ''}\n${worth}`,
  }
}

function judge({ sold, below, returned }: Told, orders: Set<string>): ReturnedRow {
  const nearlyAll = returned.length * 0.8
  const share = (test: (keys: Keys) => boolean) => returned.filter(test).length
  const hasBelow = ({ ofOrder, ofPerson }: Keys) => (ofOrder !== undefined && below.has(ofOrder)) || below.has(ofPerson)
  if (returned.length === 0) return 'sale'
  if (share(hasBelow) >= nearlyAll) return 'twice'
  const inOrder = returned.filter(({ order }) => order !== undefined && orders.has(order)).length * 2 > returned.length
  const keyOf = ({ ofOrder, ofPerson }: Keys): string => (inOrder && ofOrder !== undefined ? ofOrder : ofPerson)
  if (share((keys) => sold.has(keyOf(keys))) < nearlyAll) return 'sale'
  const likely = shareAlike(sold, inOrder ? 'o' : 'p')
  return likely <= mostAlike && likely ** returned.length < 0.05 ? 'row' : 'sale'
}

/** Above this it says nothing of a return that a sale is like it. */
const mostAlike = 1 / 2

/** The share of sales that have another like them. */
function shareAlike(sold: Map<string, number>, kind: 'o' | 'p'): number {
  let all = 0
  let alike = 0
  for (const [key, count] of sold) {
    if (!key.startsWith(`${kind}\n`)) continue
    all += count
    if (count > 1) alike += count
  }
  return all === 0 ? 0 : alike / all
}
