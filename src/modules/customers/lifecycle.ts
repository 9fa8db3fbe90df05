import type { CustomerDetail } from '#contract/customers'
import { addDays } from './rhythm.ts'

type Visits = {
  visits: number
  firstVisitOn: string | null
  lastVisitOn: string | null
  lateFrom: string | null
  cameBackOn: string | null
}

const newDays = 30

/** One customer's state at a day. Definitions: docs/metrics.md, “Lifecycle”. Null for somebody who never bought. */
export function lifecycleOf(who: Visits, asOf: string, silenceDays: number): CustomerDetail['lifecycle'] {
  if (who.firstVisitOn === null || who.lastVisitOn === null) return null
  if (addDays(who.lastVisitOn, 2 * silenceDays) < asOf) return 'lost'
  if (addDays(who.lastVisitOn, silenceDays) < asOf) return 'dormant'
  if (who.visits === 1 && addDays(who.firstVisitOn, newDays) >= asOf) return 'new'
  if (who.lateFrom !== null && who.lateFrom <= asOf) return 'slipping'
  if (who.cameBackOn !== null && addDays(who.cameBackOn, newDays) >= asOf) return 'won_back'
  return 'active'
}
