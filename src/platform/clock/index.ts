export { type SteadyClock, startSteadyClock } from './steady-clock.ts'

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

/** Same as `dayIn` for many instants of one zone: the offset is looked up once per quarter of an hour, which no zone's rules cut. */
export function dayReader(timeZone: string): (epochMs: number) => string {
  const quarter = 15 * 60_000
  const offsets = new Map<number, number>()
  return (epochMs) => {
    const key = Math.floor(epochMs / quarter)
    let offset = offsets.get(key)
    if (offset === undefined) {
      const zoned = Temporal.Instant.fromEpochMilliseconds(key * quarter).toZonedDateTimeISO(timeZone)
      offset = zoned.offsetNanoseconds / 1e6
      if (offsets.size > 50_000) offsets.clear()
      offsets.set(key, offset)
    }
    return new Date(epochMs + offset).toISOString().slice(0, 10)
  }
}
