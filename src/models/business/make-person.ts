import type { Random } from '#models/folds'
import { drawExponential, drawGamma, drawNormal, drawPlace, pick, randomOf } from './draw.ts'
import type { Business } from './make-business.ts'

const dayMs = 86_400_000

/** How people came to know the business; it is told as a trait, and whether a treatment moves them hangs on it. */
const ways = ['counter', 'friend', 'website', 'event'] as const
const wayShares = [0.45, 0.7, 0.9, 1]
const responses: Record<(typeof ways)[number], number> = { counter: 0.02, friend: 0.7, website: 0.3, event: -0.15 }

export type Person = {
  index: number
  userId: string
  anonymousId: string
  way: (typeof ways)[number]
  joinedAt: number
  goneAt: number
  rate: number
  regularity: number
  response: number
  arm: 'control' | 'treated'
  favourite: number
  /** their usual thing of each category */
  usual: number[]
  /** how much more than others they take at a time */
  appetite: number
  hour: number
  online: boolean
  readsLetters: number
  traits: Record<string, unknown>
}

/** Customer `index` of a business, the same every time. Those with a higher index join later. */
export function makePerson(business: Business, index: number): Person {
  const { kind, plan } = business
  const random = randomOf(plan.seed, 1, index)
  const joinedAt = joiningTime(business, (index + random()) / plan.customers)
  const rate = Math.min(kind.rate.most, (drawGamma(random, kind.rate.shape) / kind.rate.shape) * kind.rate.mean)
  const leaving = (drawGamma(random, kind.leaving.shape) / kind.leaving.shape) * kind.leaving.mean
  const luck = random()
  const way = ways[wayShares.findIndex((share) => luck < share)] ?? 'counter'
  const hours = kind.hours[drawPlace(random, business.hourSums)]
  const online = random() < kind.webShare * (way === 'website' ? 2 : 0.75)
  const userId = `${plan.prefix}${(index + 1).toString().padStart(6, '0')}`
  return {
    index,
    userId,
    anonymousId: `${plan.prefix}d${index.toString(36)}`,
    way,
    joinedAt,
    goneAt: joinedAt + (drawExponential(random) / Math.max(leaving, 1e-5)) * dayMs,
    rate: Math.max(rate, 1e-4),
    regularity: pick(random, kind.regularities),
    // Who comes nearly daily has little room for more.
    response: responses[way] / (1 + 2 * rate),
    arm: random() < 0.5 ? 'control' : 'treated',
    favourite: drawPlace(random, business.categorySums),
    usual: business.shelves.map((shelf) => shelf.products[drawPlace(random, shelf.sums)] ?? 0),
    appetite: drawGamma(random, 2) / 2,
    hour: (hours?.hour ?? 12) + (hours?.spread ?? 1) * 0.6 * drawNormal(random),
    online,
    readsLetters: random() ** 2,
    traits: traitsOf(business, random, { index, userId, way, online }),
  }
}

/** Three in ten are there soon after the beginning, the others come evenly: the share of customers who joined, turned round. */
function joiningTime({ plan, from }: Business, share: number): number {
  const quick = Math.min(12, plan.days / 6)
  const all = 0.3 * (1 - Math.exp(-plan.days / quick)) + 0.7
  let low = 0
  let high = plan.days
  for (let step = 0; step < 26; step++) {
    const middle = (low + high) / 2
    if (0.3 * (1 - Math.exp(-middle / quick)) + (0.7 * middle) / plan.days < share * all) low = middle
    else high = middle
  }
  return from + low * dayMs
}

function traitsOf(
  { words }: Business,
  random: Random,
  { index, userId, way, online }: Pick<Person, 'index' | 'userId' | 'way' | 'online'>,
): Record<string, unknown> {
  const woman = random() < 0.54
  const given = words.givenNames[Math.floor((woman ? random() : 1 + random()) * words.women)] ?? words.givenNames[0]
  const family = pick(random, words.familyNames)
  const own = woman && words.feminine ? words.feminine(family) : family
  const traits: Record<string, unknown> = {
    name: words.familyFirst ? `${own} ${given}` : `${given} ${own}`,
    district: pick(random, words.districts),
    joined_through: way,
  }
  if (online || random() < 0.5) traits.email = `${userId.toLowerCase()}@example.com`
  if (random() < 0.25)
    traits.phone = `${words.phone}${(index % 1_000_000).toString().padStart(words.phone === '+4477009' ? 5 : 6, '0')}`
  if (random() < 0.3) {
    const year = 1950 + Math.floor(random() * 55)
    const month = 1 + Math.floor(random() * 12)
    const day = 1 + Math.floor(random() * 28)
    traits.birthday = `${year}-${month.toString().padStart(2, '0')}-${day.toString().padStart(2, '0')}`
  }
  return traits
}
