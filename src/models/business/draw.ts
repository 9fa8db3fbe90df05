import { type Random, randomFrom } from '#models/folds'

/** A stream of its own for each member of a business, so that who comes after whom, and in which thread, changes nothing. */
export function randomOf(seed: number, stream: number, index: number): Random {
  let mixed =
    Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35) ^ Math.imul(stream + 1, 0x27d4eb2f)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39)
  return randomFrom(mixed ^ (mixed >>> 15))
}

export function drawExponential(random: Random): number {
  return -Math.log(1 - random())
}

export function drawNormal(random: Random): number {
  return Math.sqrt(2 * drawExponential(random)) * Math.cos(2 * Math.PI * random())
}

/** Mean `shape`, scale 1. Marsaglia & Tsang 2000; below 1 by their power of a uniform. */
export function drawGamma(random: Random, shape: number): number {
  if (shape === 1) return drawExponential(random)
  if (shape < 1) return drawGamma(random, shape + 1) * (1 - random()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const z = drawNormal(random)
    const v = (1 + c * z) ** 3
    if (v > 0 && Math.log(1 - random()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v
  }
}

/** By counting arrivals; for small means. */
export function drawPoisson(random: Random, mean: number): number {
  let count = 0
  for (let left = mean - drawExponential(random); left > 0; left -= drawExponential(random)) count++
  return count
}

/** The place of a draw among weights that are given as running sums. */
export function drawPlace(random: Random, sums: readonly number[]): number {
  const at = random() * (sums.at(-1) ?? 0)
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sums[middle] ?? 0) > at) high = middle
    else low = middle + 1
  }
  return low
}

export function runningSums(weights: readonly number[]): number[] {
  let sum = 0
  return weights.map((weight) => {
    sum += weight
    return sum
  })
}

export function pick<T>(random: Random, from: readonly [T, ...T[]]): T {
  return from[Math.floor(random() * from.length)] ?? from[0]
}
