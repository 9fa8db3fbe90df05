import type { MetricResult } from '#contract/experiments'

export const resultHeader = [
  ...['metric', 'event', 'measure', 'arm', 'people', 'total', 'mean'],
  ...['absolute', 'absoluteLow', 'absoluteHigh', 'relative', 'relativeLow', 'relativeHigh'],
  ...['incremental', 'incrementalLow', 'incrementalHigh', 'p', 'chanceToWin', 'verdict', 'problem'],
]

/** One line for each metric and arm; the control has no comparison. */
export function resultRows(metrics: MetricResult[]): (string | number | null)[][] {
  return metrics.flatMap(({ role, metric, arms, comparisons }) =>
    arms.map(({ arm, people, total, mean }) => {
      const compared = comparisons.find((one) => one.arm === arm)
      const three = (estimate: { value: number; low: number; high: number } | null | undefined) =>
        estimate ? [estimate.value, estimate.low, estimate.high] : [null, null, null]
      return [
        ...[role, metric.of === 'event' ? metric.event : metric.of, metric.measure, arm, people, total, mean],
        ...three(compared?.absolute),
        ...three(compared?.relative),
        ...three(compared?.total),
        ...[compared?.p ?? null, compared?.chanceToWin ?? null, compared?.verdict ?? null, compared?.problem ?? null],
      ]
    }),
  )
}
