import { sql } from 'kysely'
import type { RecommendedProduct } from '#contract/recommendations'
import { customerFamilies } from '#modules/customers'
import type { Clock } from '#platform/clock'
import type { Tx } from '#platform/postgres'
import { type History, joinHistories } from '../products/history.ts'
import { findHistories } from '../products/products.repo.ts'
import { type Chosen, forYouOf, type Shown } from './for-you.ts'
import { currentModel, type KeptModel, readNext } from './kept-model.ts'
import { ownProducts } from './rank.ts'
import { choose } from './recommend-for.ts'
import { findList, findProducts } from './sources.repo.ts'

type Kind = 'for_you' | 'bestsellers' | 'together'
type Person = { customerId: string; productId?: string | undefined }
type Known = Person & { history: History }

/**
 * As `recommendFor`, for many customers at once and in their order, with a few questions for all of them. `together` goes by the product
 * named, else by what they bought last. Nobody is left without: of whom nothing is known gets what sells.
 */
export async function recommendToMany(
  { clock }: { clock: Clock },
  tx: Tx,
  workspaceId: string,
  { kind, limit, people }: { kind: Kind; limit: number; people: Person[] },
): Promise<RecommendedProduct[][]> {
  const known = await readHistories(tx, workspaceId, people)
  const ids = known.flatMap(({ history }) => Object.keys(history))
  const products = await findProducts(tx, workspaceId, [...new Set(ids)])
  const model = await currentModel(tx, workspaceId)
  const now = clock.now().epochMilliseconds
  const asks = known.map(
    ({ history, productId }): Chosen => ({ wish: { kind, limit, productId }, history, products, model, now }),
  )
  const shown =
    kind === 'for_you' ? await forYou(tx, workspaceId, model, asks) : await others(tx, workspaceId, kind, asks)
  const named = shown
    .flat()
    .flatMap(({ productId, because }) => (because === null ? [productId] : [productId, because]))
  const missing = [...new Set(named)].filter((id) => !products.has(id))
  for (const [id, product] of await findProducts(tx, workspaceId, missing)) products.set(id, product)
  return asks.map((ask, at) => choose(ask, shown[at] ?? [], products))
}

async function readHistories(tx: Tx, workspaceId: string, people: Person[]): Promise<Known[]> {
  const customerIds = people.map(({ customerId }) => customerId)
  const families = await customerFamilies(tx, workspaceId, customerIds)
  const found = await findHistories(
    tx,
    workspaceId,
    families.map(({ id }) => id),
  )
  const personOf = new Map(families.map(({ id, personId }) => [id, personId]))
  const byPerson = Map.groupBy(found, ([id]) => personOf.get(id))
  return people.map((person) => {
    const own = byPerson.get(personOf.get(person.customerId)) ?? []
    return { ...person, history: joinHistories(own.map(([, history]) => history)) }
  })
}

async function forYou(tx: Tx, workspaceId: string, model: KeptModel | undefined, asks: Chosen[]): Promise<Shown[][]> {
  const own = asks.map(({ history }) => ownProducts(history))
  if (model) await readNext(tx, workspaceId, model, [...new Set(own.flat())])
  return asks.map((ask, at) => forYouOf(ask, own[at] ?? []))
}

async function others(
  tx: Tx,
  workspaceId: string,
  kind: 'bestsellers' | 'together',
  asks: Chosen[],
): Promise<Shown[][]> {
  const selling = (await findList(tx, workspaceId, 'bestsellers', '')).map(
    ({ productId }): Shown => ({ productId, kind: 'bestseller', because: null, days: null }),
  )
  if (kind === 'bestsellers') return asks.map(() => selling)
  const beside = asks.map(({ wish, history }) => wish.productId ?? lastBought(history))
  const near = await findBeside(tx, workspaceId, [...new Set(beside.filter((id) => id !== undefined))])
  return beside.map((because) => [
    ...(near.get(because ?? '') ?? []).map(
      (productId): Shown => ({ productId, kind: 'together', because: because ?? null, days: null }),
    ),
    ...selling,
  ])
}

function lastBought(history: History): string | undefined {
  const bought = Object.entries(history).filter(([, habit]) => habit[0] > 0)
  return bought.toSorted(([, a], [, b]) => b[2] - a[2])[0]?.[0]
}

async function findBeside(tx: Tx, workspaceId: string, ids: string[]): Promise<Map<string, string[]>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{
    id: string
    near: string[]
  }>`select product_id as id, neighbours as near from product_neighbours
    where workspace_id = ${workspaceId} and kind = 'together' and product_id = any(${ids}::text[])`.execute(tx)
  return new Map(rows.map(({ id, near }) => [id, near]))
}
