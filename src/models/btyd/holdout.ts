import { areaUnderRoc } from '#models/scores'

export type HoldoutReport = {
  customers: number
  predictedSum: number
  actualSum: number
  mae: number
  rmse: number
  /** Does the expectation, does P(alive), rank those who bought above those who did not? 0.5 is chance. */
  aucActive: number
  aucAlive: number
  meanAlive: number
  shareActive: number
  /** Means by purchases before the holdout: 0 to 6, then 7 and more. */
  byFrequency: { frequency: string; customers: number; actual: number; expected: number }[]
}

const open = 7

/** Predictions against what customers did afterwards; the arrays run in parallel, one entry a customer. */
export function holdoutReport({
  x,
  expected,
  alive,
  actual,
}: {
  x: ArrayLike<number>
  expected: ArrayLike<number>
  alive: ArrayLike<number>
  actual: ArrayLike<number>
}): HoldoutReport {
  const customers = actual.length
  let [predictedSum, actualSum, absolute, squared, aliveSum, active] = [0, 0, 0, 0, 0, 0]
  const groups = Array.from({ length: open + 1 }, () => ({ customers: 0, actual: 0, expected: 0 }))
  for (let i = 0; i < customers; i++) {
    const [guess = 0, truth = 0] = [expected[i], actual[i]]
    predictedSum += guess
    actualSum += truth
    absolute += Math.abs(guess - truth)
    squared += (guess - truth) ** 2
    aliveSum += alive[i] ?? 0
    active += +(truth > 0)
    const group = groups[Math.min(open, x[i] ?? 0)]
    if (!group) continue
    group.customers++
    group.actual += truth
    group.expected += guess
  }
  const came = Array.from(actual, (truth) => +(truth > 0))
  return {
    customers,
    predictedSum,
    actualSum,
    mae: absolute / customers,
    rmse: Math.sqrt(squared / customers),
    aucActive: areaUnderRoc(expected, came),
    aucAlive: areaUnderRoc(alive, came),
    meanAlive: aliveSum / customers,
    shareActive: active / customers,
    byFrequency: groups.flatMap((group, i) =>
      group.customers === 0
        ? []
        : {
            frequency: i === open ? `${open}+` : String(i),
            customers: group.customers,
            actual: group.actual / group.customers,
            expected: group.expected / group.customers,
          },
    ),
  }
}
