import { plainHeading } from './header-words.ts'
import { parseDecimal } from './parse-numbers.ts'
import type { Mapping, Role, RoleGuess } from './types.ts'

const orderTotals = new Set(
  [
    'order total',
    'order_total',
    'grand total',
    'Order Total Amount',
    'total commande',
    'total del pedido',
    'сумма заказа',
    'сумма чека',
    'wartość zamówienia',
    'rendelés összege',
    'bestellwert',
    'مبلغ سفارش',
    'payment_value',
  ].map(plainHeading),
)

/**
 * Tells whether the amount is of a line or of an order: `order` when orders of several lines show their amount on the
 * first line only, or the same amount on every line although price × quantity differs.
 */
export function sniffAmountIs(rows: string[][], roles: RoleGuess[], mapping: Mapping): Mapping['amountIs'] {
  const at = (role: Role) => roles.find((guess) => guess.role === role)?.index ?? -1
  const [order, amount, price, quantity] = [at('order'), at('amount'), at('price'), at('quantity')]
  if (order < 0 || amount < 0) return 'line'
  const decimal = { decimal: mapping.money?.decimal ?? '.' } as const
  const number = (text: string | undefined): number | undefined => {
    const value = text ? parseDecimal(text, decimal) : undefined
    return value && value.units / 10 ** value.scale
  }
  const orders = Map.groupBy(rows.slice(0, 2000), (cells) => cells[order] ?? '')
  orders.delete('')
  let several = 0
  let asOrder = 0
  let ownLines = 0
  for (const lines of orders.values()) {
    if (lines.length < 2) continue
    several++
    const amounts = lines.map((cells) => number(cells[amount]))
    const [first, ...others] = amounts
    if (first !== undefined && others.every((value) => value === undefined || value === first)) asOrder++
    const isLine = (cells: string[], index: number) => {
      const product = (number(cells[price]) ?? Number.NaN) * (number(cells[quantity]) ?? 1)
      return Math.abs(product - (amounts[index] ?? 0)) < 0.011
    }
    if (price >= 0 && lines.every(isLine)) ownLines++
  }
  if (several === 0)
    return orderTotals.has(plainHeading(roles.find(({ role }) => role === 'amount')?.column ?? '')) ? 'order' : 'line'
  if (ownLines > several * 0.5) return 'line'
  return asOrder > several * 0.8 ? 'order' : 'line'
}
