import { bgNbd, mbgNbd } from './bg-nbd.ts'
import type { BtydFit } from './fit.ts'
import type { Model } from './model.ts'
import { nbd } from './nbd.ts'
import { paretoNbd } from './pareto-nbd.ts'
import { repeatRate } from './repeat-rate.ts'

/** What a fit predicts with, as plain data: to be kept, or sent to another thread. */
export type SavedFit = { name: Model['name']; p: number[]; longest: number }

export function saveFit({ predictor, p }: BtydFit, T: Float64Array): SavedFit {
  return { name: predictor.name, p: [...p], longest: T.reduce((most, age) => Math.max(most, age), 0) }
}

/** The model to predict with, and its parameters. */
export function predictorOf({ name, p, longest }: SavedFit): { model: Model; p: Float64Array } {
  const none = new Float64Array()
  const models: Record<Model['name'], () => Model> = {
    nbd: () => nbd,
    'bg-nbd': () => bgNbd,
    'mbg-nbd': () => mbgNbd,
    'pareto-nbd': () => paretoNbd,
    'repeat-rate': () =>
      repeatRate({ x: none, tx: none, T: Float64Array.of(Math.max(longest, 1e-9)), count: none, customers: 0 }),
  }
  return { model: models[name](), p: Float64Array.from(p) }
}
