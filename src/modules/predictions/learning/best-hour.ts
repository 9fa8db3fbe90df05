import { type Histories, unknownHour } from './histories.ts'

const fewestVisits = 3
/** As many visits' weight has what the whole shop does. */
const pull = 4
/** An hour counts for its neighbours too: who comes at 10:55 comes at eleven. */
const spill = [0.25, 0.5, 0.25]

/** At which hours the shop's customers buy, as shares; undefined where the orders carry no time of day. */
export function shopHours({ hours }: Histories): Float64Array | undefined {
  const counts = new Float64Array(24)
  for (const hour of hours) if (hour !== unknownHour) counts[hour] = (counts[hour] ?? 0) + 1
  const known = counts.reduce((sum, count) => sum + count, 0)
  // Days imported without a time all carry the same one.
  return known > 0 && counts.filter((count) => count > 0.001 * known).length > 1
    ? counts.map((count) => count / known)
    : undefined
}

const own = new Float64Array(24)

/** The hour of the day at which this customer most likely buys; null where their own visits tell too little. */
export function bestHour(hours: Uint8Array, from: number, to: number, shop: Float64Array | undefined): number | null {
  if (!shop || to - from < fewestVisits) return null
  for (let hour = 0; hour < own.length; hour++) own[hour] = pull * (shop[hour] ?? 0)
  let known = 0
  for (let k = from; k < to; k++) {
    const hour = hours[k] ?? unknownHour
    if (hour === unknownHour) continue
    known++
    for (let i = 0; i < spill.length; i++) {
      const near = (hour + i + 23) % 24
      own[near] = (own[near] ?? 0) + (spill[i] ?? 0)
    }
  }
  return known < fewestVisits ? null : hourOf(own)
}

export function hourOf(counts: Float64Array): number {
  let best = 0
  for (let hour = 1; hour < 24; hour++) if ((counts[hour] ?? 0) > (counts[best] ?? 0)) best = hour
  return best
}
