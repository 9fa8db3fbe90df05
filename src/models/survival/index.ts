/**
 * Survival: how long until something happens, when for many it has not happened yet. In: `Spell`s, how many ended at each time by the event
 * and how many were watched no longer; times in any one unit, at or above 0. Kaplan & Meier 1958 with Greenwood's errors and log–log
 * intervals; the log-rank test (Mantel 1966; Peto & Peto 1972) says whether groups differ. Nothing throws; no spells give an empty curve
 * and a p of 1. Pure; no I/O.
 */
export { type KaplanMeierPoint, kaplanMeier, type Spell, survivalAt } from './kaplan-meier.ts'
export { type LogRank, logRank } from './log-rank.ts'
