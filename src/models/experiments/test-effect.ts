import {
  normalExcess,
  normalSurvival,
  normalUpperQuantile,
  studentSurvival,
  studentUpperQuantile,
} from '#models/distributions'
import type { Effect } from './estimate-effect.ts'

export type TestResult = { expected: number; ci: [low: number, high: number]; p: number; sd: number }
export type BayesResult = {
  expected: number
  ci: [low: number, high: number]
  /** probability that the arm is better than the control */
  chance_to_win: number
  /** expected loss [when the control is kept, when the arm is taken] */
  risk: [control: number, arm: number]
  sd: number
}

/** A belief about the effect before the data, on the scale of the effect. */
export type Prior = { mean: number; variance: number }

/** People at which the sequential interval is narrowest compared with the fixed one. */
export const defaultTuning = 5000

/** Welch's two-sided t-test with its interval; for one look at a planned end. */
export function tTest(effect: Effect, alpha = 0.05): TestResult {
  const sd = Math.sqrt(effect.variance)
  const p = 2 * studentSurvival(Math.abs(effect.expected) / sd, effect.degreesOfFreedom)
  return resultOf(effect, studentUpperQuantile(alpha / 2, effect.degreesOfFreedom) * sd, p)
}

/**
 * Asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2021, arXiv 2103.06476, eq. 14 and 155):
 * may be looked at as often as one likes. `tuning` is the number of people in both arms for which it is optimised.
 */
export function sequentialTest(effect: Effect, alpha = 0.05, tuning = defaultTuning): TestResult {
  const logAlpha = -2 * Math.log(alpha)
  const rhoSquared = (logAlpha + Math.log(logAlpha + 1)) / tuning
  const time = effect.n * rhoSquared
  const width = Math.sqrt(((2 * (time + 1)) / time) * (Math.log1p(time) / 2 - Math.log(alpha)) * effect.variance)
  const zSquared = (effect.expected * effect.expected) / effect.variance
  const logEvidence = (zSquared * time) / (2 * (time + 1)) - Math.log1p(time) / 2
  return resultOf(effect, width, Math.min(1, Math.exp(-logEvidence)))
}

/** Posterior of the effect under a normal likelihood; without a prior every effect counts as equally likely before. */
export function bayesTest(effect: Effect, alpha = 0.05, prior?: Prior): BayesResult {
  const weight = prior ? prior.variance / (prior.variance + effect.variance) : 1
  const expected = prior ? weight * effect.expected + (1 - weight) * prior.mean : effect.expected
  const sd = Math.sqrt(weight * effect.variance)
  const z = expected / sd
  const width = normalUpperQuantile(alpha / 2) * sd
  return {
    expected,
    ci: [expected - width, expected + width],
    chance_to_win: normalSurvival(-z),
    risk: [sd * normalExcess(-z), sd * normalExcess(z)],
    sd,
  }
}

function resultOf({ expected, variance }: Effect, width: number, p: number): TestResult {
  return { expected, ci: [expected - width, expected + width], p, sd: Math.sqrt(variance) }
}
