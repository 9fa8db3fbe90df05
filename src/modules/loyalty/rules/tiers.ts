import type { LoyaltyRules } from '#contract/loyalty'

type Path = NonNullable<LoyaltyRules['tiers']>

export type TierState = {
  tier: string | null
  since: Temporal.Instant | null
  until: Temporal.Instant | null
  /** where the running cycle began, or when the tier was last looked at */
  cycleStart: Temporal.Instant
}

export type TierFacts = {
  zone: string
  available: number
  lifetime: number
  /** points that became active, minus those taken back, after `from` (or at it, when `including`) up to and including `to` */
  qualified: (from: Temporal.Instant, to: Temporal.Instant, including?: boolean) => number
  /** minor units spent in a calendar year, refunds taken off */
  spentIn: (year: number) => number
}

const { compare } = Temporal.Instant

export function levelOf(path: Path, amount: number): string {
  return path.levels.findLast(({ min }) => min <= amount)?.id ?? path.levels[0]?.id ?? ''
}

const rankOf = (path: Path, tier: string | null): number => path.levels.findIndex(({ id }) => id === tier)
const higher = (path: Path, a: string, b: string | null): string =>
  b !== null && rankOf(path, b) > rankOf(path, a) ? b : a
const isLowest = (path: Path, tier: string | null): boolean => rankOf(path, tier) <= 0

/** Which modes need the history of points, which that of spending. */
export const needsHistory = ({ mode }: Path): boolean =>
  ['calendar_quarter', 'calendar_year_points', 'rolling_status', 'cycle'].includes(mode)
export const needsSpending = ({ mode }: Path): boolean => mode === 'calendar_year_spend'

/** The state as it is at `at`; `reset` says that the review takes all active points. Calling it again changes nothing. */
export function settleTier(
  path: Path,
  state: TierState,
  facts: TierFacts,
  at: Temporal.Instant,
): { state: TierState; reset: boolean } {
  if (path.mode === 'cycle') return { state: settleCycle(path, state, facts, at), reset: false }
  if (path.mode === 'rolling_status') return { state: settleRolling(path, state, facts, at), reset: false }
  if (path.mode === 'every_days_active') {
    const isReview = compare(at, addDays(state.cycleStart, path.everyDays, facts.zone)) >= 0
    const level = levelOf(path, facts.available)
    if (isReview) return { state: { ...moved(state, level, at), cycleStart: at }, reset: path.resetPoints }
    return { state: moved(state, higher(path, level, state.tier), at), reset: false }
  }
  const level = plainLevel(path, facts, at)
  const isGiven = state.until !== null && compare(at, state.until) < 0
  const next = moved(state, isGiven ? higher(path, level, state.tier) : level, at)
  return { state: { ...next, until: isGiven ? state.until : null, cycleStart: at }, reset: false }
}

/** When time alone may change it; null when only what the member does can. */
export function nextReview(path: Path, state: TierState, zone: string): Temporal.Instant | null {
  if (path.mode === 'cycle') return state.until
  if (path.mode === 'every_days_active') return addDays(state.cycleStart, path.everyDays, zone)
  if (path.mode === 'rolling_status') return isLowest(path, state.tier) ? null : state.until
  const given = state.until === null ? [] : [state.until]
  const period = periodOf(path)
  const boundaries =
    period === null || isLowest(path, state.tier) ? [] : boundariesAfter(path, period, state.cycleStart, zone)
  return [...given, ...boundaries].filter((when) => compare(when, state.cycleStart) > 0).sort(compare)[0] ?? null
}

function plainLevel(path: Path, facts: TierFacts, at: Temporal.Instant): string {
  if (path.mode === 'lifetime_points') return levelOf(path, facts.lifetime)
  if (path.mode === 'balance_immediate') return levelOf(path, facts.available)
  const period = periodOf(path) ?? 'year'
  const start = startOf(period, at, facts.zone)
  if (path.mode === 'calendar_year_spend')
    return levelOf(path, Math.max(facts.spentIn(start.year), facts.spentIn(start.year - 1)))
  const begins = start.toInstant()
  const now = facts.qualified(begins, at, true)
  const inGrace = compare(at, start.add({ days: path.graceDays }).toInstant()) < 0
  if (!inGrace) return levelOf(path, now)
  const before = start.subtract({ months: monthsOf(period) }).toInstant()
  return levelOf(path, Math.max(now, facts.qualified(before, begins.subtract({ nanoseconds: 1 }), true)))
}

/** Reached at any time by the points of the running cycle; kept when the months up to its end bring as many again. */
function settleCycle(path: Path, state: TierState, facts: TierFacts, at: Temporal.Instant): TierState {
  const cycle = { months: path.months }
  const lowest = path.levels[0]?.id ?? ''
  const current = state.tier ?? lowest
  const until = state.until ?? add(state.cycleStart, cycle, facts.zone)
  if (compare(at, until) < 0) {
    const level = levelOf(path, facts.qualified(state.cycleStart, at, true))
    if (rankOf(path, level) <= rankOf(path, current)) return { ...state, tier: current, until }
    return { ...moved(state, level, at), until: add(at, cycle, facts.zone) }
  }
  const from = later(state.since, add(until, { months: -path.months }, facts.zone))
  const earned = levelOf(path, facts.qualified(from, until))
  const isKept = rankOf(path, earned) >= rankOf(path, current)
  const oneDown = path.levels[Math.max(0, rankOf(path, current) - 1)]?.id ?? lowest
  const byBalance = levelOf(path, facts.available)
  const dropped = path.drop === 'one_down' ? higher(path, oneDown, earned) : lower(path, byBalance, current)
  return { ...moved(state, isKept ? earned : dropped, at), cycleStart: at, until: add(until, cycle, facts.zone) }
}

/** Reached by the points of the months gone by, held for as many months from that day. */
function settleRolling(path: Path, state: TierState, facts: TierFacts, at: Temporal.Instant): TierState {
  const span = { months: path.months }
  const level = levelOf(path, facts.qualified(add(at, { months: -path.months }, facts.zone), at))
  const isHeld = state.until !== null && compare(at, state.until) < 0
  if (isHeld && rankOf(path, level) <= rankOf(path, state.tier)) return state
  const until = isLowest(path, level) ? null : add(at, span, facts.zone)
  return { ...moved(state, level, at), until }
}

const lower = (path: Path, a: string, b: string): string => (rankOf(path, a) < rankOf(path, b) ? a : b)

function moved(state: TierState, tier: string, at: Temporal.Instant): TierState {
  return tier === state.tier ? state : { ...state, tier, since: at }
}

function later(a: Temporal.Instant | null, b: Temporal.Instant): Temporal.Instant {
  return a !== null && compare(a, b) > 0 ? a : b
}

type Period = 'quarter' | 'year'

function periodOf({ mode }: Path): Period | null {
  if (mode === 'calendar_quarter') return 'quarter'
  return mode === 'calendar_year_points' || mode === 'calendar_year_spend' ? 'year' : null
}

const monthsOf = (period: Period): number => (period === 'quarter' ? 3 : 12)

function startOf(period: Period, at: Temporal.Instant, zone: string): Temporal.ZonedDateTime {
  const day = at.toZonedDateTimeISO(zone).toPlainDate()
  const month = period === 'year' ? 1 : day.month - ((day.month - 1) % 3)
  return Temporal.PlainDate.from({ year: day.year, month, day: 1 }).toZonedDateTime(zone)
}

function boundariesAfter(path: Path, period: Period, from: Temporal.Instant, zone: string): Temporal.Instant[] {
  const start = startOf(period, from, zone)
  return [start, start.add({ months: monthsOf(period) })].flatMap((one) => [
    one.toInstant(),
    one.add({ days: path.graceDays }).toInstant(),
  ])
}

const add = (at: Temporal.Instant, by: Temporal.DurationLike, zone: string): Temporal.Instant =>
  at.toZonedDateTimeISO(zone).add(by).toInstant()

const addDays = (at: Temporal.Instant, days: number, zone: string): Temporal.Instant => add(at, { days }, zone)
