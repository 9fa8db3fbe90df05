import { tellsKind } from '../status-words.ts'
import { isBlank } from './blank.ts'
import { readNumbers } from './column-numbers.ts'
import { fitsRole } from './fits-role.ts'
import { plainHeading, rolesOfHeading } from './header-words.ts'
import { asked, type Candidate, ratePaid } from './paid-amount.ts'
import { settleWords } from './two-meanings.ts'
import type { Column, Role, RoleGuess } from './types.ts'

/** Adds to `roles` what the headings say, wherever the content does not contradict them. */
export function guessByHeading(columns: Column[], rows: string[][], roles: RoleGuess[], closed: Set<Role>): void {
  const sample = rows.slice(0, 1000)
  const numbers = readNumbers(sample)
  const all = columns.flatMap(candidatesOf)
  // A person who has said where the money stands has settled what the other words mean.
  const isOpen = !closed.has('amount') && !closed.has('price')
  const found = (isOpen ? settleWords(all, numbers) : all).filter(({ role }) => !closed.has(role))
  const candidates = ratePaid(found, columns, numbers).toSorted((a, b) => b.score - a.score || a.index - b.index)
  const taken = new Set(roles.map(({ index }) => index))
  for (const { role, index, column, score } of candidates) {
    if (closed.has(role) || taken.has(index)) continue
    const values = sample.map((cells) => cells[index] ?? '')
    // Polish invoices are numbered 12/01/2024.
    const isNumbered = role === 'order' && aNumber.test(column) && values.some((value) => !isBlank(value))
    if (!isNumbered && !fitsRole(role, values)) continue
    closed.add(role)
    taken.add(index)
    roles.push({ role, index, column, confidence: Math.min(0.99, score), reason: 'header_and_content' })
  }
  if (!closed.has('status') || closed.has('kind')) return
  // `Type` beside `Status`: the one says what a row is, the other what became of it.
  const kind = candidates.find(({ role, index, column }) => role === 'status' && !taken.has(index) && tellsKind(column))
  if (!kind) return
  closed.add('kind')
  roles.push({
    role: 'kind',
    index: kind.index,
    column: kind.column,
    confidence: kind.score,
    reason: 'header_and_content',
  })
}

const aNumber = /(^|[^\p{L}])(no|nr|number|numer|id|n°|№|#)([^\p{L}]|$)|szám|номер|شماره|nummer|número|numéro/iu

/** A word further down the list is a lesser one, and still more than a guess. */
const penalty = (rank: number): number => Math.min(rank, 160) * 0.002

const bareNumber = new Set([
  ...['id', 'no', 'nr', 'number', 'номер', 'numer', 'nummer', 'numero', 'sorszam', 'شماره'],
  ...['code', 'kod', 'reference'],
])

function candidatesOf(column: Column): Candidate[] {
  const { name, index, guess } = column
  const make = (role: Role, score: number): Candidate => ({ role, index, column: name, score })
  const exact = rolesOfHeading(name).map(({ role, rank }) => make(role, 0.95 - penalty(rank)))
  // Shopify calls the order number `Name`; Stripe, Magento and many more call it `ID`.
  if (plainHeading(name) === 'name' && (guess === 'code' || guess === 'number')) exact.push(make('order', 0.85))
  if (bareNumber.has(plainHeading(name))) exact.push(make('order', 0.5))
  if (exact.length > 0) return exact
  const spaced = inWords(name)
  const bare = rolesOfHeading(spaced.replace(/[([].*$/, '').replace(withTax, ''))
  const most = withoutTax.test(spaced) ? 0.8 : 0.9
  if (bare.length > 0) return bare.map(({ role, rank }) => make(role, most - penalty(rank)))
  return partial(name).map((role) => make(role, 0.4))
}

/** `totalPriceWithVat` as `total Price With Vat`. */
const inWords = (name: string): string => name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')

/** `Total incl. VAT`: of two totals the one that was paid. */
const withTax =
  /\s(inc|ex|ink|exk|with|z|bez|с|без|avec|sans|con|sin|ohne|mit)\S*\s+(of\s+)?(vat|gst|tax\S*|áfa\S*|btw|mwst|ust|tva|iva|ндс).*$/iu
const withoutTax = /\s\(?(ex|bez|без|sans|sin|ohne|nett)/iu

const misleading =
  /tax|vat|shipping|ship|discount|fee|delivery|due|birth|freight|postage|tip$|gratuit|commission|profit|margin|balance|budget|áfa|kedvezmény|szállít|esedékes|borravaló|ндс|скидк|доставк|рожд|чаевые|تخفیف|مالیات|تولد|ارسال|انعام|podatek|rabat|dostaw|wysył|napiw|steuer|rabatt|versand|liefer|fällig|geburt|trinkgeld|taxe|tva|remise|livraison|naissance|pourboire|impuesto|iva|descuento|envío|nacimiento|propina|update|modif|cancel|point/iu

/** A day in the life of the customer or of the parcel, and not of the purchase. */
export const otherDay =
  /birth|születés|рожд|تولد|urodz|geburt|naiss|nacim|ship|deliver|due|sign.?up|regist|regisztr|регистр|rejestr|ثبت.?نام|عضویت|join|since|login|expir|lejár|estimated|approved|carrier|payout|отгруз|достав|отправк|szállít|wysył|dostaw|versand|liefer|livraison|expéd|envío|entrega|ارسال|تحویل/iu

/** What stands beside the word for a person or an order in the heading of their number: `Loyalty customer code`. */
const numbering =
  /^(id|ids|no|nr|num|number|code|key|ref|reference|uuid|guid|hash|unique|external|internal|main|hashed|masked|bill|sold|to|end|crm|erp|pos|shop|store|web|online|sales?|purchase|marketplace|amazon|ebay|etsy|shopify|woocommerce|allegro|kód|kódja|szám|száma|azonosító|azonosítója|код|номер|شماره|کد|شناسه|numer|kod|nummer|numéro|número|código)$/iu

/** What makes a heading with a word for money or amount in it tell something else: `sales_channel_id`, `Total orders`. */
const otherMeasure =
  /^(ids?|currency|pénznem|валют[аы]|waluta|ارز|code|no|nr|number|num|type|kind|channel|method|mode|status|level|rank|rating|score|review|group|segment|band|class|pct|percent|percentage|ratio|weight|orders|visits|purchases|transactions|customers|days|hours|year|month|week|típusa|тип|вид)$/iu

/** Whose state or kind says what became of a sale: `customer_type` (new, returning) says nothing of it. */
const ofSale =
  /^(orders?|payments?|transactions?|invoices?|sales?|financial|fulfil+ment|documents?|receipts?|bills?|events?|records?|lines?|items?|bookings?|appointments?|current|final|rendelés|számla|bizonylat|fizetés|fizetési|заказа|документа|чека|операции|оплаты|سفارش|فاکتور|پرداخت|zamówienia|dokumentu|płatności|faktury)$/iu

const money: Role[] = ['amount', 'price', 'cost', 'refund', 'quantity']

/** Two or more words of a longer heading that are a known heading themselves: `Customer email address`. */
function partial(name: string): Role[] {
  // `Сумма со скидкой` is no discount.
  if (misleading.test(name.replace(asked, ''))) return []
  const parts = inWords(name)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '')
  for (let size = parts.length - 1; size >= 1; size--) {
    for (let start = parts.length - size; start >= 0; start--) {
      const rest = parts.filter((_, index) => index < start || index >= start + size)
      const found = rolesOfHeading(parts.slice(start, start + size).join(' ')).filter(({ role }) =>
        isAbout(role, name, rest),
      )
      if (found.length > 0) return found.map(({ role }) => role)
    }
  }
  return []
}

/** `Customer segment` is no customer, `Order channel` no order: taken for one, all who share it would be one. */
function isAbout(role: Role, name: string, rest: string[]): boolean {
  if (role === 'customer' || role === 'order')
    return rest.every((word) => numbering.test(word) || rolesOfHeading(word).some((other) => other.role === role))
  if (role === 'date') return !otherDay.test(name)
  if (role === 'status' || role === 'returned' || role === 'cancelled') return rest.every((word) => ofSale.test(word))
  return !(money.includes(role) && rest.some((word) => otherMeasure.test(word)))
}
