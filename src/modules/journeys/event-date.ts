import type { JourneyDefinition } from '#contract/journeys'

/** The properties of the event that begins a journey in which its steps look for a date. */
export const datePaths = ({ nodes }: Pick<JourneyDefinition, 'nodes'>): string[] =>
  nodes.flatMap((node) => (node.kind === 'wait_date' && 'property' in node.day ? [node.day.property] : []))

/**
 * A date as programs write it down: an ISO day, an ISO time (of this zone, unless it says which), Unix seconds or milliseconds. With a time it is
 * the moment in this zone; undefined for what is none.
 */
export function readDate(told: unknown, zone: string): Temporal.PlainDate | Temporal.ZonedDateTime | undefined {
  const text = typeof told === 'string' || typeof told === 'number' ? String(told).trim() : ''
  if (/^\d{9,10}$/.test(text)) return momentIn(Number(text) * 1_000, zone)
  if (/^\d{12,13}$/.test(text)) return momentIn(Number(text), zone)
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined
  const day = attempt(() => Temporal.PlainDate.from(text.slice(0, 10)))
  if (day === undefined || text.length === 10) return day
  return (
    attempt(() => Temporal.Instant.from(text).toZonedDateTimeISO(zone)) ??
    attempt(() => Temporal.PlainDateTime.from(text).toZonedDateTime(zone)) ??
    day
  )
}

const momentIn = (ms: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone)

export const dayOf = (date: Temporal.PlainDate | Temporal.ZonedDateTime): Temporal.PlainDate =>
  date instanceof Temporal.PlainDate ? date : date.toPlainDate()

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
