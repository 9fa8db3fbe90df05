import { readStatus } from '../status-words.ts'
import { isBlank } from './blank.ts'
import { readFlag } from './flag-words.ts'
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

export type AmountIs = {
  amountIs: Mapping['amountIs']
  /** false where lines of an order merely share an amount, and nothing shows that it is not each line's own */
  isSure: boolean
}

/**
 * Tells whether the amount is of a line or of an order: `order` when orders of several lines show their amount on the
 * first line only, or the same amount on every line although price × quantity differs, or when the first line is what
 * the others add up to, as where a till writes a row for the sale, one for each thing sold and one for the payment.
 */
export function sniffAmountIs(rows: string[][], roles: RoleGuess[], mapping: Mapping): AmountIs {
  const at = (role: Role) => roles.find((guess) => guess.role === role)?.index ?? -1
  const [order, amount, price, quantity] = [at('order'), at('amount'), at('price'), at('quantity')]
  const [returned, status] = [at('returned'), at('status')]
  if (order < 0 || amount < 0) return { amountIs: 'line', isSure: true }
  const decimal = { decimal: mapping.money?.decimal ?? '.' } as const
  const number = (text: string | undefined): number | undefined => {
    const value = text ? parseDecimal(text, decimal) : undefined
    return value && value.units / 10 ** value.scale
  }
  const saysBack = (cells: string[]): boolean | undefined => {
    const [flag, state] = [cells[returned] ?? '', cells[status] ?? '']
    if (isBlank(flag) && isBlank(state)) return undefined
    return readFlag(flag) === true || readStatus(state) === 'refunded'
  }
  const orders = Map.groupBy(rows.slice(0, 2000), (cells) => cells[order] ?? '')
  orders.delete('')
  let several = 0
  let asOrder = 0
  let ownLines = 0
  let alike = 0
  for (const all of orders.values()) {
    // What came back later is no line of the order, though its amount be that of the order.
    const hasSale = all.some((cells) => saysBack(cells) === false)
    const lines = hasSale ? all.filter((cells) => saysBack(cells) !== true) : all
    if (lines.length < 2) continue
    several++
    const amounts = lines.map((cells) => number(cells[amount]))
    const [first, ...others] = amounts
    const told = others.filter((value) => value !== undefined)
    const goods = lines.map((cells) => (number(cells[price]) ?? Number.NaN) * (number(cells[quantity]) ?? 1))
    if (first !== undefined && told.every((value) => value === first)) {
      asOrder++
      if (told.length > 0 && !isAbout(sum(goods), first)) alike++
    } else if (first !== undefined && [1, 2].some((times) => isAbout(sum(told), first * times))) asOrder++
    if (price >= 0 && goods.every((product, index) => isAbout(product, amounts[index] ?? 0))) ownLines++
  }
  if (several === 0) {
    const heading = roles.find(({ role }) => role === 'amount')?.column ?? ''
    return { amountIs: orderTotals.has(plainHeading(heading)) ? 'order' : 'line', isSure: true }
  }
  if (ownLines > several * 0.5 || asOrder <= several * 0.8) return { amountIs: 'line', isSure: true }
  return { amountIs: 'order', isSure: alike <= asOrder * 0.5 }
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)

const isAbout = (a: number, b: number): boolean => Math.abs(a - b) < 0.011
