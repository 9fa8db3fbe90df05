import type { PeriodLabel } from '#charts'
import type { PeriodUnit } from '#contract/metrics'
import { formatYear } from '#platform/i18n'
import type { I18n } from '../i18n/use-i18n.ts'

type Style = 'short' | 'long'

/**
 * The name of a period as the API writes it (2011-10, 2011-Q4, 2011-W45, 2011, 2011-10-03; a Jalali week as 2011-10-01/P1W) in the
 * person's language, of the calendar it was counted in.
 */
export function periodName(period: string, i18n: I18n, style: Style = 'short'): string {
  const { t, locale, day, number, month } = i18n
  const quarter = /^(\d{4})-Q([1-4])$/.exec(period)
  const week = /^(\d{4})-W(\d{2})$/.exec(period)
  const saturday = /^(.*)\/P1W$/.exec(period)?.[1]
  if (/^\d{4}-\d{2}-\d{2}$/.test(period)) return day(period)
  if (/^\d{4}-\d{2}$/.test(period)) return month(period, style)
  if (saturday !== undefined) return t('insights.week_of', { day: day(saturday) })
  if (week) return t('insights.week_of', { day: day(mondayOf(Number(week[1]), Number(week[2]))) })
  if (quarter) {
    return t('insights.quarter', { quarter: number(Number(quarter[2])), year: formatYear(Number(quarter[1]), locale) })
  }
  if (/^\d{4}$/.test(period)) return formatYear(Number(period), locale)
  return period
}

/** The same below a chart, where the year need not be said of each. */
export function periodTick(period: string, i18n: I18n): PeriodLabel {
  if (/^\d{4}-\d{2}-\d{2}$/.test(period)) return i18n.dayTick(period)
  if (/^\d{4}-\d{2}$/.test(period)) return i18n.monthTick(period)
  return { label: periodName(period, i18n) }
}

export function rangeName({ from, to }: { from: string; to: string }, { t, day }: I18n): string {
  return t('report.period_range', { from: day(from), to: day(to) })
}

function mondayOf(year: number, week: number): string {
  const january4 = new Date(Date.UTC(year, 0, 4))
  const monday = january4.getTime() - ((january4.getUTCDay() + 6) % 7) * 86_400_000 + (week - 1) * 7 * 86_400_000
  return new Date(monday).toISOString().slice(0, 10)
}

export const unitOrder: readonly PeriodUnit[] = ['day', 'week', 'month', 'quarter', 'year']
