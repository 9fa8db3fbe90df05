import { z } from 'zod'

const id = z.string().min(1).max(512)
const record = z.record(z.string(), z.unknown())

/** An event as the log keeps it, whatever wire format it came in. Named after Segment's specification. */
export const eventBody = z.object({
  type: z.enum(['track', 'identify', 'page', 'screen', 'group', 'alias']),
  event: z.string().min(1).max(256).optional(),
  userId: id.optional(),
  anonymousId: id.optional(),
  previousId: id.optional(),
  groupId: id.optional(),
  traits: record.optional(),
  properties: record.optional(),
  context: record.optional(),
})

/**
 * `customerId` says outright whose the event is; joins are followed. Only what this program does by itself carries it: the schema
 * above, through which everything from outside comes, leaves it out. `bySecret` says that a server key told it, not a page.
 */
export type EventBody = z.infer<typeof eventBody> & { customerId?: string; bySecret?: true }

/** `occurredAt` is an ISO instant; `messageId` is the sender's and makes a repeated delivery harmless. */
export type CanonicalEvent = { messageId: string; occurredAt: string; source: string; body: EventBody }

/** Marks, among the properties, an event that people are not to see: its sender said `context.hidden`, or it follows from such a one. */
export const hiddenMark = '$hidden'

/** What an event tells, with the mark where it is hidden. */
export function propertiesOf({ properties, traits, context }: EventBody): Record<string, unknown> {
  const told = properties ?? traits ?? {}
  return context?.hidden === true ? { ...told, [hiddenMark]: true } : told
}

/** The name under which an event stands on a timeline: the track event's own, or the kind's. */
export function eventName(body: EventBody): string {
  if (body.type === 'track') return body.event ?? 'track'
  if (body.type === 'page' || body.type === 'screen') return body.type === 'page' ? 'Page Viewed' : 'Screen Viewed'
  return { identify: 'Identified', group: 'Group Joined', alias: 'Aliased' }[body.type]
}
