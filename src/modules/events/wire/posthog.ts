import type { CanonicalEvent } from '../canonical.ts'
import type { Fault } from '../inspect-value.ts'
import { type Context, fromSegment } from './segment.ts'

/** A message of PostHog's clients, told as Segment's: `$identify`, `$create_alias`, `$groupidentify`, `$pageview` and plain events. */
export function fromPosthog(message: Record<string, unknown>, context: Context): CanonicalEvent | Fault {
  const properties = objectOf(message.properties)
  const { $set, $set_once, $anon_distinct_id, alias, ...rest } = properties
  const distinctId = message.distinct_id ?? properties.distinct_id
  const common = {
    messageId: message.uuid,
    timestamp: message.timestamp,
    context: { library: { name: properties.$lib, version: properties.$lib_version } },
  }
  const who = isAnonymous(properties) ? { anonymousId: distinctId } : { userId: distinctId }
  const traits = { ...objectOf($set_once), ...objectOf($set), ...objectOf(message.$set) }
  switch (message.event) {
    case '$identify':
      return fromSegment(
        { ...common, type: 'identify', userId: distinctId, anonymousId: $anon_distinct_id, traits },
        context,
      )
    case '$set':
      return fromSegment({ ...common, ...who, type: 'identify', traits }, context)
    case '$create_alias':
      return fromSegment({ ...common, type: 'alias', userId: distinctId, previousId: alias }, context)
    case '$groupidentify':
      return fromSegment(
        { ...common, ...who, type: 'group', groupId: properties.$group_key, traits: objectOf(properties.$group_set) },
        context,
      )
    case '$pageview':
    case '$screen':
      return fromSegment(
        { ...common, ...who, type: message.event === '$screen' ? 'screen' : 'page', properties: rest },
        context,
      )
    default:
      return fromSegment({ ...common, ...who, type: 'track', event: message.event, properties: rest }, context)
  }
}

// In a browser the distinct id is the device's until somebody is identified; servers always name a person.
function isAnonymous(properties: Record<string, unknown>): boolean {
  return properties.$lib === 'web' && properties.$is_identified !== true && properties.$user_id === undefined
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}
