import { gapsOf, quantile } from '#modules/customers'
import { daysBetween } from './periods.ts'

/** Late is medium; silent for more than twice the 90th percentile of the own gaps is high. */
export function lateRisk(silentDays: number, recentVisits: string[]): 'medium' | 'high' {
  return silentDays > 2 * quantile(gapsOf(recentVisits), 0.9) ? 'high' : 'medium'
}

/** How long somebody had been away before coming on `day`; 0 when that visit is not among the recent ones. */
export function awayBefore(day: string, recentVisits: string[]): number {
  const at = recentVisits.indexOf(day)
  const before = recentVisits[at - 1]
  return at < 1 || before === undefined ? 0 : daysBetween(before, day)
}
