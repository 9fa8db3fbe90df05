import type { AtRiskQuery, RiskBand, VipQuery } from '#contract/predictions'

export type WorthSearch = {
  value?: 'top' | 'middle' | 'rest'
  risk?: RiskBand | 'gone'
  margin?: NonNullable<AtRiskQuery['margin']> | undefined
  by?: VipQuery['by']
}

const one = <T extends string>(value: unknown, of: readonly T[]): T | undefined => of.find((each) => each === value)

/** What does not fit is left out: an address is never an error. */
export function readWorthSearch(search: Record<string, unknown>): WorthSearch {
  const value = one(search.value, ['top', 'middle', 'rest'] as const)
  const risk = one(search.risk, ['low', 'medium', 'high', 'gone'] as const)
  const margin = one(search.margin, ['above', 'below', 'unknown'] as const)
  const by = one(search.by, ['spend', 'visits', 'engagement'] as const)
  return { ...(value && { value }), ...(risk && { risk }), ...(margin && { margin }), ...(by && { by }) }
}
