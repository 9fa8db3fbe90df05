import type { LoyaltyRules } from '#contract/loyalty'
import type { EarnsNothing } from '#contract/loyalty-words'
import { roundTo } from './exact.ts'
import { isSame, isWithin } from './is-within.ts'
import type { Item } from './score-purchase.ts'

type Basket = { items: Item[]; amountMinor: number; basisMinor: number }
export type Left = { sku: string | null; because: EarnsNothing }
export type Counted = {
  /** what earns */
  items: Item[]
  basisMinor: number
  /** what does not, and how much of the basis it was */
  left: Left[]
  leftMinor: number
  /** true when nothing of the purchase counts, so that not even the visit does */
  isNothing: boolean
}

/**
 * A basket without the lines that never earn. What was taken off the whole order lies on all lines alike, so a line takes its share of the
 * basis with it; one whose amount nobody told takes nothing, unless no other line is left. Pure.
 */
export function leaveOut(
  { exclude }: Pick<LoyaltyRules, 'exclude'>,
  { items, amountMinor, basisMinor }: Basket,
): Counted {
  if (items.length === 0) return { items, basisMinor, left: [], leftMinor: 0, isNothing: false }
  const judged = items.map((item) => ({ item, because: exclude && whyNot(exclude, item) }))
  const kept = judged.flatMap(({ item, because }) => (because === undefined ? [item] : []))
  const out = judged.filter(({ because }) => because !== undefined)
  const left = out.flatMap(({ item: { sku }, because }) => (because === undefined ? [] : [{ sku, because }]))
  const isNothing = kept.length === 0
  const priced = out.reduce((sum, { item }) => sum + (item.amountMinor ?? 0), 0)
  const share =
    amountMinor === 0 ? 0 : roundTo({ n: BigInt(priced) * BigInt(basisMinor), d: BigInt(amountMinor) }, 'round')
  const leftMinor = isNothing ? basisMinor : Math.min(basisMinor, share)
  return { items: kept, basisMinor: basisMinor - leftMinor, left, leftMinor, isNothing }
}

function whyNot(exclude: NonNullable<LoyaltyRules['exclude']>, item: Item): EarnsNothing | undefined {
  const { skus = [], categories = [], brands = [], giftCards, discounted } = exclude
  if (giftCards && item.giftCard) return 'gift_card'
  if (skus.includes(item.sku)) return 'product'
  if (categories.some((one) => isWithin(item.category, one))) return 'category'
  if (brands.some((one) => isSame(item.brand, one))) return 'brand'
  return discounted && item.discounted ? 'discounted' : undefined
}

/** Whether a customer with these tags earns nothing at all. */
export const isTagLeftOut = ({ exclude }: Pick<LoyaltyRules, 'exclude'>, tags: string[]): boolean =>
  (exclude?.tags ?? []).some((one) => tags.some((tag) => isSame(tag, one)))

type OfLines = Pick<LoyaltyRules, 'exclude' | 'earn'>

/** Whether a category or an amount that a line does not tell is worth asking the catalogue for. */
export function readsCatalogue({ exclude, earn }: OfLines): boolean {
  const { skus = [], categories = [], brands = [], giftCards = false, discounted = false } = exclude ?? {}
  const leavesOut = [...skus, ...categories, ...brands].length > 0 || giftCards || discounted
  return leavesOut || earn.some(({ perItemCategory }) => perItemCategory !== undefined)
}

/** Whether rules ask where something was bought. */
export const readsShops = ({ earn, multipliers }: Pick<LoyaltyRules, 'earn' | 'multipliers'>): boolean =>
  [...earn, ...multipliers].some(({ shops }) => shops !== undefined)

/** Whether rules look at the lines of a purchase at all. */
export const readsLines = (rules: OfLines): boolean =>
  readsCatalogue(rules) || rules.earn.some(({ perItemSku }) => perItemSku !== undefined)
