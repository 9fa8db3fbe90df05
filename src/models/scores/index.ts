/**
 * How good a score or a probability is. `labels` holds 0 and 1, `scores` any finite number, `probabilities` 0…1, all of
 * one length. Pure; no I/O. Ranking figures need both classes and answer 0.5 (AUC) or the base rate (average precision)
 * where there is only one, never NaN. AUC by ranks (Hanley & McNeil 1982), Brier 1950, expected calibration error over ten equal bins
 * (Naeini, Cooper & Hauskrecht 2015).
 */

export { brierScore, expectedCalibrationError, logLoss } from './probability.ts'
export { areaUnderRoc, averagePrecision } from './ranking.ts'
