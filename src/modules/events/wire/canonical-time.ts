import { type Fault, faultOf } from '../inspect-value.ts'

const earliest = Date.UTC(1970, 0, 1)
const dayMs = 86_400_000

/** Milliseconds since 1970 of an ISO text or a number of them; undefined for anything else. */
export function readTime(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return value < 1e11 ? value * 1000 : value
  if (typeof value !== 'string' || value.length > 40 || !/^\d{4}-\d{2}-\d{2}/.test(value)) return undefined
  const time = Date.parse(value)
  return Number.isNaN(time) ? undefined : time
}

/**
 * When it happened: the sender's `timestamp`, moved by how far the sender's clock was off when it sent
 * (`receivedAt − sentAt`); the time of arrival when the sender told none.
 */
export function canonicalTime(
  timestamp: unknown,
  sentAt: unknown,
  receivedAt: number,
): { at: number } | { fault: Fault } {
  if (timestamp === undefined || timestamp === null) return { at: receivedAt }
  const told = readTime(timestamp)
  if (told === undefined)
    return { fault: faultOf('bad_timestamp', 'The timestamp is not a date.', { problem: 'no_date' }) }
  const sent = readTime(sentAt)
  const at = Math.round(sent === undefined ? told : told + (receivedAt - sent))
  if (at < earliest)
    return { fault: faultOf('bad_timestamp', 'The timestamp is before 1970.', { problem: 'too_early' }) }
  if (at > receivedAt + dayMs) {
    return { fault: { reason: 'timestamp_in_future', detail: 'The timestamp is more than a day ahead.' } }
  }
  return { at }
}
