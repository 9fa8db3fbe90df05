import { z } from 'zod'

export const recommendationKinds = [
  'for_you',
  'again',
  'similar',
  'together',
  'viewed',
  'bestsellers',
  'most_viewed',
] as const
export type RecommendationKind = (typeof recommendationKinds)[number]

/** Why a product is shown; the words are `recommendations.reason.<kind>`. */
export const reasonKinds = [
  'bought',
  'viewed',
  'usual',
  'again',
  'together',
  'similar',
  'looked_at',
  'bestseller',
  'bestseller_category',
  'most_viewed',
  'most_viewed_category',
] as const

export const reason = z.object({
  kind: z.enum(reasonKinds),
  /** what it follows from, such as what was bought before */
  product: z.object({ productId: z.string(), name: z.string() }).nullable(),
  category: z.string().nullable(),
  /** usual days between two purchases, or days since the last one */
  days: z.number().nullable(),
  /** in the language asked for */
  text: z.string(),
})
export type Reason = z.infer<typeof reason>

export const recommendedProduct = z.object({
  productId: z.string(),
  name: z.string(),
  category: z.string().nullable(),
  priceMinor: z.number().nullable(),
  currency: z.string().nullable(),
  imageUrl: z.string().nullable(),
  url: z.string().nullable(),
  reason,
})
export type RecommendedProduct = z.infer<typeof recommendedProduct>

export const recommendationAnswer = z.object({
  kind: z.enum(recommendationKinds),
  /** null: nothing is known of whoever it is for, so it is what others buy */
  customerId: z.uuid().nullable(),
  /** when what this comes from was reckoned; null: never */
  trainedAt: z.iso.datetime().nullable(),
  products: z.array(recommendedProduct),
})
export type RecommendationAnswer = z.infer<typeof recommendationAnswer>

const text = z.string().min(1).max(200)
/** Several ids in one parameter, separated by commas. */
const list = z
  .string()
  .max(20_000)
  .transform((ids) =>
    ids
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== ''),
  )

export const askRecommendations = z.object({
  kind: z.enum(recommendationKinds).default('for_you'),
  customerId: z.uuid().optional(),
  /** the shop's own id of the customer, as events carry it */
  userId: z.string().min(1).max(512).optional(),
  anonymousId: z.string().min(1).max(512).optional(),
  productId: text.optional(),
  category: text.optional(),
  limit: z.coerce.number().int().min(1).max(50).default(10),
  exclude: list.optional(),
  /** products that are out of stock are left out unless this is `any` */
  stock: z.enum(['in', 'any']).default('in'),
})
export type AskRecommendations = z.infer<typeof askRecommendations>

const quality = z.object({
  ndcg10: z.number(),
  recall10: z.number(),
  coverage: z.number(),
  users: z.number(),
  reached: z.number(),
  relevant: z.number(),
  hits: z.number(),
})

const task = z.object({
  models: z.record(z.string(), quality),
  weights: z.record(z.string(), z.number()),
  used: z.enum(['blend', 'simple']),
  reason: z.enum(['too_few', 'simple_better']).nullable(),
})

/** What a training found; kept with its version. */
export const modelReport = z.object({
  customers: z.number(),
  products: z.number(),
  orders: z.number(),
  buyLines: z.number(),
  viewLines: z.number(),
  /** one customer in so many was read */
  sampledEvery: z.number(),
  seconds: z.number(),
  /** the days of the past that were foretold from what came before; null: there is no past to test on */
  tested: z.object({ from: z.iso.date(), to: z.iso.date(), customers: z.number() }).nullable(),
  tasks: z.object({ new: task, repurchase: task }),
  /** products for which there is something to show of each kind */
  covered: z.object({ similar: z.number(), together: z.number(), next: z.number() }),
})
export type ModelReport = z.infer<typeof modelReport>

export const recommendationStatus = z.object({
  current: z.object({ versionId: z.uuid(), trainedAt: z.iso.datetime(), report: modelReport }).nullable(),
  versions: z.array(
    z.object({
      versionId: z.uuid(),
      trainedAt: z.iso.datetime(),
      isCurrent: z.boolean(),
      found: z.number().nullable(),
    }),
  ),
  /** the training that waits or runs */
  job: z.object({ jobId: z.uuid(), status: z.enum(['queued', 'running']) }).nullable(),
  /** the last training that did not come to its end, in words */
  problem: z.string().nullable(),
  catalogue: z.object({
    products: z.number(),
    withoutName: z.number(),
    withoutCategory: z.number(),
    withoutImage: z.number(),
    withoutUrl: z.number(),
    withoutPrice: z.number(),
    outOfStock: z.number(),
    replenishable: z.number(),
  }),
  /**
   * clicks on what was recommended and by how many people, of the last 28 days, by kind, as `Product Clicked` tells them; and how often
   * it came into view, as `Product List Viewed` tells
   */
  clicks: z.array(z.object({ kind: z.string(), clicks: z.number(), people: z.number(), shown: z.number() })),
})
export type RecommendationStatus = z.infer<typeof recommendationStatus>

export const startedTraining = z.object({ jobId: z.uuid() })

/** What a page may ask with a write key: nothing of this tells anything about a person who is known. */
export const widgetKinds = ['for_you', 'similar', 'together', 'viewed', 'bestsellers', 'most_viewed'] as const

export const askWidget = z.object({
  writeKey: z.string().min(1).max(200),
  kind: z.enum(widgetKinds).default('for_you'),
  anonymousId: z.string().min(1).max(512).optional(),
  productId: text.optional(),
  category: text.optional(),
  limit: z.coerce.number().int().min(1).max(24).default(8),
  exclude: list.optional(),
  /** of the words: en, hu, ru, fa or pl; otherwise the workspace's own */
  lang: z.string().max(35).optional(),
})

export const widgetAnswer = z.object({
  kind: z.enum(widgetKinds),
  lang: z.string(),
  dir: z.enum(['ltr', 'rtl']),
  /** a heading in that language */
  title: z.string(),
  products: z.array(recommendedProduct.omit({ reason: true }).extend({ reason: z.string() })),
})
