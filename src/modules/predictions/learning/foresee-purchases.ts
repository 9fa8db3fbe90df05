import { aliveByDays, discountedIfAlive, predictorOf, type SavedFit } from '#models/btyd'
import { weekDays, yearDays } from './histories.ts'

/** What a sum of next year is worth less today. */
export const discountRate = 0.1
const weeklyRate = (1 + discountRate) ** (weekDays / yearDays) - 1
const discountSteps = 6

/** Of somebody who is a customer still. */
type IfAlive = {
  /** visits within the horizon, and within a year */
  ahead: number
  year: number
  /** those of a year, each discounted to today */
  discounted: number
  /** probability of any visit within the horizon */
  returns: number
}

export type Foresight = {
  alive: (repeats: number, lastDay: number, age: number) => number
  ifAlive: (repeats: number, age: number) => IfAlive
}

/**
 * What the model of purchases foretells, by how often somebody has come again and how many days ago they first came. Many have
 * both in common: everything that hangs on these two alone is reckoned once.
 */
export function foreseePurchases(saved: SavedFit, oldest: number, horizon: number): Foresight {
  const { model, p } = predictorOf(saved)
  const day = 1 / weekDays
  const [soon, year] = [horizon * day, yearDays * day]
  const known = new Map<number, IfAlive>()
  return {
    alive: aliveByDays(model, p, day, oldest),
    ifAlive: (repeats, age) => {
      const key = repeats * 2 ** 20 + age
      const there = known.get(key)
      if (there) return there
      const T = age * day
      const found = {
        ahead: model.purchasesIfAlive(p, repeats, T, soon),
        year: model.purchasesIfAlive(p, repeats, T, year),
        discounted: discountedIfAlive(model, p, repeats, T, { horizon: year, rate: weeklyRate, steps: discountSteps }),
        returns: model.returnsIfAlive(p, repeats, T, soon),
      }
      known.set(key, found)
      return found
    },
  }
}
