import { familyOf } from './processes.ts'

/** Seconds of processor time that this process and everybody below it (the engines) have used so far. */
export const usedSeconds = (): number => familyOf(process.pid).reduce((sum, { seconds }) => sum + seconds, 0)

/** Seconds of processor time: of this process, of PostgreSQL with all its backends, and of ClickHouse. */
export type UsedApart = { own: number; postgres: number; clickhouse: number }

/** The same apart; children that have ended are in none of it. To be asked while none but the engines is running. */
export function usedApart(): UsedApart {
  const { user, system } = process.cpuUsage()
  const engines = familyOf(process.pid).filter(({ pid }) => pid !== process.pid)
  const sumOf = (some: typeof engines): number => some.reduce((sum, { seconds }) => sum + seconds, 0)
  return {
    own: (user + system) / 1e6,
    postgres: sumOf(engines.filter(({ name }) => name === 'postgres')),
    clickhouse: sumOf(engines.filter(({ name }) => name !== 'postgres')),
  }
}
