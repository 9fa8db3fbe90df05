import type { PredictionReport } from '#contract/predictions'

/** Where to look first among the best: at high risk, or at medium when nobody is so late. */
export function firstRisk(worth: PredictionReport['worth']): 'high' | 'medium' {
  const isThere = (worth?.cells ?? []).some(
    ({ value, risk, customers }) => value === 'top' && risk === 'high' && customers > 0,
  )
  return isThere ? 'high' : 'medium'
}
