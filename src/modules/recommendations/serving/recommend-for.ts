import type { Reason, RecommendationAnswer, RecommendationKind, RecommendedProduct } from '#contract/recommendations'
import { translatorFor } from '#i18n'
import { customerFamily } from '#modules/customers'
import type { Locale } from '#platform/i18n'
import { inWorkspace, type Tx } from '#platform/postgres'
import { type History, joinHistories } from '../products/history.ts'
import { findHistories } from '../products/products.repo.ts'
import type { RecommendationDeps } from '../recommendation-deps.ts'
import { isDue } from './due.ts'
import { ownProducts, type Ranked, rankAgain, rankNew } from './rank.ts'
import {
  type Candidate,
  type CurrentModel,
  findList,
  findModel,
  findNeighbours,
  findPopular,
  findProducts,
  type ShownProduct,
  sumNeighbours,
} from './sources.repo.ts'

export type RecommendationWish = {
  kind: RecommendationKind
  customerId?: string | undefined
  productId?: string | undefined
  category?: string | undefined
  limit: number
  exclude?: string[] | undefined
  /** out of stock too */
  anyStock?: boolean
  /** of the reasons' words; English when not given */
  locale?: Locale
}

export type Shown = Omit<Ranked, 'kind'> & { kind: Reason['kind']; category?: string }

export const mostCandidates = 300
/** Of what is for somebody, at most so much is what they know already. */
export const knownShare = 1 / 3

/**
 * Products for a customer, or beside a product, or of the shop, best first, each with its reason in words. Out of stock, excluded and just
 * bought ones are left out; what runs out comes back when it is due. Of whom nothing is known gets what sells. Throws not_found for a
 * customer who is not there; of products that are not there nothing follows.
 */
export async function recommendFor(
  { db, clock }: RecommendationDeps,
  workspaceId: string,
  wish: RecommendationWish,
): Promise<RecommendationAnswer> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const family = wish.customerId === undefined ? [] : await customerFamily(tx, workspaceId, wish.customerId)
    const histories = family.length === 0 ? [] : [...(await findHistories(tx, workspaceId, family)).values()]
    const history = joinHistories(histories)
    const model = await findModel(tx, workspaceId)
    const now = clock.now().epochMilliseconds
    const products = await findProducts(tx, workspaceId, Object.keys(history))
    const ask: Asked = { tx, workspaceId, wish, history, products, model, now }
    const shown = await candidatesOf(ask)
    return {
      kind: wish.kind,
      customerId: Object.keys(history).length > 0 ? (family[0] ?? null) : null,
      trainedAt: model?.trainedAt.toISOString() ?? null,
      products: await chooseStepwise(ask, shown),
    }
  })
}

type Asked = {
  tx: Tx
  workspaceId: string
  wish: RecommendationWish
  history: History
  /** those of the history, later also those to be shown */
  products: Map<string, ShownProduct>
  model: CurrentModel | undefined
  now: number
}

/** What one person's choice goes by. */
export type Chosen = Pick<Asked, 'wish' | 'history' | 'products' | 'model' | 'now'>

async function candidatesOf(ask: Asked): Promise<Shown[]> {
  const { tx, workspaceId, wish, history } = ask
  const { kind, productId, category } = wish
  if (kind === 'for_you') return await forYou(ask)
  if (kind === 'again') return knownAgain(ask)
  if (kind === 'viewed')
    return Object.entries(history)
      .filter(([id, habit]) => habit[3] > 0 && id !== productId)
      .sort(([, a], [, b]) => b[3] - a[3])
      .map(([id]) => ({ productId: id, kind: 'looked_at', because: null, days: null }))
  if (kind === 'similar' || kind === 'together') {
    const near = productId === undefined ? [] : await findNeighbours(tx, workspaceId, kind, productId)
    const [own] = productId === undefined ? [] : [...(await findProducts(tx, workspaceId, [productId])).values()]
    return [
      ...near.map((one): Shown => ({ productId: one.productId, kind, because: productId ?? null, days: null })),
      ...(await popular(ask, 'bestsellers', category ?? own?.category ?? undefined)),
    ]
  }
  return await popular(ask, kind, category)
}

async function forYou(ask: Asked): Promise<Shown[]> {
  const { tx, workspaceId, wish, history, model } = ask
  const { category } = wish
  const next = await sumNeighbours(tx, workspaceId, ownProducts(history), mostCandidates)
  const { sellingNow, bestsellers } = await findPopular(tx, workspaceId)
  const fresh: Shown[] = rankNew(history, { next, sellingNow, bestsellers }, model?.weights.new ?? {})
  const known = knownAgain(ask).slice(0, Math.floor(wish.limit * knownShare))
  const rest = category === undefined ? [] : await popular(ask, 'bestsellers', category)
  return [...known, ...fresh, ...rest]
}

/** What they buy again and again and are about to run out of. */
export function knownAgain({ history, products, model, now }: Chosen): Shown[] {
  return rankAgain(history, products, model?.weights.repurchase ?? {}, now)
}

/** What sells, or is looked at, in a category; then in the whole shop when no category was wished for. */
async function popular(
  { tx, workspaceId, wish }: Asked,
  kind: 'bestsellers' | 'most_viewed',
  category?: string,
): Promise<Shown[]> {
  const word = kind === 'bestsellers' ? 'bestseller' : 'most_viewed'
  const show = (list: Candidate[], of?: string): Shown[] =>
    list.map(({ productId }) => ({
      productId,
      kind: of === undefined ? word : (`${word}_category` as const),
      because: null,
      days: null,
      ...(of === undefined ? {} : { category: of }),
    }))
  const within = category === undefined ? [] : show(await findList(tx, workspaceId, kind, category), category)
  if (wish.category !== undefined) return within
  return [...within, ...show(await findList(tx, workspaceId, kind, ''))]
}

const looksAtOnce = 4

/** Hundreds are candidates and few are shown: of the rest nothing is read unless too many of the first may not be. */
async function chooseStepwise(ask: Asked, shown: Shown[]): Promise<RecommendedProduct[]> {
  const { tx, workspaceId, wish, products } = ask
  for (let seen = looksAtOnce * wish.limit; ; seen *= looksAtOnce) {
    const first = shown.slice(0, seen)
    const named = first.flatMap(({ productId, because }) => (because === null ? [productId] : [productId, because]))
    const others = [...new Set(named)].filter((id) => !products.has(id))
    for (const [id, product] of await findProducts(tx, workspaceId, others)) products.set(id, product)
    const chosen = choose(ask, first, products)
    if (chosen.length >= wish.limit || seen >= shown.length) return chosen
  }
}

/** The best of the candidates that may be shown to them now. */
export function choose(
  { wish, history, now }: Chosen,
  shown: Shown[],
  products: Map<string, ShownProduct>,
): RecommendedProduct[] {
  const left = new Set([...(wish.exclude ?? []), ...(wish.productId === undefined ? [] : [wish.productId])])
  const t = translatorFor(wish.locale ?? 'en', 'recommendations')
  const chosen: RecommendedProduct[] = []
  for (const one of shown) {
    if (chosen.length >= wish.limit) break
    const product = products.get(one.productId)
    if (!product || left.has(one.productId)) continue
    if (!wish.anyStock && !product.inStock) continue
    if (wish.category !== undefined && product.category !== wish.category) continue
    const habit = history[one.productId]
    // What was looked at again may be what was bought; the customer sees where they were.
    if (habit && habit[0] > 0 && wish.kind !== 'viewed' && !isDue(habit, product, now)) continue
    left.add(one.productId)
    const because = one.because === null ? undefined : products.get(one.because)
    const source = one.because === null ? null : { productId: one.because, name: because?.name ?? one.because }
    chosen.push({
      productId: product.productId,
      name: product.name ?? product.productId,
      category: product.category,
      priceMinor: product.priceMinor,
      currency: product.currency,
      imageUrl: product.imageUrl,
      url: product.url,
      reason: {
        kind: one.kind,
        product: source,
        category: one.category ?? null,
        days: one.days,
        text: t(`recommendations.reason.${one.kind}`, {
          product: source?.name ?? '',
          category: one.category ?? '',
          days: one.days ?? 0,
        }),
      },
    })
  }
  return chosen
}
