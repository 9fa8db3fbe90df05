import type { ShopReport } from '#contract/metrics'
import { translatorFor } from '#i18n'
import {
  formatDay,
  formatMoney,
  formatMonth,
  formatNumber,
  formatPercent,
  type Locale,
  localeDirection,
  monthTick,
  type Tick,
  type Translate,
} from '#platform/i18n'
import { toMinor } from '#platform/money'

/** Everything a report says, in one language. `money` takes major units, as the report does. */
export type Words = {
  locale: Locale
  direction: 'ltr' | 'rtl'
  t: Translate
  number: (value: number | null, digits?: number) => string
  percent: (value: number | null, digits?: number) => string
  money: (major: number | null, style?: 'exact' | 'whole') => string
  month: (month: string, style?: 'short' | 'long') => string
  /** below a chart */
  monthTick: (month: string) => Tick
  day: (iso: string) => string
  /** `count.customers` and its sisters: the plural of the language with the number written its way. */
  count: (what: 'customers' | 'orders' | 'days' | 'visits' | 'rows', value: number) => string
}

export function createWords({ currency }: Pick<ShopReport, 'currency'>, locale: Locale): Words {
  const t = translatorFor(locale, 'report')
  const unknown = t('report.unknown')
  return {
    locale,
    direction: localeDirection(locale),
    t,
    number: (value, digits = 0) => (value === null ? unknown : formatNumber(value, locale, digits)),
    percent: (value, digits = 1) => (value === null ? unknown : formatPercent(value, locale, digits)),
    money: (major, style = 'whole') => {
      if (major === null) return unknown
      if (currency === null) return formatNumber(major, locale, style === 'whole' ? 0 : 2)
      return formatMoney(toMinor(major, currency), currency, locale, style)
    },
    month: (month, style = 'short') => formatMonth(month, locale, style),
    monthTick: (month) => monthTick(month, locale),
    day: (iso) => formatDay(iso, locale),
    count: (what, value) =>
      t(`report.count.${what}`, { count: value, n: formatNumber(value, locale, Number.isInteger(value) ? 0 : 1) }),
  }
}
