import type { RecommendationAnswer, RecommendedProduct } from '#contract/recommendations'
import { translatorFor } from '#i18n'
import { customerFamily, findCustomerBy } from '#modules/customers'
import type { Locale } from '#platform/i18n'
import { inWorkspace, type Tx } from '#platform/postgres'
import { type History, joinHistories } from '../products/history.ts'
import { findHistories } from '../products/products.repo.ts'
import type { RecommendationDeps } from '../recommendation-deps.ts'
import { type Chosen, knownAgain, knownFirst, newFor, pickShown, type Shown, type Wish } from './for-you.ts'
import { currentModel, type KeptModel, readNext } from './kept-model.ts'
import { ownProducts } from './rank.ts'
import { type Candidate, findList, findNeighbours, findProducts, type ShownProduct } from './sources.repo.ts'

export type RecommendationWish = Wish & {
  customerId?: string | undefined
  /** who it is for where their id here is not known: the shop's own id, or a browser's */
  userId?: string | undefined
  anonymousId?: string | undefined
  /** of the reasons' words; English when not given */
  locale?: Locale
}

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
    const customerId = wish.customerId ?? (await findCustomerBy(tx, workspaceId, wish))?.customerId
    const family = customerId === undefined ? [] : await customerFamily(tx, workspaceId, customerId)
    const histories = family.length === 0 ? [] : [...(await findHistories(tx, workspaceId, family)).values()]
    const history = joinHistories(histories)
    const model = await currentModel(tx, workspaceId)
    const now = clock.now().epochMilliseconds
    const ask: Asked = { tx, workspaceId, wish, history, products: new Map(), model, now }
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
  /** what has been read so far */
  products: Map<string, ShownProduct>
  model: KeptModel | undefined
  now: number
}

async function candidatesOf(ask: Asked): Promise<Shown[]> {
  const { tx, workspaceId, wish, history } = ask
  const { kind, productId, category } = wish
  if (kind === 'for_you') return await forYou(ask)
  if (kind === 'again') {
    await readProducts(ask, Object.keys(history))
    return knownAgain(ask)
  }
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
  const own = ownProducts(history)
  if (model) await readNext(tx, workspaceId, model, own)
  const fresh = model ? newFor(history, own, model) : []
  await readProducts(ask, [...Object.keys(history), ...idsOf(fresh.slice(0, looksAtOnce * wish.limit))])
  const rest = wish.category === undefined ? [] : await popular(ask, 'bestsellers', wish.category)
  return [...knownFirst(ask), ...fresh, ...rest]
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
  for (let seen = looksAtOnce * ask.wish.limit; ; seen *= looksAtOnce) {
    const first = shown.slice(0, seen)
    await readProducts(ask, idsOf(first))
    const chosen = choose(ask, first, ask.products)
    if (chosen.length >= ask.wish.limit || seen >= shown.length) return chosen
  }
}

const idsOf = (shown: Shown[]): string[] =>
  shown.flatMap(({ productId, because }) => (because === null ? [productId] : [productId, because]))

async function readProducts({ tx, workspaceId, products }: Asked, ids: string[]): Promise<void> {
  const missing = [...new Set(ids)].filter((id) => !products.has(id))
  for (const [id, product] of await findProducts(tx, workspaceId, missing)) products.set(id, product)
}

/** The best of the candidates that may be shown to them now, each with its reason in words. */
export function choose(
  ask: Chosen & { wish: { locale?: Locale } },
  shown: Shown[],
  products: Map<string, ShownProduct>,
): RecommendedProduct[] {
  const t = translatorFor(ask.wish.locale ?? 'en', 'recommendations')
  return pickShown(ask, shown, products).map(({ one, product }) => {
    const because = one.because === null ? undefined : products.get(one.because)
    const source = one.because === null ? null : { productId: one.because, name: because?.name ?? one.because }
    return {
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
    }
  })
}
