export const rfmSegments = [
  'champions',
  'loyal',
  'potential',
  'new',
  'promising',
  'needs_attention',
  'about_to_sleep',
  'at_risk',
  'cannot_lose',
  'hibernating',
  'lost',
] as const
export type RfmSegment = (typeof rfmSegments)[number]

// Rows: recency 5 (just here) to 1; columns: habit 1 to 5, the mean of frequency and money, rounded up.
const table: Record<number, readonly RfmSegment[]> = {
  5: ['new', 'potential', 'potential', 'champions', 'champions'],
  4: ['promising', 'potential', 'potential', 'loyal', 'champions'],
  3: ['about_to_sleep', 'about_to_sleep', 'needs_attention', 'loyal', 'loyal'],
  2: ['hibernating', 'hibernating', 'at_risk', 'at_risk', 'cannot_lose'],
  1: ['lost', 'lost', 'hibernating', 'cannot_lose', 'cannot_lose'],
}

/** The name of a score, each 1–5 with 5 best. */
export function segmentOf(recency: number, frequency: number, money: number): RfmSegment {
  return table[recency]?.[Math.ceil((frequency + money) / 2) - 1] ?? 'lost'
}
