/**
 * Experiments: who gets which variant, chosen by chance, and what came of it. Nothing outside this folder reads or writes its
 * tables. Journeys and campaigns use `assign`, `isInGlobalControl` and `readResult`.
 */
export { type Assignment, assign } from './assign.ts'
export { createExperiment } from './create-experiment.ts'
export type { ExperimentsDeps } from './experiments-deps.ts'
export { amongGlobalControl, isInGlobalControl } from './global-control.ts'
export { isInControlOf } from './is-in-control-of.ts'
export { experimentsPersonalData } from './personal-data.ts'
export { readResult } from './read-result.ts'
export { experimentRoutes } from './routes.ts'
export { startExperiment, stopExperiment } from './run-experiment.ts'
export { defineExperimentJobs } from './take-in-audience.ts'
