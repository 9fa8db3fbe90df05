import type { ColumnNumbers, Numbers } from './column-numbers.ts'
import type { Column, Role } from './types.ts'

/** What a heading may stand for, and how well (0..1). */
export type Candidate = { role: Role; index: number; column: string; score: number }

/** Words for money from which nothing comes off any more. */
export const asked = new RegExp(
  [
    'grand[\\s_-]?total|(amount|total|sum)[\\s_-]+(paid|due|payable|charged)|(paid|payable|charged)[\\s_-]+(amount|total)',
    'to[\\s_-]?(be[\\s_-])?pa(y|id)|after[\\s_-](the[\\s_-])?discounts?|(final|discounted)[\\s_-](amount|total|sum|price|value)',
    'fizetendő|fizetett|kedvezmény(nyel|es|\\s+után)',
    'к\\s+оплате|оплачен(о|ная)|(со|с\\s+уч[её]том)\\s+скид\\p{L}+|после\\s+скид\\p{L}+',
    'do\\s+zapłaty|zapłacon[ao]|po\\s+(rabacie|rabatach|zniżce|upuście)',
    'قابل[\\s\u200c]?پرداخت|پرداختی|پرداخت[\\s\u200c]?شده|نهایی|(پس|بعد)[\\s\u200c]از[\\s\u200c](کسر[\\s\u200c])?تخفیف|با[\\s\u200c]تخفیف',
    'zu\\s+zahlen|nach\\s+rabatt|à\\s+payer|après\\s+remise|a\\s+pagar|con\\s+descuento',
  ].join('|'),
  'iu',
)

/** Words for money from which something still comes off, or to which a tax is still to be added. */
const unfinished =
  /sub[\s_-]?total|before[\s_-](the[\s_-])?discount|részösszeg|kedvezmény\s+(nélkül|előtt)|(без|до)\s+скид|подытог|(bez|przed)\s+rabat|suma\s+częściowa|جمع[\s\u200c]?جزء|بدون[\s\u200c]تخفیف|(پیش|قبل)[\s\u200c]از[\s\u200c](کسر[\s\u200c])?تخفیف|zwischensumme|sous-?total/iu

const discount =
  /discount|coupon|voucher|kedvezmény|engedmény|скидк|تخفیف|rabat|zniżk|upust|remise|descuento|korting|sconto|slev/iu

/** What one line of an order comes to. */
const ofLine = /^(line|item|row)|позици|tétel|sor\s*összeg|pozycj|ردیف/iu

/** `Net amount` is without tax where there is a tax, and else after discounts: then it is what was paid. */
const tax = /(^|[\s_])(vat|gst|tax)/i
const beforeTax = /^net[\s_](amount|total|value|price)/i
const netSales = /^net[\s_]sales/i
const total = /^((grand|order)[\s_])?total$/i

/**
 * Of several columns of money, that which the customer paid: a heading that says so goes before one that says nothing,
 * and this before one that says that something is still to be reckoned. Of two that say alike, the one goes first that is the
 * other less a column of discounts. A line's own money stays before that of its order, because only a line is given back.
 */
export function ratePaid(found: Candidate[], columns: Column[], numbers: ColumnNumbers): Candidate[] {
  const sums = found.filter(({ role }) => role === 'amount')
  const isTaxed = columns.some(({ name }) => tax.test(name))
  const hasTotal = columns.some(({ name }) => total.test(name))
  const isUnfinished = (name: string) =>
    unfinished.test(name) || (isTaxed && (beforeTax.test(name) || (hasTotal && netSales.test(name))))
  const hasLines = sums.some(({ column, index }) => ofLine.test(column) && numbers(index) !== undefined)
  const rate = (candidate: Candidate): Candidate => {
    const { role, column, index, score } = candidate
    if (role !== 'amount' && role !== 'price') return candidate
    if (isUnfinished(column)) return { ...candidate, score: Math.min(score, 0.6) }
    if (!asked.test(column) || (role === 'amount' && hasLines && !ofLine.test(column))) return candidate
    const others = found.filter((other) => other.role === role && other.index !== index && !asked.test(other.column))
    return others.some((other) => isRest(numbers(index), numbers(other.index)))
      ? { ...candidate, score: Math.min(score, 0.6) }
      : { ...candidate, score: 0.95 + score / 25 }
  }
  return discountsLast(found.map(rate), discountsOf(columns, sums, numbers), numbers)
}

/** `Amount due` of what was paid long ago is 0, `Amount paid` of what is still open: then they are of the debt, not of the sale. */
function isRest(sums: Numbers | undefined, others: Numbers | undefined): boolean {
  if (!sums || !others) return false
  const sold = others.flatMap((value, row) => (value ? [row] : []))
  return sold.filter((row) => !sums[row]).length > sold.length * 0.1
}

/** A sum from which a discount leads to another sum comes behind that one. */
function discountsLast(found: Candidate[], discounts: Numbers[], numbers: ColumnNumbers): Candidate[] {
  if (discounts.length === 0) return found
  const sums = found.filter(({ role }) => role === 'amount')
  return found.map((candidate) => {
    const before = candidate.role === 'amount' ? numbers(candidate.index) : undefined
    const isPaid = ({ index }: Candidate) =>
      before !== undefined && discounts.some((off) => leadsTo(before, numbers(index), off))
    const paid = sums.filter(isPaid)
    if (paid.length === 0) return candidate
    return { ...candidate, score: Math.min(candidate.score, ...paid.map(({ score }) => score - 0.001)) }
  })
}

/** Whether `before` less a discount, or less so many percent, is `after`, as good as always where there is one. Tills round. */
function leadsTo(before: Numbers, after: Numbers | undefined, discount: Numbers): boolean {
  if (!after) return false
  let told = 0
  let fitting = 0
  for (const [row, value] of before.entries()) {
    const [from, to, off] = [Math.abs(value ?? 0), Math.abs(after[row] ?? 0), Math.abs(discount[row] ?? 0)]
    if (from === 0 || to === 0 || off === 0) continue
    told++
    const isLess = (wanted: number) => Math.abs(from - to - wanted) <= 0.011 + wanted / 10
    if (isLess(off) || (off < 100 && isLess((from * off) / 100)) || (off < 1 && isLess(from * off))) fitting++
  }
  return told > 0 && fitting >= told * 0.9
}

/** Each column of discounts by itself, and all of them together. */
function discountsOf(columns: Column[], sums: Candidate[], numbers: ColumnNumbers): Numbers[] {
  const each = columns
    .filter(({ name, index }) => discount.test(name) && !sums.some((sum) => sum.index === index))
    .map(({ index }) => numbers(index))
    .filter((found) => found !== undefined)
  const [first] = each
  if (!first || each.length === 1) return each
  return [...each, first.map((_, row) => each.reduce((sum, one) => sum + Math.abs(one[row] ?? 0), 0))]
}
