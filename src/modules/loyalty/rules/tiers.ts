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
  /** minor units spent on each day of the shop's calendar, oldest first; where `needsDays` */
  spentOn: () => Spent[]
  /** tier credits that count */
  credits: number
}

export type Spent = { day: Temporal.PlainDate; minor: number }

const { compare } = Temporal.Instant

/** Those that are reached; the others, behind them, are held by invitation. */
export const reachedLevels = ({ levels }: Path): Path['levels'] => levels.filter((level) => !level.byInvitation)

export function levelOf(path: Path, amount: number): string {
  return reachedLevels(path).findLast(({ min }) => min <= amount)?.id ?? path.levels[0]?.id ?? ''
}

const rankOf = (path: Path, tier: string | null): number => path.levels.findIndex(({ id }) => id === tier)
const higher = (path: Path, a: string, b: string | null): string =>
  b !== null && rankOf(path, b) > rankOf(path, a) ? b : a
const isLowest = (path: Path, tier: string | null): boolean => rankOf(path, tier) <= 0

/** Which modes need the history of points, which that of spending. */
export const needsHistory = ({ mode }: Path): boolean =>
  ['calendar_quarter', 'calendar_year_points', 'rolling_status', 'cycle'].includes(mode)
export const needsDays = ({ mode }: Path): boolean => mode === 'rolling_spend'
export const needsSpending = (path: Path): boolean => path.mode === 'calendar_year_spend' || needsDays(path)
export const needsCredits = ({ mode }: Path): boolean => mode === 'credits'

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

/**
 * The same for who may hold a level by invitation: that one stands above what is earned, which goes on beneath it. Without the invitation
 * what they earned counts again.
 */
export function settleGiven(
  path: Path,
  state: TierState & { given?: string | null | undefined },
  facts: TierFacts,
  at: Temporal.Instant,
): { state: TierState; reset: boolean } {
  const { given, ...held } = state
  const isOver = path.levels.some(({ id, byInvitation }) => byInvitation && id === held.tier && id !== given)
  const begin = isOver ? { ...held, tier: path.levels[0]?.id ?? null, until: null } : held
  const settled = settleTier(path, begin, facts, at)
  const tier = given ?? settled.state.tier
  const since = tier === held.tier ? held.since : at
  return { ...settled, state: { ...settled.state, tier, since } }
}

/** When time alone may change it; null when only what the member does can. Credits that end are no review: they end on the ledger. */
export function nextReview(
  path: Path,
  state: TierState,
  { zone, spentOn }: Pick<TierFacts, 'zone' | 'spentOn'>,
): Temporal.Instant | null {
  if (path.mode === 'cycle') return state.until
  if (path.mode === 'every_days_active') return addDays(state.cycleStart, path.everyDays, zone)
  if (path.mode === 'rolling_status') return isLowest(path, state.tier) ? null : state.until
  const given = state.until === null ? [] : [state.until]
  if (needsDays(path)) {
    const fall = isLowest(path, state.tier) ? null : nextFall(path, state, { zone, spentOn })
    return [...given, ...(fall === null ? [] : [fall])].sort(compare)[0] ?? null
  }
  const period = periodOf(path)
  const boundaries =
    period === null || isLowest(path, state.tier) ? [] : boundariesAfter(path, period, state.cycleStart, zone)
  return [...given, ...boundaries].filter((when) => compare(when, state.cycleStart) > 0).sort(compare)[0] ?? null
}

function plainLevel(path: Path, facts: TierFacts, at: Temporal.Instant): string {
  if (path.mode === 'lifetime_points') return levelOf(path, facts.lifetime)
  if (path.mode === 'balance_immediate') return levelOf(path, facts.available)
  if (path.mode === 'credits') return levelOf(path, facts.credits)
  if (needsDays(path)) return levelOf(path, sumOf(countingOn(path, facts.spentOn(), dayOf(at, facts.zone))))
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

const sumOf = (days: Spent[]): number => days.reduce((sum, { minor }) => sum + minor, 0)
const dayOf = (at: Temporal.Instant, zone: string): Temporal.PlainDate => at.toZonedDateTimeISO(zone).toPlainDate()

/** What was spent within the months up to a day: it counts to the end of the day that is so many months later. */
const countingOn = ({ months }: Path, spent: Spent[], today: Temporal.PlainDate): Spent[] =>
  spent.filter(({ day }) => Temporal.PlainDate.compare(day.add({ months }), today) >= 0)

/** The night in which so much has left the months gone by that the level is not reached any more, if nothing is bought until then. */
function nextFall(
  path: Path,
  { tier, cycleStart }: TierState,
  { zone, spentOn }: Pick<TierFacts, 'zone' | 'spentOn'>,
): Temporal.Instant | null {
  const counting = countingOn(path, spentOn(), dayOf(cycleStart, zone))
  return fallOf(
    path,
    tier,
    counting.map(({ day, minor }) => ({ amount: minor, ends: endOf(path, day, zone) })),
  )
}

const endOf = ({ months }: Path, day: Temporal.PlainDate, zone: string): Temporal.Instant =>
  day.add({ months }).add({ days: 1 }).toZonedDateTime(zone).toInstant()

/** When so much of what counts has ended, in the order in which it does, that a level is not reached any more; null for never. */
function fallOf(
  path: Path,
  tier: string | null,
  counting: { amount: number; ends: Temporal.Instant | null }[],
): Temporal.Instant | null {
  let left = counting.reduce((sum, { amount }) => sum + amount, 0)
  for (const { amount, ends } of counting) {
    left -= amount
    if (rankOf(path, levelOf(path, left)) < rankOf(path, tier)) return ends
  }
  return null
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
