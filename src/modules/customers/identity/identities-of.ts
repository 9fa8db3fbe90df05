import type { EventBody } from '#modules/events'
import { homeCountry, type Identity, readIdentities } from './read-identities.ts'

/** Everything by which an event names a person, what an alias says they were before included. */
export function identitiesOf(body: EventBody, locale: string): Identity[] {
  const said = readIdentities(body, homeCountry(locale))
  if (body.previousId === undefined) return said
  const { previousId: value } = body
  return [...said, { kind: 'external_id', value }, { kind: 'anonymous_id', value }]
}
