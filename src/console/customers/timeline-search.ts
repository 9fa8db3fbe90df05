import { listOf, textOf } from '../router/search-text.ts'

/** Which events the timeline shows; none of it means all. */
export type TimelineSearch = {
  event?: string[] | undefined
  source?: string[] | undefined
  from?: string | undefined
  until?: string | undefined
  text?: string | undefined
}

export function readTimelineSearch(raw: Record<string, unknown>): TimelineSearch {
  return {
    event: listOf(raw.event),
    source: listOf(raw.source),
    from: dayOf(raw.from),
    until: dayOf(raw.until),
    text: textOf(raw.text),
  }
}

function dayOf(value: unknown): string | undefined {
  const text = textOf(value)
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined
}
