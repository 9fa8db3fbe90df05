/**
 * Tails and quantiles of the normal, Student's t and χ² distributions. Numbers in, numbers out, no units, no errors: arguments are in the
 * stated domain. Tails are survival functions to about 12 digits *relative*, never 1 − cdf, so p-values of 1e-100 are right.
 * Formulas: NIST Digital Library of Mathematical Functions, chapters 5, 7 and 8.
 */
export { chiSquareSurvival } from './chi-square.ts'
export { normalExcess, normalSurvival, normalUpperQuantile } from './normal.ts'
export { studentSurvival, studentUpperQuantile } from './student.ts'
