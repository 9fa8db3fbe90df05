import { familyOf } from './processes.ts'

/** Seconds of processor time that this process and everybody below it (the engines) have used so far. */
export const usedSeconds = (): number => familyOf(process.pid).reduce((sum, { seconds }) => sum + seconds, 0)
