import type { Model } from './model.ts'
import type { Purchases } from './purchases.ts'

/**
 * Does the log begin in the middle of its customers' lives? Then many of them turn up at once in its first tenth, more than
 * twice as many as in any later tenth on average, while others go on appearing to the end (a cohort that was taken in
 * within a short time does not). Their first purchase here is then one of many, not the first.
 */
export function beginsMidway({ T, count, customers }: Purchases): boolean {
  const whole = longest(T)
  let [early, late] = [0, 0]
  for (let i = 0; i < T.length; i++) {
    const since = 1 - (T[i] ?? 0) / whole
    if (since < 0.1) early += count[i] ?? 0
    else if (since >= 0.5) late += count[i] ?? 0
  }
  return early > (2 * (customers - early)) / 9 && late >= 0.05 * customers
}

/** The plain rule "everybody goes on as in the time watched": x + 1 purchases in the longest T. Takes no parameters. */
export function repeatRate({ T }: Purchases): Model {
  const whole = longest(T)
  return {
    name: 'repeat-rate',
    parameterNames: [],
    times: [],
    starts: () => [],
    logOfCount: () => 0,
    logOfAge: () => 0,
    logOddsGone: () => Number.NEGATIVE_INFINITY,
    purchasesIfAlive: (_, x, __, t) => ((x + 1) / whole) * t,
    staysIfAlive: () => 1,
    returnsIfAlive: (_, x, __, t) => -Math.expm1(-((x + 1) / whole) * t),
  }
}

function longest(T: Float64Array): number {
  return T.reduce((most, age) => Math.max(most, age), 0)
}
