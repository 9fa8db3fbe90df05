/** Predictions: who is likely to stay away, why, and what they are worth; learnt of each shop and tested on its own past. */
export { explainByRules } from './explain-by-rules.ts'
export { predictionsPersonalData } from './personal-data.ts'
export { definePredictionJobs, startPredictions } from './prediction-jobs.ts'
export { predictionRoutes } from './routes.ts'
export { type PredictionDeps, runPredictions } from './run-predictions.ts'
