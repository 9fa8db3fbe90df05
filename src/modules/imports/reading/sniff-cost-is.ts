import { parseDecimal } from './parse-numbers.ts'
import type { Mapping, Role, RoleGuess } from './types.ts'

/** `Total cost`, `Line cost`; a cost of goods may be either. */
const ofRow =
  /(^|[\s_])(total|line|row|extended)|összes|teljes|sor\b|итого|общ|всего|suma|łączn|całkow|gesamt|(^|\s)(کل|مجموع)/iu

/**
 * Tells whether a cost is of one piece or of all pieces of a row: of the row where its heading says so, or where most rows of
 * several pieces would else be sold for less than they cost the shop, which shops seldom do.
 */
export function sniffCostIs(rows: string[][], roles: RoleGuess[], mapping: Mapping): Mapping['costIs'] {
  const of = (role: Role) => roles.find((guess) => guess.role === role)
  const at = (role: Role) => of(role)?.index ?? -1
  const [cost, amount, price, quantity] = [at('cost'), at('amount'), at('price'), at('quantity')]
  if (cost < 0 || quantity < 0) return 'piece'
  if (ofRow.test(of('cost')?.column ?? '')) return 'row'
  const decimal = { decimal: mapping.money?.decimal ?? '.' } as const
  const number = (text: string | undefined): number => {
    const value = text ? parseDecimal(text, decimal) : undefined
    return value ? Math.abs(value.units / 10 ** value.scale) : 0
  }
  let told = 0
  let below = 0
  for (const cells of rows) {
    const [spent, pieces] = [number(cells[cost]), number(cells[quantity])]
    const ofGoods = mapping.amountIs === 'line' ? number(cells[amount]) : 0
    const worth = price >= 0 ? number(cells[price]) * pieces : ofGoods
    if (spent === 0 || worth === 0 || pieces < 2) continue
    told++
    if (spent <= worth && spent * pieces > worth) below++
  }
  return below * 2 > told ? 'row' : 'piece'
}
