import { cors } from 'hono/cors'
import { sql } from 'kysely'
import { askWidget, widgetAnswer } from '#contract/recommendations'
import { translatorFor } from '#i18n'
import { findCustomerBy } from '#modules/customers'
import { DomainError } from '#platform/errors'
import {
  answerScript,
  clientAddress,
  createRateLimit,
  createRouter,
  json,
  publicRoute,
  type Router,
  readBrowserScript,
  spendRate,
} from '#platform/http'
import { isLocale, type Locale } from '#platform/i18n'
import { inWorkspace } from '#platform/postgres'
import type { RecommendationDeps } from '../recommendation-deps.ts'
import { recommendFor } from '../serving/recommend-for.ts'

type WidgetKey = { workspaceId: string; apiKeyId: string; kind: 'write' | 'server'; origins: string[] }

export type WidgetDeps = RecommendationDeps & {
  /** Whose key this is; undefined for a key nobody has. */
  findKey: (secret: string) => Promise<WidgetKey | undefined>
  /** proxies before this server that say who asks */
  trustedProxies: number
}

const ask = publicRoute(
  { maxBody: 0 },
  {
    method: 'get',
    path: '/v1/recommendations',
    tags: ['Recommendations'],
    summary:
      'For the page of a shop, with its write key: products for an anonymous visitor, beside a product or of a category',
    security: [],
    request: { query: askWidget },
    responses: { 200: json(widgetAnswer, 'Best first, with heading and reasons in words') },
  },
)

const minute = 60
const widget = new URL('../../../widget/widget.ts', import.meta.url)

/**
 * What a browser asks. A write key is public and an anonymous id is all a page knows of its visitor: as soon as the shop knows who that is,
 * nothing is told that follows from what they did. See docs/guide/recommendations.md.
 */
export function widgetRoutes(deps: WidgetDeps): Router {
  const { db, clock } = deps
  const router = createRouter()
  const limit = createRateLimit({ db, clock, name: 'widget', quota: 600, windowSeconds: minute })
  router.use('/v1/recommendations', cors({ origin: '*', allowMethods: ['GET'], maxAge: 86_400 }))
  router.openapi(ask, async (c) => {
    const { writeKey, anonymousId, lang, ...wish } = c.req.valid('query')
    const key = await deps.findKey(writeKey)
    // A server key in a page is everybody's; it is told nothing, not even that it exists.
    if (key?.kind !== 'write') throw new DomainError('unauthorized', 'unknown_key', 'The write key is not known.')
    const origin = c.req.header('origin')
    if (origin !== undefined && key.origins.length > 0 && !key.origins.includes(origin.toLowerCase()))
      throw new DomainError('forbidden', 'origin_not_allowed', 'This key may not be used from this page.', { origin })
    await spendRate(c, limit, `${key.apiKeyId} ${clientAddress(c, deps.trustedProxies)}`)
    const { workspaceId } = key
    const known = await inWorkspace(db, workspaceId, async (tx) => ({
      visitor: await findCustomerBy(tx, workspaceId, { anonymousId }),
      locale: readLocale(lang) ?? (await localeOf(tx, workspaceId)),
    }))
    const customerId = known.visitor?.isAnonymous ? known.visitor.customerId : undefined
    const { locale } = known
    const answer = await recommendFor(deps, workspaceId, { ...wish, customerId, locale })
    const products = answer.products.map(({ reason, ...product }) => ({ ...product, reason: reason.text }))
    const title = translatorFor(locale, 'recommendations')(`recommendations.title.${wish.kind}`)
    c.header('Cache-Control', customerId === undefined ? 'public, max-age=60' : 'private, no-store')
    return c.json(
      { kind: wish.kind, lang: locale, dir: locale === 'fa' ? ('rtl' as const) : ('ltr' as const), title, products },
      200,
    )
  })
  router.get('/widget.js', (c) => {
    c.header('Cross-Origin-Resource-Policy', 'cross-origin')
    return answerScript(c, readBrowserScript(widget), 'public, max-age=3600')
  })
  return router
}

function readLocale(lang: string | undefined): Locale | undefined {
  const wanted = lang?.toLowerCase().split('-')[0]
  return wanted !== undefined && isLocale(wanted) ? wanted : undefined
}

async function localeOf(tx: Parameters<typeof findCustomerBy>[0], workspaceId: string): Promise<Locale> {
  const { rows } = await sql<{
    locale: string
  }>`select locale from workspaces where workspace_id = ${workspaceId}`.execute(tx)
  return readLocale(rows[0]?.locale) ?? 'en'
}
