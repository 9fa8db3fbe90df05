/** What a business is made of and what is true of it. Money in major units of the plan's currency; times in Unix milliseconds. */

export type BusinessKind = 'cafe' | 'shop'
export type BusinessLanguage = 'en' | 'hu' | 'ru' | 'fa' | 'pl'

export type BusinessPlan = {
  kind: BusinessKind
  language: BusinessLanguage
  /** people who buy at least once; passers-by who only look come on top */
  customers: number
  /** how long the business is watched, up to `until` */
  days: number
  /** what comes after that nobody is told, but the truth knows it */
  horizonDays: number
  until: number
  seed: number
  /** begins every id, so that two businesses do not share any */
  prefix: string
}

export type Product = {
  id: string
  name: string
  category: number
  price: number
  cost: number
  /** products that go with it, each with the probability that somebody who takes it takes that too */
  partners: readonly { product: number; probability: number }[]
}

/** An event as Segment's specification names it; `body` is what a server receives. */
export type BusinessEvent = {
  messageId: string
  at: number
  source: string
  body: {
    type: 'track' | 'identify' | 'page'
    event?: string
    userId?: string
    anonymousId?: string
    traits?: Record<string, unknown>
    properties?: Record<string, unknown>
  }
}

/** What nobody can see and a model has to find. */
export type Truth = {
  userId: string
  joinedAt: number
  /** visits in a day on which the business is as busy as usual, while they are a customer */
  rate: number
  /** 1: by chance (Poisson); higher: as by the clock. The intervals are gamma with this shape */
  regularity: number
  /** when they ceased to be a customer; may lie after the end */
  goneAt: number
  gone: boolean
  favourite: number
  /** drawn at the beginning of the experiment for those who were customers by then */
  arm: 'control' | 'treated' | null
  /** how much faster they come while treated: 0.3 is 30 % faster */
  response: number
  /** visits that the treatment brings them (in expectation, given when they leave), whether or not they are treated */
  upliftVisits: number
  visits: number
  revenue: number
  futureVisits: number
  futureRevenue: number
}

export type Lived = { truth: Truth; events: BusinessEvent[] }
