import type { PeriodUnit } from '#contract/metrics'
import type { Calendar } from '#platform/i18n'
import type { Query } from '../api/client.ts'
import { listOf, oneOf, textOf } from '../router/search-text.ts'

const units = ['day', 'week', 'month', 'quarter', 'year'] as const

/** Everything a person has chosen here stands in the address. */
export type InsightsSearch = {
  unit?: PeriodUnit | undefined
  from?: string | undefined
  to?: string | undefined
  source?: string[] | undefined
  trait?: string[] | undefined
  tag?: string[] | undefined
  /** the period whose flow is drawn; the last complete one when absent */
  period?: string | undefined
  cells?: 'unbounded' | 'revenue' | undefined
  window?: '24h' | undefined
}

export function readInsightsSearch(search: Record<string, unknown>): InsightsSearch {
  return {
    unit: oneOf(search.unit, units),
    from: dayOf(search.from),
    to: dayOf(search.to),
    source: listOf(search.source),
    trait: listOf(search.trait)?.filter((one) => /^[^:]{1,128}:/.test(one)),
    tag: listOf(search.tag),
    period: textOf(search.period),
    cells: oneOf(search.cells, ['unbounded', 'revenue']),
    window: oneOf(search.window, ['24h']),
  }
}

/** What the address asks, in periods of the reader's calendar. */
export type AskedSearch = InsightsSearch & { calendar: Calendar }

/** The part of it that the metrics routes understand. */
export function metricsQueryOf({ unit, calendar, from, to, source, trait, tag, window }: AskedSearch): Query {
  return { unit: unit ?? 'month', calendar, from, to, source, trait, tag, window }
}

function dayOf(value: unknown): string | undefined {
  const text = textOf(value)
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined
}
