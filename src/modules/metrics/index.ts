/** Metrics: every figure the product reports, counted from the timeline in ClickHouse. Owns no table; reads only. */
export { asOfDay } from './as-of-day.ts'
export { readCohorts } from './read-cohorts.ts'
export { readRetention } from './read-retention.ts'
export { readSales } from './read-sales.ts'
export type { MetricsDeps, MetricsQueryInput } from './scope.ts'
