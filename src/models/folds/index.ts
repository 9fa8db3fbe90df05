/**
 * Which rows teach and which test. A fold assignment is an Int32Array with the number of the fold (0 … k − 1) in which a
 * row is tested. Pure and repeatable: the same seed gives the same folds.
 */

export { type Random, randomFrom, shuffled } from './random.ts'
export { type Fold, foldsOf, splitByTime, stratifiedFolds } from './split.ts'
