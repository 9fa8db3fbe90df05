/**
 * Who will leave: the logistic regression and the boosted trees side by side on rows they did not learn from, how well
 * their probabilities hold, why they say so, and whether the tested rows look like those learnt from. Pure; no I/O.
 */
export type { ChurnModelName } from './churn-models.ts'
export {
  type ChurnData,
  type ChurnReport,
  crossValidateChurn,
  type FoldTask,
  type TestedFold,
  testFold,
} from './cross-validate-churn.ts'
