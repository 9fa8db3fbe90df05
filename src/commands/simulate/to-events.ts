import type { BusinessEvent } from '#models/business'
import type { CanonicalEvent, LoggedEvent } from '#modules/events'
import { uuidFromText } from '#platform/ids'

/** As a server takes them in. */
export function toCanonical(events: BusinessEvent[]): CanonicalEvent[] {
  return events.map(({ messageId, at, source, body }) => ({
    messageId,
    occurredAt: new Date(at).toISOString(),
    source,
    body,
  }))
}

/** As the projector reads them, of a log that has no other. */
export function toLogged(events: BusinessEvent[]): LoggedEvent[] {
  return events.map(({ messageId, at, source, body }, position) => ({
    position,
    messageKey: uuidFromText(messageId),
    occurredAt: at,
    source,
    importId: null,
    body,
  }))
}
