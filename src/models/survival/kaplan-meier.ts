/** How many spells ended at `time`: by the event, and by the end of watching (censored). */
export type Spell = { time: number; events: number; censored: number }

export type KaplanMeierPoint = {
  time: number
  survival: number
  /** Greenwood's standard error */
  standardError: number
  /** log–log interval, always within 0 and 1 */
  low: number
  high: number
  /** spells still under watch just before `time` */
  atRisk: number
  events: number
}

const z95 = 1.959963984540054

/**
 * The Kaplan–Meier estimator with Greenwood's variance and the log–log interval (Kalbfleisch & Prentice), one point for
 * every time with an event. Spells come in any order and are added up by time; an event at a time counts before
 * censoring at the same time. The interval of 1 is [1, 1] and of 0 is [0, 0], for lack of information about either.
 */
export function kaplanMeier(spells: Iterable<Spell>, z = z95): KaplanMeierPoint[] {
  const times = addUp(spells)
  let atRisk = times.reduce((sum, { events, censored }) => sum + events + censored, 0)
  let survival = 1
  let greenwood = 0
  const points: KaplanMeierPoint[] = []
  for (const { time, events, censored } of times) {
    if (events > 0) {
      survival *= 1 - events / atRisk
      greenwood += events / (atRisk * (atRisk - events))
      points.push({ time, atRisk, events, ...interval(survival, greenwood, z) })
    }
    atRisk -= events + censored
  }
  return points
}

/** The point in force at `time`: survival is a step function; before the first event it is 1. */
export function survivalAt(points: KaplanMeierPoint[], time: number): KaplanMeierPoint | undefined {
  return points.findLast((point) => point.time <= time)
}

/** Spells by time, in order. */
export function addUp(spells: Iterable<Spell>): Spell[] {
  const byTime = new Map<number, Spell>()
  for (const { time, events, censored } of spells) {
    const sum = byTime.get(time) ?? { time, events: 0, censored: 0 }
    byTime.set(time, { time, events: sum.events + events, censored: sum.censored + censored })
  }
  return [...byTime.values()].sort((a, b) => a.time - b.time)
}

function interval(survival: number, greenwood: number, z: number) {
  if (survival <= 0) return { survival: 0, standardError: 0, low: 0, high: 0 }
  const log = Math.log(survival)
  const width = (z * Math.sqrt(greenwood)) / Math.abs(log)
  return {
    survival,
    standardError: survival * Math.sqrt(greenwood),
    low: survival ** Math.exp(width),
    high: survival ** Math.exp(-width),
  }
}
