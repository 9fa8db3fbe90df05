import { asOfDay } from '#modules/customers'

/** The last day with figures: today while the shop is selling, else the day of the newest sale. */
export const untilDay = (today: string, lastDay: string | null): string =>
  asOfDay(today, lastDay) === today ? today : (lastDay ?? today)
