import { type Extras, type Interactions, type Task, type Weights, weighOnPast } from '#models/recommendations'

export type WeighQuestion = { lines: Interactions; extras: Extras }
export type Weighed = { result: Record<Task, Weights>; seconds: number }

/** The weights of a blend and how long it took to find them. */
export default function weigh({ lines, extras }: WeighQuestion): Weighed {
  const start = performance.now()
  const result = weighOnPast(lines, extras)
  return { result, seconds: (performance.now() - start) / 1000 }
}
