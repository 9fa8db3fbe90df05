export type RateChange = { points: number; direction: 'up' | 'down' | 'same'; tone: 'good' | 'bad' | undefined }

/** The change between two rates in percentage points; less than a tenth is no change. */
export function compareRates(now: number | null, before: number | null): RateChange | undefined {
  if (now === null || before === null) return undefined
  const points = now - before
  if (Math.abs(points) < 0.05) return { points: 0, direction: 'same', tone: undefined }
  return points > 0 ? { points, direction: 'up', tone: 'good' } : { points, direction: 'down', tone: 'bad' }
}
