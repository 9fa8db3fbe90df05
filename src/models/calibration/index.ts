/**
 * Maps from a model's probability to one that happens as often as it says, learnt on rows the model did not learn from.
 * Platt 1999, with his targets for small samples; isotonic by pooling adjacent violators (Ayer et al. 1955, Zadrozny & Elkan 2002).
 * `probabilities` 0 … 1, `labels` 0 and 1. Both maps never turn an order round and answer 0 … 1. Pure; no I/O.
 */
export { applyIsotonic, fitIsotonic, type IsotonicMap } from './isotonic.ts'
export { applyPlatt, fitPlatt, type PlattMap } from './platt.ts'
