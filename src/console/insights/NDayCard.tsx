import { drawPeriodBars } from '#charts'
import type { CohortReport } from '#contract/metrics'
import { ChartView } from '../components/ChartView.tsx'
import { ChartCard, Segmented } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { Definition } from './Definition.tsx'
import type { ViewProps } from './InsightsPage.tsx'
import { csvAddress } from './use-metrics.ts'

/** Rolling retention after so many days, by the shop's calendar or by 24-hour windows. */
export function NDayCard({ report, search, onChange }: ViewProps & { report: CohortReport }) {
  const { t, number, percent } = useI18n()
  const window = search.window ?? 'calendar'
  // Windows of hours are counted only when asked for; until they are here the calendar's figures stay.
  const hasHours = window === '24h' && Object.keys(report.nDay24h).length > 0
  const rows = Object.entries(hasHours ? report.nDay24h : report.nDay)
    .map(([day, found]) => ({ day: Number(day), ...found }))
    .filter((one) => one.eligible > 0)
    .sort((one, other) => one.day - other.day)
  const share = (people: number, eligible: number) => (people / eligible) * 100
  const days = (count: number) => t('report.count.days', { count, n: number(count) })
  const month = rows.find((one) => one.day === 30) ?? rows.at(-1)
  if (month === undefined) return null
  const summary = t('report.n_day.summary', {
    share: percent(share(month.onOrAfter, month.eligible)),
    days: days(month.day),
  })
  return (
    <ChartCard
      title={t('report.section.n_day')}
      subtitle={summary}
      controls={
        <Segmented
          label={t('insights.n_day.window')}
          value={window}
          options={[
            { value: 'calendar', label: t('insights.n_day.calendar') },
            { value: '24h', label: t('insights.n_day.hours') },
          ]}
          onChange={(next) => onChange({ window: next === '24h' ? '24h' : undefined })}
        />
      }
      csvHref={csvAddress('cohorts', search)}
      columns={[
        { key: 'day', label: t('report.n_day.day'), render: (one) => number(one.day) },
        { key: 'eligible', label: t('report.n_day.eligible'), numeric: true, render: (one) => number(one.eligible) },
        {
          key: 'on',
          label: t('report.n_day.on'),
          numeric: true,
          render: (one) => `${number(one.on)} (${percent(share(one.on, one.eligible))})`,
        },
        {
          key: 'after',
          label: t('report.n_day.on_or_after'),
          numeric: true,
          render: (one) => `${number(one.onOrAfter)} (${percent(share(one.onOrAfter, one.eligible))})`,
        },
      ]}
      rows={rows}
      rowKey={(one) => String(one.day)}
      chart={
        <>
          <ChartView
            summary={summary}
            height={230}
            draw={(box) =>
              drawPeriodBars(
                rows.map((one) => ({
                  label: number(one.day),
                  parts: [
                    {
                      tone: 'good',
                      value: share(one.onOrAfter, one.eligible),
                      title: `${days(one.day)} · ${t('report.n_day.on_or_after')}: ${percent(share(one.onOrAfter, one.eligible))} · ${t('insights.n_of_m', { n: number(one.onOrAfter), m: number(one.eligible) })}`,
                    },
                  ],
                })),
                (value) => percent(value, 0),
                box,
              )
            }
          />
          <Definition>{t('report.define.n_day')}</Definition>
        </>
      }
    />
  )
}
