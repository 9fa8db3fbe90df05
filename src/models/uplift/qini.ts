/** Sums over the people with the highest scores, at each end of a group of equal scores; all arrays of one length. */
export type Curve = {
  treated: Float64Array
  control: Float64Array
  treatedOutcome: Float64Array
  controlOutcome: Float64Array
}

/** Cumulates from the highest score down; a first entry of zeros. Equal scores are one step, so their order is of no weight. */
export function cumulate(scores: ArrayLike<number>, treated: ArrayLike<number>, outcome: ArrayLike<number>): Curve {
  const order = Array.from(scores, (_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
  const sums: [number, number, number, number] = [0, 0, 0, 0]
  const steps: (typeof sums)[] = [[...sums]]
  for (const [at, row] of order.entries()) {
    const arm = treated[row] === 1 ? 0 : 1
    sums[arm]++
    sums[arm === 0 ? 2 : 3] += outcome[row] ?? 0
    const next = order[at + 1]
    if (next === undefined || scores[next] !== scores[row]) steps.push([...sums])
  }
  return {
    treated: Float64Array.from(steps, (step) => step[0]),
    control: Float64Array.from(steps, (step) => step[1]),
    treatedOutcome: Float64Array.from(steps, (step) => step[2]),
    controlOutcome: Float64Array.from(steps, (step) => step[3]),
  }
}

/**
 * `auuc`: area under (Yₜ − Y꜀ · Nₜ / N꜀) / all treated, over the share of people reached; `qini`: what of it lies above the
 * straight line of a random order. Both in the outcome's unit per treated person. 0 where an arm is empty.
 */
export function qiniOf(curve: Curve): { qini: number; auuc: number } {
  const last = curve.treated.length - 1
  const all = (curve.treated[last] ?? 0) + (curve.control[last] ?? 0)
  const everyTreated = curve.treated[last] ?? 0
  if (everyTreated === 0 || everyTreated === all) return { qini: 0, auuc: 0 }
  let area = 0
  let before = { share: 0, gain: 0 }
  for (let i = 1; i <= last; i++) {
    const [treated = 0, control = 0] = [curve.treated[i], curve.control[i]]
    const expected = control === 0 ? undefined : ((curve.controlOutcome[i] ?? 0) * treated) / control
    // As long as only one arm has been met there is nothing to compare.
    const gain =
      expected === undefined || treated === 0 ? 0 : ((curve.treatedOutcome[i] ?? 0) - expected) / everyTreated
    const share = (treated + control) / all
    area += ((share - before.share) * (gain + before.gain)) / 2
    before = { share, gain }
  }
  return { qini: area - before.gain / 2, auuc: area }
}

/** Treated minus control mean among the `share` with the highest scores; of the group at the cut a fraction counts. */
export function upliftAtTop(curve: Curve, share: number): number {
  const last = curve.treated.length - 1
  const people = (i: number) => (curve.treated[i] ?? 0) + (curve.control[i] ?? 0)
  const wanted = share * people(last)
  let i = 1
  while (i < last && people(i) < wanted) i++
  const part = (wanted - people(i - 1)) / Math.max(1, people(i) - people(i - 1))
  const at = (sums: Float64Array) => (sums[i - 1] ?? 0) + part * ((sums[i] ?? 0) - (sums[i - 1] ?? 0))
  const [treated, control] = [at(curve.treated), at(curve.control)]
  if (treated === 0 || control === 0) return 0
  return at(curve.treatedOutcome) / treated - at(curve.controlOutcome) / control
}
