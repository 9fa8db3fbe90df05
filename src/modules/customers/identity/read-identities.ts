import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { loyaltyTraits } from '#contract/loyalty-words'
import type { EventBody } from '#modules/events'

export type IdentityKind = 'external_id' | 'email' | 'phone' | 'card' | 'anonymous_id'
export type Identity = { kind: IdentityKind; value: string }

/** What an event says of whose it is, strongest first. E-mails in lower case, phones in E.164; what is neither is left out. */
export function readIdentities(body: EventBody, country: CountryCode): Identity[] {
  const found: Identity[] = []
  if (body.userId !== undefined) found.push({ kind: 'external_id', value: body.userId })
  const traits = traitsOf(body)
  const email = readEmail(traits.email ?? body.properties?.email)
  if (email) found.push({ kind: 'email', value: email })
  const phone = readPhone(traits.phone, country)
  if (phone) found.push({ kind: 'phone', value: phone })
  if (typeof traits.card === 'string' && traits.card !== '' && traits.card.length <= maxCard)
    found.push({ kind: 'card', value: traits.card })
  if (body.anonymousId !== undefined) found.push({ kind: 'anonymous_id', value: body.anonymousId })
  return found
}

// A key of an index has a largest size.
const maxCard = 256

/** The traits an event tells of its person: an identify call's own, or those a call of another kind carries along. */
export function traitsOf(body: EventBody): Record<string, unknown> {
  if (body.type === 'identify') return withoutLoyalty(body, body.traits ?? {})
  const carried = body.context?.traits
  if (typeof carried !== 'object' || carried === null) return {}
  return withoutLoyalty(body, carried as Record<string, unknown>)
}

/** What the ledger says of somebody is said by the ledger alone: the wire never names a customer by id. */
function withoutLoyalty({ customerId }: EventBody, traits: Record<string, unknown>): Record<string, unknown> {
  if (customerId !== undefined || !loyaltyTraits.some((name) => name in traits)) return traits
  return Object.fromEntries(Object.entries(traits).filter(([name]) => !loyaltyTraits.some((own) => own === name)))
}

export function readEmail(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 254) return undefined
  const email = value.trim().toLowerCase()
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? email : undefined
}

/** `country` is where a number without a country code is from. */
export function readPhone(value: unknown, country: CountryCode): string | undefined {
  if ((typeof value !== 'string' && typeof value !== 'number') || String(value).length > 40) return undefined
  const text = String(value)
  // Asked for the identity, and again for the profile: reading one takes as long as much of the rest.
  if (latest.text === text && latest.country === country) return latest.number
  const phone = parsePhoneNumberFromString(text, country)
  latest = { text, country, number: phone?.isPossible() ? phone.number : undefined }
  return latest.number
}

let latest: { text: string; country: CountryCode; number: string | undefined } = {
  text: '',
  country: 'GB',
  number: undefined,
}

const countries: Record<string, CountryCode> = { hu: 'HU', ru: 'RU', fa: 'IR', pl: 'PL', en: 'GB' }

export function homeCountry(locale: string): CountryCode {
  return countries[locale] ?? 'GB'
}
