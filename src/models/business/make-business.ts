import type { BusinessPlan, Product } from './business.ts'
import { businessAt, type Calendar, makeCalendar } from './calendar.ts'
import { runningSums } from './draw.ts'
import { type Kind, kinds } from './kinds.ts'
import { wordsOf } from './words/index.ts'
import type { Words } from './words/words.ts'

const dayMs = 86_400_000

/** Everything about a business that is the same for all of its customers. */
export type Business = {
  plan: BusinessPlan
  kind: Kind
  words: Words
  name: string
  from: number
  horizon: number
  calendar: Calendar
  categories: string[]
  products: Product[]
  /** products of a category, and the running sums of how much they are liked */
  shelves: { products: number[]; sums: number[] }[]
  categorySums: number[]
  hourSums: number[]
  experiment: { id: string; begin: number; end: number; beginBusiness: number; endBusiness: number }
  /** when a letter goes out to everybody who gave an address */
  letters: number[]
}

/** The same plan always makes the same business. */
export function makeBusiness(plan: BusinessPlan): Business {
  const kind = kinds[plan.kind]
  const words = wordsOf[plan.language]
  const from = plan.until - plan.days * dayMs
  const calendar = makeCalendar(words.timeZone, from, plan.days + plan.horizonDays + 1, {
    weekdays: words.weekdays ?? kind.weekdays,
    months: kind.months,
    closed: words.holidays,
  })
  // In the last third, so that there is a before and an after.
  const begin = Math.round(plan.until - plan.days * 0.3 * dayMs)
  const end = Math.round(begin + Math.min(28, plan.days * 0.2) * dayMs)
  const letters: number[] = []
  for (let at = from + 10 * dayMs; at < plan.until; at += 28 * dayMs) letters.push(at)
  return {
    plan,
    kind,
    words,
    name: words[plan.kind],
    from,
    horizon: plan.until + plan.horizonDays * dayMs,
    calendar,
    ...stock(plan, kind, words),
    categorySums: runningSums(kind.categories.map((category) => category.weight)),
    hourSums: runningSums(kind.hours.map((hour) => hour.weight)),
    experiment: {
      id: `${plan.prefix}offer`,
      begin,
      end,
      beginBusiness: businessAt(calendar, begin),
      endBusiness: businessAt(calendar, end),
    },
    letters,
  }
}

function stock(plan: BusinessPlan, kind: Kind, words: Words): Pick<Business, 'categories' | 'products' | 'shelves'> {
  const goods = kind.categories.flatMap((category, at) => category.goods.map((good) => ({ ...good, category: at })))
  const places = new Map(goods.map((good, at) => [good.key, at]))
  const { factor, step } = words.prices
  const products = goods.map((good) => {
    const price = rounded(Math.max(1, Math.round((good.price * factor) / step)) * step)
    return {
      id: `${plan.prefix}${good.key.replaceAll('_', '-')}`,
      name: words.names[good.key] ?? good.key,
      category: good.category,
      price,
      cost: rounded(price * kind.costShare),
      partners: Object.entries(good.with ?? {}).map(([key, probability]) => ({
        product: places.get(key) ?? 0,
        probability,
      })),
    }
  })
  const shelves = kind.categories.map((_, category) => {
    const of = goods.flatMap((good, at) => (good.category === category ? [at] : []))
    return { products: of, sums: runningSums(of.map((at) => goods[at]?.weight ?? 0)) }
  })
  return { categories: kind.categories.map((category) => words.names[category.key] ?? category.key), products, shelves }
}

/** To two decimals: what a till can print. */
export function rounded(amount: number): number {
  return Math.round(amount * 100) / 100
}
