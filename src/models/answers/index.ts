/** Answers to surveys: what they come to, and how sure that is. Pure, without units of time; intervals are for 95 %. */
export { type Estimate, netPromoterScore } from './net-promoter-score.ts'
export { shareOf } from './share-of.ts'
