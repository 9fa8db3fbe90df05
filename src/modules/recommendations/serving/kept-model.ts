import type { Tx } from '#platform/postgres'
import { findModel, findNext, findPopular, findVersion } from './sources.repo.ts'
import type { NextModel } from './sum-next.ts'

/** What of a shop's model is the same for whoever asks: read from the database once a version, its neighbours as they are needed. */
export type KeptModel = NextModel & {
  versionId: string
  trainedAt: Date
  /** where in `products` each is */
  placeOf: Map<string, number>
}

/** Lists of neighbours that are kept over all shops, about a kilobyte each; what else a shop has is as much as some of them. */
const mostLists = 50_000
const besides = 50

/** The latest asked for come last. */
const kept = new Map<string, KeptModel>()

/** The model in use; undefined before the first training. What another process trained is seen at once. */
export async function currentModel(tx: Tx, workspaceId: string): Promise<KeptModel | undefined> {
  const versionId = await findVersion(tx, workspaceId)
  if (versionId === undefined) return undefined
  const known = kept.get(workspaceId)
  kept.delete(workspaceId)
  const model = known?.versionId === versionId ? known : await readModel(tx, workspaceId)
  if (model) kept.set(workspaceId, model)
  return model
}

async function readModel(tx: Tx, workspaceId: string): Promise<KeptModel | undefined> {
  const model = await findModel(tx, workspaceId)
  const popular = await findPopular(tx, workspaceId)
  makeRoom(besides)
  return model && { ...model, popular, products: [], placeOf: new Map(), next: new Map() }
}

/** Reads the neighbours of these products as far as they are not known yet. */
export async function readNext(tx: Tx, workspaceId: string, model: KeptModel, own: string[]): Promise<void> {
  const missing = own.filter((id) => !model.next.has(id))
  if (missing.length === 0) return
  const found = await findNext(tx, workspaceId, missing)
  makeRoom(missing.length)
  for (const id of missing) {
    const list = found.get(id)
    const places = Uint32Array.from(list?.products ?? [], (product) => placeOf(model, product))
    model.next.set(id, { places, weights: Float32Array.from(list?.weights ?? []) })
  }
}

function placeOf({ products, placeOf: places }: KeptModel, product: string): number {
  const known = places.get(product)
  if (known !== undefined) return known
  places.set(product, products.length)
  return products.push(product) - 1
}

/** Whoever was asked for longest ago goes first; a shop that fills all of it begins anew. */
function makeRoom(more: number): void {
  let lists = more
  for (const { next } of kept.values()) lists += next.size + besides
  for (const [workspaceId, { next }] of kept) {
    if (lists <= mostLists) return
    lists -= next.size + besides
    kept.delete(workspaceId)
  }
}
