import { z } from 'zod'
import { productSorts, productStates } from './product-words.ts'

export type { ProductSort, ProductState } from './product-words.ts'

const productId = z.string().trim().min(1).max(200)
const link = z.url({ protocol: /^https?$/ }).max(2000)

export const product = z.object({
  productId: z.string(),
  name: z.string().nullable(),
  category: z.string().nullable(),
  priceMinor: z.number().nullable(),
  currency: z.string().nullable(),
  imageUrl: z.string().nullable(),
  url: z.string().nullable(),
  inStock: z.boolean(),
  /** whether it runs out and is bought again: as the owner says, or else as learnt */
  replenishable: z.boolean(),
  /** null: as learnt from who buys it again */
  replenishableSet: z.boolean().nullable(),
  /** usual days between two purchases by one customer */
  repeatDays: z.number().nullable(),
  buyers: z.number(),
  repeatBuyers: z.number(),
  firstSeenAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
})
export type Product = z.infer<typeof product>

export const listProductsQuery = z.object({
  search: z.string().max(200).optional(),
  category: z.string().max(200).optional(),
  state: z.enum(productStates).default('all'),
  sort: z.enum(productSorts).default('buyers'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  format: z.enum(['json', 'csv']).default('json'),
})
export type ListProductsQuery = z.infer<typeof listProductsQuery>

export const productPage = z.object({
  products: z.array(product),
  nextCursor: z.string().nullable(),
  /** of all that match */
  total: z.number(),
  /** the shop's categories, the one with most products first */
  categories: z.array(z.object({ category: z.string(), products: z.number() })),
})
export type ProductPage = z.infer<typeof productPage>

/** What is not given stays as it is; null takes away. */
const productChange = z.object({
  productId,
  name: z.string().trim().min(1).max(300).nullish(),
  category: z.string().trim().min(1).max(200).nullish(),
  /** in the major unit, as events tell it */
  price: z.number().min(0).max(1e9).nullish(),
  /** the workspace's own when not given */
  currency: z.string().length(3).optional(),
  imageUrl: link.nullish(),
  url: link.nullish(),
  inStock: z.boolean().optional(),
  /** null: as learnt */
  replenishable: z.boolean().nullish(),
})
export type ProductChange = z.infer<typeof productChange>

export const putProducts = z.object({ products: z.array(productChange).min(1).max(1000) })
export const putProductsAnswer = z.object({ created: z.number(), changed: z.number(), unchanged: z.number() })
export type PutProductsAnswer = z.infer<typeof putProductsAnswer>
