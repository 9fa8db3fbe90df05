import { z } from 'zod'
import type { EventBody, LoggedEvent } from '#modules/events'
import type { ProfileRow } from '../customers.repo.ts'
import { tagsOf } from './merge-traits.ts'

/** Tags given and taken at a desk: told as a difference, so that two people who tag at once lose nothing of each other's. */
export const tagsChanged = 'Tags Changed'

export function isTagChange(body: EventBody): boolean {
  return body.customerId !== undefined && body.event === tagsChanged
}

const list = z.array(z.string().max(128)).catch([])

/** Whether anything changed. */
export function changeTags(profile: ProfileRow, event: LoggedEvent): boolean {
  const added = list.parse(event.body.properties?.added)
  const removed = new Set(list.parse(event.body.properties?.removed))
  const before = tagsOf(profile.traits)
  const after = tagsOf({ tags: [...before.filter((tag) => !removed.has(tag)), ...added] })
  if (JSON.stringify(after) === JSON.stringify(before)) return false
  if (after.length === 0) delete profile.traits.tags
  else profile.traits.tags = after
  profile.traitTimes.tags = Math.max(profile.traitTimes.tags ?? event.occurredAt, event.occurredAt)
  return true
}
