export { type SteadyClock, startSteadyClock } from './steady-clock.ts'
export { isTimeZone, readTimeZone } from './time-zone.ts'

/** Time comes from here, so that a test can move it. */
export type Clock = { now(): Temporal.Instant }

export const systemClock: Clock = { now: () => Temporal.Now.instant() }

export type FakeClock = Clock & { set(iso: string): void; advance(by: Temporal.DurationLike): void }

export function fakeClock(start: string): FakeClock {
  let now = Temporal.Instant.from(start)
  return {
    now: () => now,
    set: (iso) => {
      now = Temporal.Instant.from(iso)
    },
    advance: (by) => {
      now = now.add(by)
    },
  }
}

/** The calendar day (YYYY-MM-DD) of an instant in a zone. */
export function dayIn(instant: Temporal.Instant, timeZone: string): string {
  return instant.toZonedDateTimeISO(timeZone).toPlainDate().toString()
}

const dayMs = 86_400_000
/** Days that are kept; more than any shop's past has. */
const mostDays = 20_000
const names = new Map<number, string>()
const numbers = new Map<string, number>()

/** A day (YYYY-MM-DD) as the days since 1970; NaN for what is none. The same ones come again and again, so they are kept. */
export function dayNumber(day: string): number {
  const known = numbers.get(day)
  if (known !== undefined) return known
  const number = Date.parse(day) / dayMs
  if (numbers.size >= mostDays) numbers.clear()
  numbers.set(day, number)
  return number
}

/** The other way round, for whole numbers. */
export function dayName(number: number): string {
  const known = names.get(number)
  if (known !== undefined) return known
  const name = new Date(number * dayMs).toISOString().slice(0, 10)
  if (names.size >= mostDays) names.clear()
  names.set(number, name)
  return name
}

/** Between two changes of a zone's clocks. */
type Stretch = { from: number; until: number; offset: number }

/** Same as `dayIn` for many instants of one zone, in Unix milliseconds: the zone is asked once between two changes of its clocks. */
export function dayReader(timeZone: string): (epochMs: number) => string {
  const known: Stretch[] = []
  const isIn = (at: number, { from, until }: Stretch): boolean => at >= from && at < until
  let stretch: Stretch = { from: 0, until: 0, offset: 0 }
  return (epochMs) => {
    if (!isIn(epochMs, stretch)) {
      const there = known.find((one) => isIn(epochMs, one))
      stretch = there ?? stretchAt(epochMs, timeZone)
      if (!there) known.push(stretch)
    }
    return dayName(Math.floor((epochMs + stretch.offset) / dayMs))
  }
}

function stretchAt(epochMs: number, timeZone: string): Stretch {
  const at = Math.floor(epochMs)
  const zoned = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone)
  return {
    // A change at this very moment lies before the next one.
    from: zoned(at + 1).getTimeZoneTransition('previous')?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    until: zoned(at).getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offset: zoned(at).offsetNanoseconds / 1e6,
  }
}
