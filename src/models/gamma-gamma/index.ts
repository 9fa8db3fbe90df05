/**
 * Gamma–Gamma: what a purchase of each customer is worth on average, from the mean value z of x purchases (Fader & Hardie,
 * "The Gamma-Gamma Model of Monetary Value", 2013): values ~ Gamma(p, ν), ν ~ Gamma(q, γ); γ is in the unit of z.
 * Takes how often and how much to be independent of each other: `correlation` tells. Customers with x < 1 or z ≤ 0 say
 * nothing and are left out. Throws ModelProblem for data that cannot be modelled. Pure.
 */

export { fitGammaGamma } from './fit.ts'
export { expectedValue, type GammaGammaFit, type Spending } from './model.ts'
