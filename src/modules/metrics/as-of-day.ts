import { addDays } from './periods.ts'

const quietDays = 30

/**
 * The day to which figures are counted: today, except for old data (newest sale more than 30 days ago), where silence
 * since then says nothing about customers; then it is the day after the newest sale.
 */
export function asOfDay(today: string, lastDay: string | null): string {
  if (lastDay === null || lastDay >= addDays(today, -quietDays)) return today
  return addDays(lastDay, 1)
}

/** The last day with figures: today while the shop is selling, else the day of the newest sale. */
export const untilDay = (today: string, lastDay: string | null): string =>
  asOfDay(today, lastDay) === today ? today : (lastDay ?? today)
