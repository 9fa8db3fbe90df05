export const insightsViews = [
  'retention',
  'cohorts',
  'sales',
  'concentration',
  'lifecycle',
  'rfm',
  'value',
  'survival',
] as const
export type InsightsViewName = (typeof insightsViews)[number]

export function isInsightsView(text: string): text is InsightsViewName {
  return (insightsViews as readonly string[]).includes(text)
}

/** Views that are counted period by period. */
export const viewsByPeriod: readonly InsightsViewName[] = ['retention', 'cohorts', 'sales']

/** Views that look at the chosen days; the others describe everybody as of today, over all time. */
export const viewsByDays: readonly InsightsViewName[] = [...viewsByPeriod, 'concentration', 'survival']
