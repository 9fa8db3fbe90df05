/** Five languages: messages in ICU format, and numbers, money and dates as each culture writes them. */
export { latinDigits, localDigits } from './digits.ts'
export {
  type Calendar,
  calendarOf,
  dayTick,
  formatDay,
  formatMoney,
  formatMonth,
  formatNumber,
  formatPercent,
  formatYear,
  monthTick,
  type Tick,
} from './format.ts'
export { fromJalali, type JalaliDay, jalaliMonthDays, toJalali } from './jalali.ts'
export { isLocale, type Locale, localeDirection, locales, negotiateLocale } from './locales.ts'
export { reasonValues } from './reason-values.ts'
export { createTranslator, type Messages, type Translate, type Values } from './translator.ts'
export { firstWeekday, weekendOf } from './week.ts'
