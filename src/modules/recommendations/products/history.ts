import type { Touch } from './read-product-events.ts'

/** Of one product: days on which it was bought, the first and the last time (Unix ms, 0: never) and the last look at it (0: never). */
export type Habit = [bought: number, first: number, last: number, viewed: number]

/** What one customer bought and looked at, by product. */
export type History = Record<string, Habit>

const most = 200
const day = 86_400_000

/** Adds to a history, in place; the order in which events arrive does not matter but for days bought twice. Keeps the latest 200 products. */
export function addTouch(history: History, { productId, at, bought }: Touch): void {
  let habit = history[productId]
  if (!habit) {
    habit = [0, 0, 0, 0]
    history[productId] = habit
  }
  if (!bought) {
    habit[3] = Math.max(habit[3], at)
    return
  }
  const known =
    Math.floor(at / day) === Math.floor(habit[2] / day) || Math.floor(at / day) === Math.floor(habit[1] / day)
  if (habit[0] === 0 || !known) habit[0]++
  habit[1] = habit[1] === 0 ? at : Math.min(habit[1], at)
  habit[2] = Math.max(habit[2], at)
}

export function trimHistory(history: History): History {
  const entries = Object.entries(history)
  if (entries.length <= most) return history
  const when = ([, habit]: [string, Habit]): number => Math.max(habit[2], habit[3])
  return Object.fromEntries(entries.sort((a, b) => when(b) - when(a)).slice(0, most))
}

/** What people joined to one did together. */
export function joinHistories(histories: History[]): History {
  const [only] = histories
  if (histories.length <= 1) return only ?? {}
  const joined: History = Object.create(null)
  for (const history of histories)
    for (const [productId, [bought, first, last, viewed]] of Object.entries(history)) {
      const known = joined[productId]
      joined[productId] = known
        ? [
            known[0] + bought,
            Math.min(known[1] || first, first || known[1]),
            Math.max(known[2], last),
            Math.max(known[3], viewed),
          ]
        : [bought, first, last, viewed]
    }
  return joined
}
