import { loyaltyTraits } from '#contract/loyalty-words'

/** Each trait keeps the value with the newest event time, whatever arrived last; null or an empty text removes it. */
export type Traits = Record<string, unknown>
export type TraitTimes = Record<string, number>

/** Traits that are columns of their own or secrets of identity; they are not filterable values. */
export const personalTraits = new Set([
  'email',
  'phone',
  'name',
  'firstName',
  'lastName',
  'first_name',
  'last_name',
  'username',
  'avatar',
  'card',
  'id',
  'description',
  'website',
  'address',
  'birthday',
  'tags',
  // Figures of their own each: a list to choose from would be as long as the list of members.
  ...loyaltyTraits.filter((trait) => trait !== 'loyalty_tier'),
])

export function mergeTraits(traits: Traits, times: TraitTimes, told: Traits, at: number): boolean {
  let changed = false
  for (const [trait, given] of Object.entries(told)) {
    const value = given === '' ? null : given
    const known = times[trait]
    if (known !== undefined && (known > at || (known === at && !wins(value, traits[trait])))) continue
    times[trait] = at
    changed = true
    if (value === null) delete traits[trait]
    else traits[trait] = value
  }
  return changed
}

// Two values of the same instant: any fixed rule will do, as long as the order of arrival does not decide.
function wins(value: unknown, over: unknown): boolean {
  return JSON.stringify(value ?? null) > JSON.stringify(over ?? null)
}

/** The traits one can filter by, as texts: scalars outside of what identifies a person, and city and country of the address. */
export function filterableTraits(traits: Traits): Map<string, string> {
  const found = new Map<string, string>()
  const address = traits.address
  if (typeof address === 'object' && address !== null) {
    for (const part of ['city', 'country', 'state']) {
      const value = (address as Record<string, unknown>)[part]
      if (typeof value === 'string' && value !== '') found.set(part, cut(value, 256))
    }
  }
  for (const [trait, value] of Object.entries(traits)) {
    if (personalTraits.has(trait) || found.size >= 100) continue
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      found.set(trait, cut(String(value), 256))
  }
  return found
}

export function tagsOf(traits: Traits): string[] {
  if (!Array.isArray(traits.tags)) return []
  return [
    ...new Set(
      traits.tags.filter((tag): tag is string => typeof tag === 'string' && tag !== '').map((tag) => cut(tag, 128)),
    ),
  ]
    .sort()
    .slice(0, 100)
}

export function displayName(traits: Traits): string | null {
  const { name } = traits
  if (typeof name === 'string' && name.trim() !== '') return cut(name.trim(), 256)
  const parts = [traits.firstName ?? traits.first_name, traits.lastName ?? traits.last_name]
  const joined = parts
    .filter((part): part is string => typeof part === 'string')
    .join(' ')
    .trim()
  return joined === '' ? null : cut(joined, 256)
}

// Half of a character that is written as two would be refused by both engines.
function cut(text: string, length: number): string {
  return text.slice(0, length).toWellFormed()
}

/** Text to search in: lower case without accents, Arabic letters in their Persian form, Persian digits as Latin ones. */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640\u200c\u200d]/g, '')
    .replaceAll('ي', 'ی')
    .replaceAll('ك', 'ک')
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .toLowerCase()
}
