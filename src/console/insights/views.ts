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

/** Views that are counted period by period; the others look at the whole chosen range. */
export const viewsByPeriod: readonly InsightsViewName[] = ['retention', 'cohorts', 'sales']
