import { buyersOf } from './bestsellers.ts'
import { togetherCounter } from './count-together.ts'
import { type Neighbours, noNeighbours, pickWeightiest, setNeighbours } from './neighbours.ts'
import { forEachOwn } from './own-history.ts'
import type { PurchaseLog } from './purchase-log.ts'
import type { Score } from './score.ts'

export type KnnSettings = { neighbours?: number; shrink?: number }

/**
 * Item-kNN (Sarwar, Karypis, Konstan & Riedl 2001): an item is worth the similarity to what the customer has, over its nearest neighbours.
 * Similarity = users of both / (√(users of one · users of the other) + shrink); also “bought together” of a product page.
 */
export function makeItemKnn(log: PurchaseLog, { neighbours = 100, shrink = 10 }: KnnSettings = {}): Score {
  const { start, item, similarity } = countedBy(log, neighbours, shrink)
  return (user, scores) => {
    scores.fill(0)
    forEachOwn(log, user, (own) => {
      for (let at = start[own] as number; at < (start[own + 1] as number); at++) {
        const other = item[at] as number
        scores[other] = (scores[other] as number) + (similarity[at] as number)
      }
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
  const found = noNeighbours(log.items, width)
  forEachNearest(log, { shrink, least }, (item, others, weights) => setNeighbours(found, item, others, weights))
  return found
}

/** Visits each item with those bought together with it and their similarity, by item; both are overwritten for the next. */
function forEachNearest(
  log: PurchaseLog,
  { shrink, least }: { shrink: number; least: number },
  visit: (item: number, others: number[], similarity: Float64Array) => void,
): void {
  const buyers = buyersOf(log)
  const count = togetherCounter(log)
  const similarity = new Float64Array(log.items)
  for (let item = 0; item < log.items; item++) {
    const { others, counts } = count(item)
    for (const other of others) {
      const together = counts[other] as number
      const scale = Math.sqrt((buyers[item] ?? 0) * (buyers[other] ?? 0)) + shrink
      similarity[other] = other === item || together < least ? 0 : together / scale
    }
    visit(item, others, similarity)
  }
}

/** For each item those that count it among their nearest, with the similarity. Of item i they stand at start[i] … start[i + 1] − 1. */
function countedBy(log: PurchaseLog, neighbours: number, shrink: number) {
  const start = new Int32Array(log.items + 1)
  const lists: { nearest: number[]; weights: number[] }[] = []
  forEachNearest(log, { shrink, least: 1 }, (_, others, similarity) => {
    const nearest = pickWeightiest(others, similarity, neighbours)
    lists.push({ nearest, weights: nearest.map((other) => similarity[other] as number) })
    for (const other of nearest) start[other + 1] = (start[other + 1] as number) + 1
  })
  for (let i = 0; i < log.items; i++) start[i + 1] = (start[i + 1] as number) + (start[i] as number)
  const next = start.slice()
  const item = new Int32Array(start[log.items] as number)
  const similarity = new Float64Array(item.length)
  for (const [one, { nearest, weights }] of lists.entries())
    for (const [k, other] of nearest.entries()) {
      const place = next[other] as number
      next[other] = place + 1
      item[place] = one
      similarity[place] = weights[k] as number
    }
  return { start, item, similarity }
}
