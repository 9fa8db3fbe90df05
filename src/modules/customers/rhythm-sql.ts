/** Linear interpolation between order statistics (Hyndman–Fan type 7) of a sorted ClickHouse array that is not empty. */
const quantileSql = (sorted: string, q: number): string => {
  const at = `(length(${sorted}) - 1) * ${q}`
  const low = `${sorted}[toUInt32(floor(${at})) + 1]`
  return `(${low} + (${sorted}[toUInt32(ceil(${at})) + 1] - ${low}) * (${at} - floor(${at})))`
}

/** What `patience` of rhythm.ts says of these gaps, for ClickHouse: `sorted` is an expression for the gaps in ascending order. */
export const patienceSql = (sorted: string): string => {
  const usual = quantileSql(sorted, 0.5)
  return `floor(greatest(1.5 * ${usual}, ${quantileSql(sorted, 0.9)}, ${usual} + 2)) + 1`
}
