import type { RiskBand } from '#contract/predictions'

type Worry = 'medium' | 'high'

/** How worrying it is that somebody is late: what is foretold decides; without a forecast it is `otherwise`. */
export function lateRisk(band: RiskBand | null | undefined, otherwise: Worry): Worry {
  if (!band) return otherwise
  return band === 'high' ? 'high' : 'medium'
}

/** The other side of a risk (0–1), in whole percent. Of a person nothing is certain: 1 to 99. */
export function returnChance(risk: number): number {
  return Math.min(99, Math.max(1, 100 - Math.round(100 * risk)))
}
