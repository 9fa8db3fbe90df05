import type { CountryCode } from 'libphonenumber-js/min'
import type { Facts, LoggedEvent, TraitFact } from '#modules/events'
import type { Tx } from '#platform/postgres'
import {
  type FinishedProfile,
  findProfiles,
  insertCustomers,
  type NewCustomer,
  type ProfileRow,
  saveProfiles,
} from '../customers.repo.ts'
import { readEmail, readPhone, traitsOf } from '../identity/read-identities.ts'
import type { Merge } from '../identity/resolve-people.ts'
import { changeTags, isTagChange } from './change-tags.ts'
import { displayName, filterableTraits, foldText, mergeTraits, type Traits, tagsOf } from './merge-traits.ts'

/** Traits told by a batch's events, and those of people who turned out to be one; the newest event time wins throughout. */
export async function projectProfiles(
  tx: Tx,
  workspaceId: string,
  events: LoggedEvent[],
  customerIds: string[],
  merges: Merge[],
  created: Map<string, NewCustomer>,
  country: CountryCode,
  facts: Facts,
): Promise<HandChange[]> {
  const changes: HandChange[] = []
  const touched = new Set<string>()
  events.forEach((event, i) => {
    if (event.body.userId !== undefined || isTagChange(event.body) || Object.keys(traitsOf(event.body)).length > 0)
      touched.add(customerIds[i] ?? '')
  })
  for (const merge of merges) touched.add(merge.from).add(merge.into)
  const existing = [...touched].filter((id) => !created.has(id))
  const profiles = existing.length > 0 ? await findProfiles(tx, workspaceId, existing) : new Map<string, ProfileRow>()
  for (const { customerId, number } of created.values()) profiles.set(customerId, blankProfile(customerId, number))
  const changed = new Map<string, ProfileRow>()
  const before = new Map<string, Map<string, string>>()
  for (const [id, profile] of profiles) before.set(id, traitValues(profile))

  for (const { from, into } of merges) {
    const source = profiles.get(from)
    const target = profiles.get(into)
    if (!source || !target) continue
    for (const [trait, at] of Object.entries(source.traitTimes)) {
      mergeTraits(target.traits, target.traitTimes, { [trait]: source.traits[trait] ?? null }, at)
    }
    target.externalId = firstOf(target.externalId, source.externalId)
    changed.set(into, target)
    source.traits = {}
    source.traitTimes = {}
    source.tags = []
  }
  events.forEach((event, i) => {
    const profile = profiles.get(customerIds[i] ?? '')
    if (!profile) return
    const byHand = event.body.customerId === undefined ? undefined : noteBefore(profile, event)
    const told = isTagChange(event.body)
      ? changeTags(profile, event)
      : mergeTraits(profile.traits, profile.traitTimes, traitsOf(event.body), event.occurredAt)
    if (byHand && told) changes.push(byHand)
    const externalId = firstOf(profile.externalId, event.body.userId ?? null)
    const named = externalId !== profile.externalId
    profile.externalId = externalId
    if (told || named) changed.set(profile.customerId, profile)
  })
  for (const profile of changed.values()) profile.tags = tagsOf(profile.traits)
  facts.traits.push(...traitFacts(profiles, before, merges, changed))
  facts.profiles = [
    ...(facts.profiles ?? []),
    ...changed.keys(),
    ...created.keys(),
    ...merges.map((merge) => merge.into),
  ]
  const finished = [...changed.values()].filter((profile) => !created.has(profile.customerId))
  await saveProfiles(
    tx,
    workspaceId,
    finished.map((profile) => finishProfile(profile, country)),
  )
  const fresh = [...created.values()].flatMap((customer) => {
    const profile = profiles.get(customer.customerId)
    return profile ? [{ ...customer, ...finishProfile(profile, country) }] : []
  })
  await insertCustomers(tx, workspaceId, fresh)
  return changes
}

/** What somebody changed at a desk, and what stood there before; copies, because profiles go on changing. */
export type HandChange = { customerId: string; event: LoggedEvent; traits: Traits }

function noteBefore(profile: ProfileRow, event: LoggedEvent): HandChange {
  const names = isTagChange(event.body) ? ['tags'] : Object.keys(traitsOf(event.body))
  const before = names.filter((name) => name in profile.traits).map((name) => [name, profile.traits[name]])
  return { customerId: profile.customerId, event, traits: structuredClone(Object.fromEntries(before)) as Traits }
}

export function blankProfile(customerId: string, number: number): ProfileRow {
  return { customerId, number, traits: {}, traitTimes: {}, tags: [], email: null, phone: null, externalId: null }
}

export function finishProfile(profile: ProfileRow, country: CountryCode): FinishedProfile {
  const name = displayName(profile.traits)
  const email = readEmail(profile.traits.email) ?? null
  const phone = readPhone(profile.traits.phone, country) ?? null
  const searchText = foldText([name, email, phone, profile.externalId].filter((part) => part !== null).join('\n'))
  const anonymous = profile.externalId === null && email === null && phone === null && name === null
  return { ...profile, name, email, phone, searchText, anonymous }
}

// Of several ids that an alias made one, any fixed rule will do, as long as the order of arrival does not decide.
export function firstOf(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b
  return a < b ? a : b
}

/** Keys are `trait\\nvalue`. */
export function traitValues(profile: ProfileRow): Map<string, string> {
  const values = new Map<string, string>()
  for (const [trait, value] of filterableTraits(profile.traits)) values.set(`${trait}\n${value}`, trait)
  for (const tag of profile.tags) values.set(`tag\n${tag}`, 'tag')
  return values
}

function traitFacts(
  profiles: Map<string, ProfileRow>,
  before: Map<string, Map<string, string>>,
  merges: Merge[],
  changed: Map<string, ProfileRow>,
): TraitFact[] {
  const found: TraitFact[] = []
  const ids = new Set([...changed.keys(), ...merges.map((merge) => merge.from)])
  for (const id of ids) {
    const profile = profiles.get(id)
    if (!profile) continue
    const old = before.get(id) ?? new Map<string, string>()
    const now = traitValues(profile)
    const fact = (key: string, trait: string, present: number): TraitFact => ({
      trait,
      value: key.slice(trait.length + 1),
      customer: profile.number,
      present,
    })
    for (const [key, trait] of old) if (!now.has(key)) found.push(fact(key, trait, -1))
    for (const [key, trait] of now) if (!old.has(key)) found.push(fact(key, trait, 1))
  }
  return found
}
