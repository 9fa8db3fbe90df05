import type { EventBody } from '../canonical.ts'

// Names as they are written anywhere: Consent Given, consent_given, marketingConsent, loyalty.points.
const events = /^(consents?|points?|tiers?|vouchers?|rewards?|roles?|customers?|notes?|tasks?)( |$)/
const traits = /(^| )(consents?|points?|roles?|permissions?)( |$)/

type Trusted = { kind: 'event' | 'trait'; name: string }

/** What of an event only a program that keeps its key secret may say: an event's name or a trait's; undefined when nothing is. */
export function trustedPart({ type, event, traits: given, context }: EventBody): Trusted | undefined {
  if (type === 'track' && events.test(plain(event ?? ''))) return { kind: 'event', name: event ?? '' }
  const inContext = context?.traits
  const names = [...Object.keys(given ?? {}), ...(isRecord(inContext) ? Object.keys(inContext) : [])]
  const name = names.find((trait) => traits.test(plain(trait)))
  return name === undefined ? undefined : { kind: 'trait', name }
}

function plain(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
