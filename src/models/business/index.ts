/**
 * A believable business with a known truth: people with rhythms of their own who leave one day, seasons, weekdays and holidays,
 * returns, tills and web, products with affinities, an experiment that moves some and not others. `makeBusiness(plan)` once, then
 * `liveCustomer(business, index)` for each customer in any order and any thread: the same plan always gives the same lives.
 * Rates are gamma over people, leaving is exponential with gamma rates (Schmittlein, Morrison & Colombo 1987); intervals are gamma
 * around the own rate (Platzer & Reutterer 2016), in hours of business, so that seasons bend every rhythm alike.
 */
export type { BusinessEvent, BusinessKind, BusinessLanguage, BusinessPlan, Truth } from './business.ts'
export { liveCustomer, livePasserBy } from './live-customer.ts'
export { type Business, makeBusiness } from './make-business.ts'
