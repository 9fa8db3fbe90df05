/**
 * A time zone as the IANA database writes it, or an offset (+02:00); undefined for what is neither. Asked of Temporal, which finds the days:
 * `Intl` takes abbreviations besides (PST, JST) that lead to none.
 */
export function readTimeZone(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined
  try {
    const { timeZoneId } = epoch.toZonedDateTimeISO(name)
    // It takes whole moments too, and then the zone within.
    return timeZoneId.toLowerCase() === name.toLowerCase() ? timeZoneId : undefined
  } catch {
    return undefined
  }
}

const epoch = Temporal.Instant.fromEpochMilliseconds(0)

/** Whether it is a time zone by just the name that the database and both engines know it by. */
export function isTimeZone(name: string): boolean {
  return readTimeZone(name) === name && !/^[+-]/.test(name)
}
