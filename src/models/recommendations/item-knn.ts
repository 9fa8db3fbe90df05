import { buyersOf } from './bestsellers.ts'
import { countTogether } from './count-together.ts'
import { type Neighbours, noNeighbours, setNeighbours } from './neighbours.ts'
import { forEachOwn } from './own-history.ts'
import type { PurchaseLog } from './purchase-log.ts'
import type { Score } from './score.ts'

export type KnnSettings = { neighbours?: number; shrink?: number }

/**
 * Item-kNN (Sarwar, Karypis, Konstan & Riedl 2001): an item is worth the similarity to what the customer has, over its nearest neighbours.
 * Similarity = users of both / (√(users of one · users of the other) + shrink); also “bought together” of a product page.
 */
export function makeItemKnn(log: PurchaseLog, { neighbours = 100, shrink = 10 }: KnnSettings = {}): Score {
  const similar = findSimilar(log, neighbours, shrink)
  return (user, scores) => {
    scores.fill(0)
    forEachOwn(log, user, (own) => {
      for (const { item, similarity } of similar[own] ?? []) scores[item] = (scores[item] as number) + similarity
    })
  }
}

/**
 * For each item its `width` nearest by the same similarity. Of a log of customers: what is liked by the same people; of a log
 * of orders (an order is a user): what is bought together. Pairs that fewer than `least` users have are chance.
 */
export function findNearest(
  log: PurchaseLog,
  width: number,
  { shrink = 10, least = 1 }: { shrink?: number; least?: number } = {},
): Neighbours {
  const buyers = buyersOf(log)
  const counts = new Float64Array(log.items)
  const neighbours = noNeighbours(log.items, width)
  for (let item = 0; item < log.items; item++) {
    const touched: number[] = []
    countTogether(log, item, counts, touched)
    const candidates: { item: number; weight: number }[] = []
    for (const other of touched) {
      const together = counts[other] as number
      counts[other] = 0
      if (other === item || together < least) continue
      const scale = Math.sqrt((buyers[item] ?? 0) * (buyers[other] ?? 0)) + shrink
      candidates.push({ item: other, weight: together / scale })
    }
    setNeighbours(neighbours, item, candidates)
  }
  return neighbours
}

type Neighbour = { item: number; similarity: number }

/** For each item those that count it among their nearest, with the similarity. Ties go to the lower item. */
function findSimilar(log: PurchaseLog, neighbours: number, shrink: number): Neighbour[][] {
  const buyers = buyersOf(log)
  const counts = new Float64Array(log.items)
  const countedBy = Array.from({ length: log.items }, (): Neighbour[] => [])
  for (let item = 0; item < log.items; item++) {
    const touched: number[] = []
    countTogether(log, item, counts, touched)
    const nearest: Neighbour[] = []
    for (const other of touched) {
      if (other !== item) {
        const scale = Math.sqrt((buyers[item] ?? 0) * (buyers[other] ?? 0)) + shrink
        nearest.push({ item: other, similarity: (counts[other] ?? 0) / scale })
      }
      counts[other] = 0
    }
    nearest.sort((a, b) => b.similarity - a.similarity || a.item - b.item)
    for (const { item: other, similarity } of nearest.slice(0, neighbours)) countedBy[other]?.push({ item, similarity })
  }
  return countedBy
}
