import type { BulkChange } from '#contract/bulk-edits'
import type { CustomerEvent } from '../append-customer-events.ts'
import type { ProfileRow } from '../customers.repo.ts'
import { tagsChanged } from '../profile/change-tags.ts'
import type { Before } from './bulk-edits.repo.ts'

/** What a bulk edit says of one customer; the same again is the same event. */
export function bulkEvent(bulkEditId: string, change: BulkChange, customerId: string): CustomerEvent {
  const base = { customerId, messageId: `bulk:${bulkEditId}:${customerId}`, bulkEditId }
  switch (change.kind) {
    case 'add_tag':
      return { ...base, event: tagsChanged, properties: { added: [change.tag], removed: [] } }
    case 'remove_tag':
      return { ...base, event: tagsChanged, properties: { added: [], removed: [change.tag] } }
    default:
      return { ...base, traits: { [change.trait]: change.value } }
  }
}

/**
 * The event that gives back what was there before; undefined when somebody has changed it since, or nothing was changed. For a tag only
 * that tag counts, for a trait the event time of its value.
 */
export function undoEvent(
  bulkEditId: string,
  change: BulkChange,
  customerId: string,
  before: Before,
  now: Pick<ProfileRow, 'tags' | 'traitTimes'>,
): CustomerEvent | undefined {
  const base = { customerId, messageId: `bulk-undo:${bulkEditId}:${customerId}` }
  if (change.kind === 'set_trait') {
    if (now.traitTimes[change.trait] !== before.at) return undefined
    return { ...base, traits: { [change.trait]: before.traits[change.trait] ?? null } }
  }
  const isThere = now.tags.includes(change.tag)
  if (isThere !== (change.kind === 'add_tag')) return undefined
  const [added, removed] = change.kind === 'add_tag' ? [[], [change.tag]] : [[change.tag], []]
  return { ...base, event: tagsChanged, properties: { added, removed } }
}
