/**
 * For whom does a treatment help? Learners on a randomised experiment (Künzel et al. 2019: two-model or T-, S-, X-learner)
 * and how well each ranks people (Qini: Radcliffe 2007), on folds, never bare: with spread, interval and a random order
 * beside them. `treated` is 1 or 0, `outcome` any finite number; uplift is in the outcome's unit a person. Pure; no I/O.
 */
export { consequencesOf } from './consequences.ts'
export { crossValidateUplift, type LearnerReport, type UpliftReport } from './cross-validate-uplift.ts'
