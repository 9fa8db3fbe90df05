import type { Minimum } from './minimise.ts'

type Corner = { at: Float64Array; value: number }

/** Nelder & Mead's simplex (The Computer Journal 7, 1965): slow but needs no slope. */
export function nelderMead(
  f: (at: Float64Array) => number,
  start: Float64Array,
  { size, tolerance, most }: { size: number; tolerance: number; most: number },
): Minimum {
  let evaluations = 0
  const corner = (at: Float64Array): Corner => {
    evaluations++
    return { at, value: f(at) }
  }
  const simplex = [
    corner(start),
    ...Array.from(start, (_, i) => corner(start.map((part, j) => part + +(i === j) * size))),
  ]
  const byValue = (a: Corner, b: Corner) => a.value - b.value
  simplex.sort(byValue)
  while (evaluations < most) {
    const [best, worst, second] = [simplex[0], simplex.at(-1), simplex.at(-2)]
    if (!best || !worst || !second || worst.value - best.value < tolerance) break
    const centre = start.map((_, i) => simplex.slice(0, -1).reduce((sum, c) => sum + (c.at[i] ?? 0), 0) / start.length)
    const towards = (factor: number) => corner(centre.map((part, i) => part + factor * ((worst.at[i] ?? 0) - part)))
    const mirrored = towards(-1)
    let taken: Corner | undefined
    if (mirrored.value < best.value) {
      const further = towards(-2)
      taken = further.value < mirrored.value ? further : mirrored
    } else if (mirrored.value < second.value) taken = mirrored
    else {
      const nearer = towards(mirrored.value < worst.value ? -0.5 : 0.5)
      if (nearer.value < Math.min(mirrored.value, worst.value)) taken = nearer
    }
    if (taken) simplex[simplex.length - 1] = taken
    else
      for (let i = 1; i < simplex.length; i++)
        simplex[i] = corner(best.at.map((part, j) => (part + (simplex[i]?.at[j] ?? 0)) / 2))
    simplex.sort(byValue)
  }
  const [best = corner(start)] = simplex
  return { ...best, evaluations }
}
