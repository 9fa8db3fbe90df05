import { drawPeriodBars, groupVisits, visitsLabel } from '#charts'
import type { SalesReport } from '#contract/metrics'
import { ChartView } from '../components/ChartView.tsx'
import { ChartCard } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { Definition } from './Definition.tsx'

/** How many customers came how many times, and the usual gap between two visits. */
export function VisitsCard({ report, csv }: { report: SalesReport; csv: string }) {
  const { t, number, percent } = useI18n()
  const groups = groupVisits(report.visitsHistogram)
  const all = groups.reduce((total, group) => total + group.customers, 0)
  const one = groups[0]?.from === 1 ? groups[0].customers : 0
  const customers = (count: number) => t('report.count.customers', { count, n: number(count) })
  const days = (count: number) => t('report.count.days', { count, n: number(count) })
  const { median, p25, p75, gaps } = report.gapDays
  const summary = t('report.visits.summary', { one: customers(one), more: customers(all - one) })
  const gap =
    median !== null && p25 !== null && p75 !== null
      ? t('insights.sales.gap', { median: days(median), low: number(p25), high: days(p75), gaps: number(gaps) })
      : ''
  return (
    <ChartCard
      title={t('report.visits.title')}
      subtitle={gap}
      csvHref={csv}
      columns={[
        { key: 'visits', label: t('report.visits.column'), render: (group) => visitsLabel(group, number) },
        { key: 'customers', label: t('report.customers'), numeric: true, render: (group) => number(group.customers) },
        {
          key: 'share',
          label: t('report.share'),
          numeric: true,
          render: (group) => percent((group.customers / Math.max(all, 1)) * 100),
        },
      ]}
      rows={groups}
      rowKey={(group) => String(group.from)}
      chart={
        <>
          <ChartView
            height={230}
            summary={summary}
            draw={(box) =>
              drawPeriodBars(
                groups.map((group) => ({
                  label: visitsLabel(group, number),
                  title: `${visitsLabel(group, number)}: ${customers(group.customers)}`,
                  parts: [{ tone: group.from === 1 ? 'warn' : 'good', value: group.customers }],
                })),
                number,
                box,
              )
            }
          />
          <Definition>
            {summary} {t('report.define.frequency')}
          </Definition>
        </>
      }
    />
  )
}
