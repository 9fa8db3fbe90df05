/** By what the best customers are found; without zod, for the console. */
export const vipMeasures = ['spend', 'visits', 'engagement'] as const
