import type { Random } from '#models/folds'
import type { BusinessEvent, Lived, Truth } from './business.ts'
import { businessAt, dayOfBusiness } from './calendar.ts'
import { drawExponential, drawGamma, drawNormal, drawPlace, drawPoisson, randomOf } from './draw.ts'
import { type Business, rounded } from './make-business.ts'
import { makePerson, type Person } from './make-person.ts'

const hourMs = 3_600_000
const minuteMs = 60_000

type Life = {
  business: Business
  person: Person
  random: Random
  events: BusinessEvent[]
  truth: Truth
  orders: number
}

/**
 * The whole life of customer `index`: what they did up to the end of the plan, in the order of time, and what is true of them.
 * Visits are a renewal process in hours of business (gamma intervals around their own rate), which ends when they leave; while
 * treated they live faster. Pure: the same business and index give the same life, whoever asks.
 */
export function liveCustomer(business: Business, index: number): Lived {
  const person = makePerson(business, index)
  const { plan, experiment } = business
  const takesPart = person.joinedAt < experiment.begin
  const truth: Truth = {
    userId: person.userId,
    joinedAt: person.joinedAt,
    rate: person.rate,
    regularity: person.regularity,
    goneAt: person.goneAt,
    gone: person.goneAt < plan.until,
    favourite: person.favourite,
    arm: takesPart ? person.arm : null,
    response: person.response,
    upliftVisits: takesPart ? person.rate * person.response * shareOfExperiment(business, person) : 0,
    visits: 0,
    revenue: 0,
    futureVisits: 0,
    futureRevenue: 0,
  }
  const life: Life = { business, person, random: randomOf(plan.seed, 2, index), events: [], truth, orders: 0 }
  comeAgain(life)
  const first = life.events[0]?.at ?? person.joinedAt
  becomeKnown(life, first)
  readLetters(life, first)
  if (takesPart && first < experiment.begin) {
    tell(life, experiment.begin + (person.index % 60_000), 'server', 'Experiment Viewed', {
      experiment_id: experiment.id,
      experiment_name: business.words.passages.offer,
      variation_id: person.arm,
    })
  }
  const events = life.events.filter((event) => event.at < plan.until).sort((a, b) => a.at - b.at)
  return { truth, events: named(events, person.userId) }
}

/** Somebody who looks at the shelves on the web and never says who they are. */
export function livePasserBy(business: Business, index: number): BusinessEvent[] {
  const { plan, from } = business
  const random = randomOf(plan.seed, 3, index)
  const anonymousId = `${plan.prefix}v${index.toString(36)}`
  const begin = from + random() * plan.days * 24 * hourMs
  const events: BusinessEvent[] = []
  look(business, random, begin, 1 + drawPoisson(random, 1.2), { anonymousId }, events)
  return named(
    events.filter((event) => event.at < plan.until),
    anonymousId,
  )
}

/** Times are whole milliseconds; ids count. */
function named(events: BusinessEvent[], by: string): BusinessEvent[] {
  events.forEach((event, i) => {
    event.at = Math.floor(event.at)
    event.messageId = `${by}-${i}`
  })
  return events
}

/** The business done during the experiment while they are a customer, in usual days. */
function shareOfExperiment({ calendar, experiment }: Business, { goneAt }: Person): number {
  return Math.max(0, Math.min(experiment.endBusiness, businessAt(calendar, goneAt)) - experiment.beginBusiness)
}

function comeAgain(life: Life): void {
  const { business, person, random } = life
  const { calendar, experiment, plan } = business
  const faster = life.truth.arm === 'treated' ? 1 + person.response : 1
  const begin = experiment.beginBusiness
  const length = experiment.endBusiness - begin
  let done = businessAt(calendar, person.joinedAt)
  let lived =
    done <= begin ? done : done < begin + length ? begin + (done - begin) * faster : done + length * (faster - 1)
  let lastDay = -1
  for (let visit = 0; ; visit++) {
    if (visit > 0) lived += drawGamma(random, person.regularity) / (person.regularity * person.rate)
    if (lived <= begin) done = lived
    else if (lived < begin + length * faster) done = begin + (lived - begin) / faster
    else done = lived - length * (faster - 1)
    const day = dayOfBusiness(calendar, done)
    const midnight = calendar.starts[day]
    if (day < 0 || midnight === undefined) return
    const at = midnight + timeOfDay(business, person, random) * hourMs
    if (visit > 0 && (at > person.goneAt || at >= business.horizon)) return
    // Business done on one day is one visit.
    if (day === lastDay) continue
    lastDay = day
    buy(life, Math.max(at, visit === 0 ? person.joinedAt : at), at < plan.until)
  }
}

function timeOfDay({ kind }: Business, person: Person, random: Random): number {
  const hour = person.hour + 0.7 * drawNormal(random)
  return Math.max(kind.opens, Math.min(kind.closes - 0.2, hour))
}

type Line = { product_id: string; name: string; category: string; price: number; quantity: number }

function buy(life: Life, at: number, told: boolean): void {
  const { business, person, random, truth } = life
  const { kind, plan, words } = business
  const basket = fillBasket(life)
  let total = 0
  let cost = 0
  const products: Line[] = []
  for (const [place, quantity] of basket) {
    const product = business.products[place]
    if (!product) continue
    total += product.price * quantity
    cost += product.cost * quantity
    products.push({
      product_id: product.id,
      name: product.name,
      category: business.categories[product.category] ?? '',
      price: product.price,
      quantity,
    })
  }
  total = rounded(total)
  const online = person.online && random() < 0.25
  const cancelled = online && random() < kind.cancels * 4
  const returned = !cancelled && random() < kind.returns
  if (!told) {
    if (cancelled) return
    truth.futureVisits++
    truth.futureRevenue = rounded(truth.futureRevenue + total)
    return
  }
  if (!cancelled) {
    truth.visits++
    truth.revenue = rounded(truth.revenue + total)
  }
  const source = online ? 'web' : 'till'
  const order_id = `${person.userId}-${++life.orders}`
  if (online) shopOnline(life, at, products)
  tell(life, at, source, 'Order Completed', {
    order_id,
    total,
    currency: words.currency,
    cost: rounded(cost),
    products,
  })
  if (cancelled) tell(life, at + 20 * minuteMs, source, 'Order Cancelled', { order_id, currency: words.currency })
  if (returned) {
    const [line] = products
    const amount = line ? rounded(line.price) : total
    const later = at + (plan.kind === 'cafe' ? 10 * minuteMs : (2 + 12 * random()) * 24 * hourMs)
    tell(life, later, source, 'Order Refunded', { order_id, amount, currency: words.currency })
  }
}

/** Place of a product → how many. */
function fillBasket({ business, person, random }: Life): Map<number, number> {
  const { kind } = business
  const basket = new Map<number, number>()
  const things = 1 + drawPoisson(random, kind.moreItems * (0.3 + person.appetite))
  for (let i = 0; i < things; i++) {
    const category = random() < 0.6 ? person.favourite : drawPlace(random, business.categorySums)
    const place =
      random() < kind.habit ? (person.usual[category] ?? 0) : drawFromShelf(business.shelves[category], random)
    add(basket, place, random() < 0.12 * person.appetite ? 2 : 1)
    for (const partner of business.products[place]?.partners ?? []) {
      if (random() < partner.probability) add(basket, partner.product, 1)
    }
  }
  return basket
}

function drawFromShelf(shelf: Business['shelves'][number] | undefined, random: Random): number {
  return shelf?.products[drawPlace(random, shelf.sums)] ?? 0
}

function add(basket: Map<number, number>, place: number, quantity: number): void {
  basket.set(place, (basket.get(place) ?? 0) + quantity)
}

function shopOnline({ business, person, random, events }: Life, at: number, products: Line[]): void {
  const who = { userId: person.userId }
  look(business, random, at - 12 * minuteMs, 1, who, events)
  const [line] = products
  if (line)
    events.push({ messageId: '', at: at - 4 * minuteMs, source: 'web', body: track(who, 'Product Added', { ...line }) })
}

/** A page and some products of it, a minute or so each. */
function look(
  business: Business,
  random: Random,
  begin: number,
  many: number,
  who: { userId?: string; anonymousId?: string },
  events: BusinessEvent[],
): void {
  events.push({
    messageId: '',
    at: begin,
    source: 'web',
    body: { type: 'page', ...who, properties: { name: business.name, path: '/' } },
  })
  let at = begin
  for (let i = 0; i < many; i++) {
    at += (0.3 + drawExponential(random)) * minuteMs
    const shelf = business.shelves[drawPlace(random, business.categorySums)]
    const product = business.products[drawFromShelf(shelf, random)]
    if (!product) continue
    const { id: product_id, name, price } = product
    const category = business.categories[product.category]
    events.push({
      messageId: '',
      at,
      source: 'web',
      body: track(who, 'Product Viewed', { product_id, name, category, price }),
    })
  }
}

/** With their first visit the till writes down who they are; one in three of those who shop on the web looked around before that. */
function becomeKnown(life: Life, first: number): void {
  const { business, person, random, events } = life
  const { userId, anonymousId, traits } = person
  const looked = person.online && random() < 0.35
  events.push({
    messageId: '',
    at: first - 1000,
    source: person.online ? 'web' : 'till',
    body: { type: 'identify', userId, ...(looked ? { anonymousId } : {}), traits },
  })
  if (looked)
    look(business, random, first - (1 + 30 * random()) * hourMs, 1 + drawPoisson(random, 0.8), { anonymousId }, events)
  // Some browse again on a new device and only later say who they are there.
  if (person.online && random() < 0.12) {
    const device = `${anonymousId}-2`
    const at = first + (5 + 40 * random()) * 24 * hourMs
    if (at > person.goneAt) return
    look(business, random, at, 1, { anonymousId: device }, events)
    events.push({
      messageId: '',
      at: at + 30 * minuteMs,
      source: 'web',
      body: { type: 'identify', userId, anonymousId: device, traits: {} },
    })
  }
}

/** Who is gone still gets the letters, and hardly ever opens one. */
function readLetters(life: Life, first: number): void {
  const { business, person, random } = life
  if (person.traits.email === undefined) return
  for (const [number, sent] of business.letters.entries()) {
    if (sent < first) continue
    const likes = person.readsLetters * (sent > person.goneAt ? 0.15 : 0.75)
    if (random() >= likes) continue
    const at = sent + drawExponential(random) * 5 * hourMs
    const campaign = { campaign_id: `letter-${number + 1}`, campaign_name: business.words.passages.newsletter }
    tell(life, at, 'mail', 'Email Opened', campaign)
    if (random() < 0.15) tell(life, at + minuteMs, 'mail', 'Email Link Clicked', campaign)
  }
}

function tell(life: Life, at: number, source: string, event: string, properties: Record<string, unknown>): void {
  life.events.push({ messageId: '', at, source, body: track({ userId: life.person.userId }, event, properties) })
}

function track(
  who: { userId?: string; anonymousId?: string },
  event: string,
  properties: Record<string, unknown>,
): BusinessEvent['body'] {
  return { type: 'track', event, ...who, properties }
}
