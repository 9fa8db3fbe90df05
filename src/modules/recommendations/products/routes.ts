import {
  listProductsQuery,
  type Product,
  productPage,
  putProducts as putBody,
  putProductsAnswer,
} from '#contract/products'
import { recordAudit } from '#modules/audit'
import { createRouter, csvAnswer, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { toMajor } from '#platform/money'
import { inWorkspace } from '#platform/postgres'
import type { RecommendationDeps } from '../recommendation-deps.ts'
import { listProducts, walkProducts } from './list-products.ts'
import { putProducts } from './put-products.ts'

const tags = ['Products']

const list = workspaceRoute(
  { scope: 'recommendations:read' },
  {
    method: 'get',
    path: '/products',
    tags,
    summary: 'Products, as events and programs told them',
    request: { query: listProductsQuery },
    responses: { 200: json(productPage, 'A page of products; CSV of all with format=csv') },
  },
)
const put = workspaceRoute(
  { scope: 'recommendations:write', maxBody: 2 * 1024 * 1024 },
  {
    method: 'put',
    path: '/products',
    tags,
    summary:
      'Make or change up to 1,000 products, all or none; what is not given stays, the same again changes nothing',
    request: { body: jsonBody(putBody) },
    responses: { 200: json(putProductsAnswer, 'How many are new, changed and as they were') },
  },
)

const header = [
  'product_id',
  'name',
  'category',
  'price',
  'currency',
  'image_url',
  'url',
  'in_stock',
  'replenishable',
  'buyers',
  'repeat_buyers',
  'repeat_days',
  'last_seen_at',
]

export function productRoutes({ db, clock }: RecommendationDeps): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { workspaceId } = c.var
    const query = c.req.valid('query')
    if (query.format === 'csv')
      return csvAnswer(c, 'products.csv', header, csvRows(walkProducts(db, workspaceId, query))) as never
    return c.json(await listProducts(db, workspaceId, query), 200)
  })
  router.openapi(put, async (c) => {
    const { workspaceId, actor } = c.var
    const { products } = c.req.valid('json')
    const done = await inWorkspace(db, workspaceId, async (tx) => {
      const counts = await putProducts(tx, clock, workspaceId, products)
      const { created, changed } = counts
      if (created + changed > 0)
        await recordAudit(tx, workspaceId, actor, {
          action: 'products.changed',
          target: { kind: 'products' },
          detail: { created, changed },
        })
      return counts
    })
    return c.json(done, 200)
  })
  return router
}

async function* csvRows(products: AsyncIterable<Product>) {
  for await (const one of products) {
    const price = one.priceMinor === null || one.currency === null ? null : toMajor(one.priceMinor, one.currency)
    yield [
      one.productId,
      one.name,
      one.category,
      price,
      one.currency,
      one.imageUrl,
      one.url,
      one.inStock,
      one.replenishable,
      one.buyers,
      one.repeatBuyers,
      one.repeatDays,
      one.lastSeenAt,
    ]
  }
}
