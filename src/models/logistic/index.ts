/**
 * Logistic regression with an L2 penalty, fitted by iteratively re-weighted least squares (Newton–Raphson; McCullagh &
 * Nelder 1989, ch. 2.5), on standardised numbers and one-hot categories. Minimises Σ −log p(yᵢ) + λ/2 Σ βⱼ², the
 * intercept left out of the penalty (λ = 1 is scikit-learn's C = 1). Pure; no I/O.
 *
 * `labels` are 0 and 1. Constant columns, ties, perfect separation, one class only and levels never seen are all fine:
 * the penalty keeps every coefficient finite, an unseen level adds nothing.
 */
export type { Effect } from './effects.ts'
export { fitLogistic, type LogisticModel, type LogisticSettings } from './fit-logistic.ts'
export { logisticContributions, predictLogistic } from './predict-logistic.ts'
