import type { ShopReport } from '#contract/metrics'

export type ReportMonth = ShopReport['monthly'][number]

/** The newest month that is over and has a month before it, and that one. */
export function lastCompleteMonth({ monthly }: ShopReport): { month: ReportMonth; before: ReportMonth } | undefined {
  for (let index = monthly.length - 1; index > 0; index -= 1) {
    const month = monthly[index]
    const before = monthly[index - 1]
    if (month?.complete && month.start > 0 && before !== undefined) return { month, before }
  }
  return undefined
}

/** Below this many customers at the start a rate is said to be uncertain. */
export const smallSample = 30
