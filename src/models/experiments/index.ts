/**
 * Experiments: who gets which arm, whether the split is sound, what the arm did, how sure that is, and how many people it takes.
 *
 * In: sums per arm (`ArmSums`), so a database can do the counting. Out: effects in units of the metric (absolute) or as a share of the control's mean
 * (relative), with 1 − alpha intervals. What cannot be compared is said as a `NoEffect` word; nothing throws and nothing is NaN.
 * Semantics follow GrowthBook's gbstats 0.8: Welch's t-test, delta method, CUPED (Deng et al. 2013), asymptotic confidence
 * sequences (Waudby-Smith et al. 2021), normal posterior with a flat or given prior.
 */
export { adjustForHistory } from './adjust-for-history.ts'
export { type Arm, assignArm, positionOf } from './assign-arm.ts'
export { checkShares, type Mismatch } from './check-shares.ts'
export { type CorrectedP, correctPValues } from './correct-p-values.ts'
export { type Effect, estimateEffect, type NoEffect, type Scale } from './estimate-effect.ts'
export { daysNeeded, detectableEffect, type Plan, peopleNeeded, powerOf } from './plan-experiment.ts'
export { type ArmSums, addUpArm, type MetricKind, type Moments, momentsOf } from './statistic.ts'
export {
  type BayesResult,
  bayesTest,
  defaultTuning,
  type Prior,
  sequentialTest,
  type TestResult,
  tTest,
} from './test-effect.ts'
