/** Survival: how long until something happens, when for many it has not happened yet. Pure; no I/O. */
export { type KaplanMeierPoint, kaplanMeier, type Spell, survivalAt } from './kaplan-meier.ts'
