/**
 * Own rhythm: when does a customer come again, judged by their own pauses between visits?
 *
 * The logarithms of a customer's pauses are normal around a mean of their own with a spread of their own; both are shrunk to
 * the shop's by as much as the customers of this shop are alike (empirical Bayes: Efron & Morris 1973 for means, Smyth 2004
 * for spreads). After each visit a customer leaves for good with a probability that depends on how often they have come (a
 * mixture cure model: Berkson & Gage 1952; EM). Who has come once has the shop's distribution of the first pause, and the
 * share that never returns. From three visits on a customer's own pauses tell something: `isOwn`.
 *
 * Times in any one unit, all of the same; answers do not depend on which. The longer the silence the more late, the less
 * likely still a customer. Throws ModelProblem where nobody came back. Pure; never answers NaN or infinities.
 */
export { fitRhythm, type RhythmFit, type Visits } from './fit-rhythm.ts'
export { lateness, nextVisit, type Rhythm, returnsWithin, rhythmOf, stillComing } from './rhythm.ts'
