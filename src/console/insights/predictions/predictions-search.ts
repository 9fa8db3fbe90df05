import type { AtRiskQuery, RiskBand } from '#contract/predictions'

export type PredictionsSearch = {
  band?: RiskBand | undefined
  who?: AtRiskQuery['who'] | undefined
  sort?: AtRiskQuery['sort']
}

const bands = ['low', 'medium', 'high']
const sorts = ['at_stake', 'risk', 'clv']

/** What does not fit is left out: an address is never an error. */
export function readPredictionsSearch(search: Record<string, unknown>): PredictionsSearch {
  const { band, who, sort } = search
  return {
    ...(bands.includes(String(band)) ? { band: band as RiskBand } : {}),
    ...(who === 'gone' ? { who } : {}),
    ...(sorts.includes(String(sort)) ? { sort: sort as AtRiskQuery['sort'] } : {}),
  }
}
