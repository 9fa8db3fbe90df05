import { buyersOf } from '../bestsellers.ts'
import { togetherCounter } from '../count-together.ts'
import { type Neighbours, noNeighbours, setNeighbours } from '../neighbours.ts'
import { forEachOwn } from '../own-history.ts'
import type { PurchaseLog } from '../purchase-log.ts'
import type { Score } from '../score.ts'
import { invertSymmetric } from './invert-symmetric.ts'
import { makeSquare, type Square } from './square.ts'

export type EaseSettings = { lambda?: number; mostItems?: number }

/**
 * EASE (Steck 2019, arXiv 1905.03375): the linear model that predicts each item from all others, in closed form; B = I − P·diag(1 / P),
 * P = (XᵀX + λI)⁻¹ of the 0/1 matrix of users and items. Time grows with items³ and memory with 2 · 8 · items² bytes, so only the `mostItems` most
 * bought take part; others score 0.
 */
export function makeEase(log: PurchaseLog, settings: EaseSettings = {}): Score {
  const { members, place, matrix } = fitEase(log, settings)
  const { cells, stride, size } = matrix
  const sums = new Float64Array(size)
  return (user, scores) => {
    scores.fill(0)
    sums.fill(0)
    const own: number[] = []
    forEachOwn(log, user, (item) => {
      const row = place[item] as number
      if (row >= 0) own.push(row * stride)
    })
    for (let at = 0; at < own.length; at += 4) addRows(sums, cells, own, at)
    for (let j = 0; j < size; j++)
      scores[members[j] as number] = -(sums[j] as number) / (cells[j * stride + j] as number)
    // An item does not predict itself: the diagonal of B is 0.
    forEachOwn(log, user, (item) => {
      if ((place[item] as number) >= 0) scores[item] = (scores[item] as number) + 1
    })
  }
}

/** Up to four rows at once: the sums are read and written once for all of them. */
function addRows(sums: Float64Array, cells: Float64Array, rows: number[], at: number): void {
  const [a = 0, b, c, d] = rows.slice(at, at + 4)
  const size = sums.length
  if (b !== undefined && c !== undefined && d !== undefined)
    for (let j = 0; j < size; j++)
      sums[j] =
        (sums[j] as number) +
        (cells[a + j] as number) +
        (cells[b + j] as number) +
        ((cells[c + j] as number) + (cells[d + j] as number))
  else
    for (const row of rows.slice(at))
      for (let j = 0; j < size; j++) sums[j] = (sums[j] as number) + (cells[row + j] as number)
}

/** The same model as lists: for each item those `width` others that having it says most about. The rest is mostly noise: lists rank better. */
export function findEaseNeighbours(log: PurchaseLog, width: number, settings: EaseSettings = {}): Neighbours {
  const { members, matrix } = fitEase(log, settings)
  const { cells, stride, size } = matrix
  const neighbours = noNeighbours(log.items, width)
  const weights = new Float64Array(log.items)
  for (let row = 0; row < size; row++) {
    for (let j = 0; j < size; j++)
      weights[members[j] as number] = -(cells[row * stride + j] as number) / (cells[j * stride + j] as number)
    weights[members[row] as number] = 0
    setNeighbours(neighbours, members[row] as number, members, weights)
  }
  return neighbours
}

/** P of the most bought items, both halves. */
function fitEase(log: PurchaseLog, { lambda = 200, mostItems = 4000 }: EaseSettings) {
  const members = mostBought(log, mostItems)
  const place = new Int32Array(log.items).fill(-1)
  for (const [at, item] of members.entries()) place[item] = at
  const matrix = gram(log, members, place, lambda)
  invertSymmetric(matrix)
  return { members, place, matrix: mirror(matrix) }
}

function mostBought(log: PurchaseLog, most: number): Int32Array {
  const buyers = buyersOf(log)
  const items = Array.from(buyers.keys()).sort((a, b) => (buyers[b] ?? 0) - (buyers[a] ?? 0) || a - b)
  return Int32Array.from(items.slice(0, most)).sort()
}

function gram(log: PurchaseLog, members: Int32Array, place: Int32Array, lambda: number): Square {
  const matrix = makeSquare(members.length)
  const count = togetherCounter(log)
  for (const [row, item] of members.entries()) {
    const { others, counts } = count(item)
    for (const other of others) {
      const column = place[other] as number
      if (column >= 0) matrix.cells[row * matrix.stride + column] = counts[other] as number
    }
    matrix.cells[row * matrix.stride + row] = (matrix.cells[row * matrix.stride + row] as number) + lambda
  }
  return matrix
}

function mirror(square: Square): Square {
  const { size, stride, cells } = square
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) cells[j * stride + i] = cells[i * stride + j] as number
  return square
}
