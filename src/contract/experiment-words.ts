/** Words of experiments that the first page of the console knows already; the schemas are in experiments.ts. */
export const experimentStatuses = ['draft', 'running', 'stopped', 'archived'] as const
export type ExperimentStatus = (typeof experimentStatuses)[number]
