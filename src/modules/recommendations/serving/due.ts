import type { Habit } from '../products/history.ts'

const day = 86_400_000
/** Where nobody has bought it twice yet. */
const usualDays = 30
/** So much of the usual time has to go by before it is shown again. */
const dueShare = 0.75

/** The usual days between two purchases of a product by this customer: their own from three purchases on, else everybody's. */
export function usualGap([bought, first, last]: Habit, repeatDays: number | null): number {
  if (bought >= 3 && last > first) return Math.max(1, (last - first) / day / (bought - 1))
  return repeatDays ?? usualDays
}

/** Whether a customer who has it may be shown it again: what runs out, when it is about to. */
export function isDue(
  habit: Habit,
  product: { replenishable: boolean; repeatDays: number | null },
  now: number,
): boolean {
  if (!product.replenishable) return false
  return (now - habit[2]) / day >= dueShare * usualGap(habit, product.repeatDays)
}
