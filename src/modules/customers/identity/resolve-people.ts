import type { EventBody } from '#modules/events'
import type { Identity } from './read-identities.ts'

/** A person as resolving needs to know them: `named` when an external id was ever given. */
export type Person = { customerId: string; named: boolean }
export type Merge = { from: string; into: string }

export type Resolution = {
  /** aligned with the events */
  customerIds: string[]
  created: Map<string, { first: number; named: boolean }>
  attached: Map<string, { identity: Identity; customerId: string }>
  merges: Merge[]
}

export const identityKey = (identity: Identity): string => `${identity.kind}\n${identity.value}`

/**
 * Decides whose each event is. The strongest identity wins (external id, e-mail, phone, card, anonymous id). Identities that
 * nobody has are attached to that person. One that belongs to somebody else joins the two only when at most one of them has an
 * external id: two accounts that share a device or an e-mail stay two. An alias call says outright that two are one.
 * An event with an `owner` is theirs: it gives them what nobody has and joins nobody. Events in a row that share one array of
 * identities are decided together.
 */
export function resolvePeople(
  events: { body: EventBody; identities: Identity[]; owner?: Person }[],
  known: Map<string, Person>,
  newCustomerId: (identity: Identity) => string,
): Resolution {
  const owners = new Map(known)
  const joined = new Map<string, string>()
  const result: Resolution = { customerIds: [], created: new Map(), attached: new Map(), merges: [] }
  const named = new Map<string, boolean>()
  for (const person of known.values()) named.set(person.customerId, person.named)
  for (const { owner } of events) if (owner) named.set(owner.customerId, owner.named)

  const final = (customerId: string): string => {
    let id = customerId
    for (let next = joined.get(id); next; next = joined.get(id)) id = next
    return id
  }
  const ownerOf = (identity: Identity): string | undefined => {
    const owner = owners.get(identityKey(identity))
    return owner && final(owner.customerId)
  }
  const attach = (identity: Identity, customerId: string): void => {
    const key = identityKey(identity)
    owners.set(key, { customerId, named: named.get(customerId) ?? false })
    result.attached.set(key, { identity, customerId })
    if (identity.kind === 'external_id') named.set(customerId, true)
  }
  const create = (identity: Identity, index: number): string => {
    const customerId = newCustomerId(identity)
    result.created.set(customerId, { first: index, named: identity.kind === 'external_id' })
    attach(identity, customerId)
    return customerId
  }
  const join = (from: string, into: string): void => {
    joined.set(from, into)
    if (named.get(from)) named.set(into, true)
    result.merges.push({ from, into })
  }

  const findOwner = (identities: Identity[]): string | undefined => {
    const [strongest] = identities
    const owner = identities.map(ownerOf).find((id) => id !== undefined)
    // A new external id beside a known e-mail or device: that person, unless they have an account of their own already.
    const isNewAccount = strongest?.kind === 'external_id' && ownerOf(strongest) === undefined
    return isNewAccount && owner !== undefined && named.get(owner) ? undefined : owner
  }
  const aliasTo = (previousId: string, owner: string): void => {
    const account: Identity = { kind: 'external_id', value: previousId }
    const device: Identity = { kind: 'anonymous_id', value: previousId }
    const previous = ownerOf(account) ?? ownerOf(device)
    if (previous !== undefined && previous !== owner) join(previous, owner)
    // Nobody knows whether it names a device or an account; events that came before or come late may say either.
    for (const identity of [device, account]) if (ownerOf(identity) === undefined) attach(identity, owner)
  }

  let [before, beforeOwner]: [Identity[] | undefined, string] = [undefined, '']
  events.forEach(({ body, identities, owner: given }, index) => {
    if (identities === before && !given && body.type !== 'alias') {
      result.customerIds.push(beforeOwner)
      return
    }
    before = undefined
    if (given) {
      const customerId = final(given.customerId)
      for (const identity of identities) if (ownerOf(identity) === undefined) attach(identity, customerId)
      result.customerIds.push(customerId)
      return
    }
    const [strongest] = identities
    // The event's fault, so that it is set aside and does not hold up all that come after it.
    if (!strongest) throw new RangeError('An event without any identity reached the projector')
    let owner = findOwner(identities) ?? create(strongest, index)
    for (const identity of identities) {
      const holder = ownerOf(identity)
      if (holder === undefined) attach(identity, owner)
      else if (holder !== owner && !(named.get(holder) && named.get(owner))) {
        // The one with the account stays; of two without, the one this event's strongest identity names.
        const into: string = named.get(holder) ? holder : owner
        join(into === holder ? owner : holder, into)
        owner = into
      }
    }
    if (body.type === 'alias' && body.previousId !== undefined) aliasTo(body.previousId, owner)
    else [before, beforeOwner] = [identities, owner]
    result.customerIds.push(owner)
  })
  result.customerIds = result.customerIds.map(final)
  return result
}
