import type { MetricsQuery, PeriodUnit } from '#contract/metrics'
import { asOfDay } from '#modules/customers'
import type { Clickhouse, WorkspaceClickhouse } from '#platform/clickhouse'
import { type Clock, dayIn } from '#platform/clock'
import { DomainError } from '#platform/errors'
import type { Calendar } from '#platform/i18n'
import type { Log } from '#platform/log'
import type { Db } from '#platform/postgres'
import { untilDay } from './as-of-day.ts'
import { type Block, countSums, keepSums, readBlocks, type Sums, type SumsQuestion } from './block-sums.ts'
import type { Filter } from './filter.ts'
import { findShop, type Shop } from './metrics.repo.ts'
import { addDays, earlierDay, laterDay, listPeriods, type Period } from './periods.ts'
import { readSpan } from './queries/read-span.ts'

export type MetricsDeps = { db: Db; ch: Clickhouse; clock: Clock; log: Log }

/** Of whom and of which days a question is asked; every query takes it. */
export type Scope = {
  workspaceId: string
  currency: string
  unit: PeriodUnit
  calendar: Calendar
  filter: Filter
  /** the exact days asked for, bounded by the data */
  from: string
  to: string
  /** true when the caller chose the days */
  isRange: boolean
  /** Days whose refunds count in the total: where no day was chosen, also before the first purchase and after the last. */
  refunds: { from: string; to: string }
  today: string
  asOf: string
  /** the instant at which that day begins in the shop's zone, in Unix seconds */
  asOfSecond: number
  firstDay: string | null
  lastDay: string | null
  /** blocks of customers of which sums are kept */
  blocks: Block[]
  /** what was asked already for this report */
  shared: Map<string, Promise<Sums[]>>
}

export type Asked = { ch: WorkspaceClickhouse; shop: Shop; scope: Scope }

export type MetricsQueryInput = Partial<MetricsQuery>

// So many periods of a short unit are read when no first day is given: what a screen can show.
const usualDays: Partial<Record<PeriodUnit, number>> = { day: 90, week: 7 * 53 }
const maxPeriods = 3660
// As early as a date can be.
const beforeAll = '1970-01-01'

/** Completes a query by what the workspace and its data say. Throws DomainError('invalid') for days the wrong way round. */
export async function openScope(
  { db, ch, clock }: MetricsDeps,
  workspaceId: string,
  query: MetricsQueryInput & { today?: string },
): Promise<Asked> {
  const reader = ch.forWorkspace(workspaceId)
  const [shop, span, blocks] = await Promise.all([findShop(db, workspaceId), readSpan(reader), readBlocks(reader)])
  const today = query.today ?? dayIn(clock.now(), shop.timeZone)
  const unit = query.unit ?? 'month'
  const until = untilDay(today, span.lastDay)
  const first = span.firstDay ?? until
  const to = earlierDay(query.to ?? until, until)
  const usual = usualDays[unit]
  const earliest = usual === undefined ? first : addDays(to, 1 - usual)
  const from = query.from ?? laterDay(earliest, first)
  if (query.from !== undefined && query.to !== undefined && query.from > query.to) {
    throw new DomainError('invalid', 'period_reversed', 'The period ends before it begins.', {
      from: query.from,
      to: query.to,
    })
  }
  const asOf = asOfDay(today, span.lastDay)
  const scope: Scope = {
    workspaceId,
    currency: shop.currency,
    unit,
    calendar: query.calendar ?? 'gregorian',
    filter: { sources: query.source ?? [], traits: query.trait ?? [], tags: query.tag ?? [] },
    from: laterDay(from, first),
    to,
    isRange: query.from !== undefined || query.to !== undefined,
    refunds: {
      from: query.from === undefined && usual === undefined ? beforeAll : laterDay(from, first),
      to: query.to === undefined ? laterDay(today, to) : to,
    },
    today,
    asOf,
    asOfSecond: Math.floor(Temporal.PlainDate.from(asOf).toZonedDateTime(shop.timeZone).epochMilliseconds / 1000),
    firstDay: span.firstDay,
    lastDay: span.lastDay,
    blocks,
    shared: new Map(),
  }
  return { ch: reader, shop, scope }
}

/** The calendar periods that touch the days of the scope; none for a shop without sales. */
export function scopePeriods(scope: Scope): Period[] {
  if (scope.firstDay === null) return []
  const periods = listPeriods(scope, scope.from, scope.to)
  if (periods.length <= maxPeriods) return periods
  throw new DomainError('invalid', 'too_many_periods', `More than ${maxPeriods} periods.`, { maximum: maxPeriods })
}

/** A period counts as complete when it is over and the data did not begin in its middle. */
export const isComplete = (scope: Scope, { from, to }: { from: string; to: string }): boolean =>
  scope.firstDay !== null && to < scope.asOf && from >= scope.firstDay

/** Whether there are sales that do not count yet. */
export const hasLaterSales = ({ lastDay, asOf }: Scope): boolean => lastDay !== null && lastDay > asOf

/** The answer in sums, once for all who ask it of this report; of a large shop from what is kept, unless only some customers count. */
export function askSums(ch: WorkspaceClickhouse, scope: Scope, question: SumsQuestion): Promise<Sums[]> {
  const { blocks, shared, filter } = scope
  const isKept = blocks.length > 0 && filter.traits.length === 0 && filter.tags.length === 0
  const key = JSON.stringify([question.sql({ whose: '', of: () => '' }), question.params])
  const answer = shared.get(key) ?? (isKept ? keepSums(ch, blocks, question) : countSums(ch, question))
  shared.set(key, answer)
  return answer
}

/** Whether what the projector told of each customer answers the question: it knows every source and every sale so far. */
export const tellsRhythm = (scope: Scope): boolean => scope.filter.sources.length === 0 && !hasLaterSales(scope)

/** Nobody left out and no day: everything there is so far. */
export const isWholeShop = (scope: Scope): boolean =>
  tellsRhythm(scope) &&
  scope.filter.traits.length === 0 &&
  scope.filter.tags.length === 0 &&
  (scope.firstDay === null || (scope.from <= scope.firstDay && scope.to >= (scope.lastDay ?? scope.to)))
