/**
 * Writes a finite score for every item into `scores` (length: items of the log); more is better, what the model knows nothing about is 0.
 * A user who is not in the log is −1 and gets what newcomers get.
 */
export type Score = (user: number, scores: Float64Array) => void
