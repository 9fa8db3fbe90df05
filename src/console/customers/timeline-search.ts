import { listOf } from '../router/search-text.ts'

/** Which kinds of events the timeline shows; none means all. */
export type TimelineSearch = { event?: string[] | undefined; source?: string[] | undefined }

export function readTimelineSearch(raw: Record<string, unknown>): TimelineSearch {
  return { event: listOf(raw.event), source: listOf(raw.source) }
}
