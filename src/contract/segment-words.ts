/** The words that segments are told in; apart from their schemas, so that the console need not load a parser. */
export const calendarPeriods = [
  'yesterday',
  'today',
  'tomorrow',
  'last_week',
  'this_week',
  'next_week',
  'last_month',
  'this_month',
  'next_month',
  'last_quarter',
  'this_quarter',
  'next_quarter',
  'last_year',
  'this_year',
  'next_year',
] as const
export type CalendarPeriod = (typeof calendarPeriods)[number]

export const messageDeeds = ['sent', 'delivered', 'opened', 'clicked', 'bounced', 'complained', 'replied'] as const
export const measures = [
  'orders',
  'revenue',
  'refunded',
  'average_order',
  'days_since_last_order',
  'days_since_first_order',
  'days_late',
] as const
/**
 * `risk_rise`, `alive_fall`, `clv_fall` and `next_visit_later` (by so many days) against the week before; `next_visit` in days from
 * today; the value lies between `clv_low` and `clv_high` eight times in ten.
 */
export const scoreMeasures = [
  'risk',
  'risk_rise',
  'alive',
  'alive_fall',
  'clv',
  'clv_fall',
  'clv_low',
  'clv_high',
  'next_visit',
  'next_visit_later',
] as const
/** What of their next products a condition asks for. */
export const likings = ['product', 'category'] as const
export const comparisons = ['at_least', 'more_than', 'at_most', 'less_than', 'exactly', 'not'] as const
export const riskBands = ['low', 'medium', 'high'] as const

/** The four classic ways of telling customers apart: who they are, where, what they do, what they care for. */
export const readyMadeGroups = ['behavioural', 'demographic', 'geographic', 'psychographic'] as const
export type ReadyMadeGroup = (typeof readyMadeGroups)[number]
