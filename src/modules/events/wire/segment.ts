import { newId } from '#platform/ids'
import { type CanonicalEvent, eventBody } from '../canonical.ts'
import { type Fault, faultOf } from '../inspect-value.ts'
import { canonicalTime } from './canonical-time.ts'

export type Context = { source: string; sentAt: unknown; receivedAt: number; type?: string }

/** A message of Segment's and RudderStack's clients. `context.type` is the endpoint's kind, for messages that do not say it. */
export function fromSegment(message: Record<string, unknown>, context: Context): CanonicalEvent | Fault {
  const time = canonicalTime(
    message.timestamp ?? message.originalTimestamp,
    context.sentAt ?? message.sentAt,
    context.receivedAt,
  )
  if ('fault' in time) return time.fault
  const type = message.type ?? context.type ?? 'track'
  const parsed = eventBody.safeParse({
    type,
    event: type === 'track' ? message.event : undefined,
    userId: idText(message.userId),
    anonymousId: idText(message.anonymousId),
    previousId: idText(message.previousId),
    groupId: idText(message.groupId),
    traits: message.traits ?? undefined,
    properties: withPageName(message),
    context: message.context ?? undefined,
  })
  if (!parsed.success) return describe(parsed.error.issues)
  const body = parsed.data
  if (body.type === 'track' && body.event === undefined)
    return { reason: 'event_missing', detail: 'A track call needs the name of the event.' }
  if (body.userId === undefined && body.anonymousId === undefined) {
    return { reason: 'nobody', detail: 'Neither userId nor anonymousId says whose event this is.' }
  }
  if (body.type === 'alias' && body.previousId === undefined)
    return { reason: 'previous_id_missing', detail: 'An alias call needs previousId.' }
  return {
    messageId: idText(message.messageId) ?? newId(),
    occurredAt: new Date(time.at).toISOString(),
    source: context.source,
    body,
  }
}

function idText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() || undefined
  return typeof value === 'number' ? String(value) : undefined
}

function withPageName(message: Record<string, unknown>): unknown {
  const { properties, name } = message
  if (typeof name !== 'string') return properties ?? undefined
  return { name, ...(typeof properties === 'object' ? properties : {}) }
}

function describe(issues: { path: PropertyKey[]; message: string; expected?: string }[]): Fault {
  const [issue] = issues
  const field = issue?.path.join('.') || 'message'
  const params = { field, expected: issue?.expected ?? '' }
  return faultOf('bad_shape', `${field}: ${issue?.message ?? 'not understood'}`, params)
}
