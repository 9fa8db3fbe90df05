import type { RetentionPeriod } from '#contract/metrics'
import type { Period } from './periods.ts'
import { percent } from './rates.ts'

export type Flow = { start: number; end: number; new: number; retained: number }
/** Revenue of the period before and, of the customers who bought then, now: as it is and at most what they spent before. */
export type MoneyFlow = { before: number; kept: number; keptAtMost: number }

/** All rates of one period from its flow; null where nobody was there to be kept. */
export function retentionOf(
  { period, from, to }: Omit<Period, 'index'>,
  flow: Flow,
  money: MoneyFlow,
  complete: boolean,
): RetentionPeriod {
  const { start, end, retained } = flow
  return {
    period,
    from,
    to,
    start,
    end,
    new: flow.new,
    retained,
    lost: start - retained,
    wonBack: end - retained - flow.new,
    crr: percent(end - flow.new, start),
    simpleRate: percent(end, start),
    retentionRate: percent(retained, start),
    churnRate: percent(start - retained, start),
    nrr: percent(money.kept, money.before),
    grr: percent(money.keptAtMost, money.before),
    complete,
  }
}
