/**
 * Shifted beta-geometric: how many subscribers are left after each period (Fader & Hardie, Journal of Interactive
 * Marketing 21, 2007). Each renews with a chance of their own, the probability of leaving is Beta(α, β) over the
 * customers; that is why retention seems to rise with age. Input: survivors per period, the first entry the number at the
 * start, none above the one before. Throws ModelProblem for other input. Pure.
 */

export { discountedLifetime, retentionRate, survivalCurve } from './curve.ts'
export { fitSbg, type SbgFit } from './fit.ts'
