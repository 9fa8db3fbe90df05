import { rial, toman } from '#contract/import-words'
import { eventPosition } from '#modules/events'
import type { Tx } from '#platform/postgres'
import type { Look } from './look-at-file.ts'
import { readShop } from './open-import.ts'

/** Says that the money of a file will be in no figure, because it is not the shop's. A shop in which nothing has happened yet takes the file's. */
export async function findOtherCurrency(
  tx: Tx,
  workspaceId: string,
  { kind, mapping }: Pick<Look, 'kind' | 'mapping'>,
): Promise<Look['problems']> {
  if (kind !== 'orders' || mapping.currency === undefined) return []
  const currency = mapping.currency === toman ? rial : mapping.currency
  const shop = await readShop(tx, workspaceId)
  if (shop.currency === currency || (await eventPosition(tx, workspaceId)) === 0) return []
  return [{ reason: 'other_currency', details: { currency, shop: shop.currency } }]
}
