import { drawPeriodBars } from '#charts'
import type { ValueReport } from '#contract/metrics'
import { ChartView } from '../components/ChartView.tsx'
import { ChartCard, Figure, FigureRow } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { Definition } from './Definition.tsx'
import type { ViewProps } from './InsightsPage.tsx'
import { ReportFrame } from './ReportFrame.tsx'
import { csvAddress, useMetrics } from './use-metrics.ts'

type Group = ValueReport['histogram'][number]

/** What customers have been worth so far, and what is left of it where costs are known. */
export function ValueView({ search }: ViewProps) {
  const query = useMetrics<ValueReport>('value', search)
  return (
    <ReportFrame query={query} isEmpty={(report) => report.customers === 0}>
      {(report) => <Value report={report} csv={csvAddress('value', search)} />}
    </ReportFrame>
  )
}

function Value({ report, csv }: { report: ValueReport; csv: string }) {
  const { t, number, percent, money } = useI18n()
  const amount = (value: number | null) => (value === null ? '–' : money(value, report.currency, 'whole'))
  const customers = (count: number) => t('report.count.customers', { count, n: number(count) })
  const groupName = ({ from, to }: Group) => (to === null ? `${amount(from)}+` : `${amount(from)}–${amount(to)}`)
  const { margin } = report
  const summary = t('insights.value.summary', {
    customers: customers(report.customers),
    mean: amount(report.mean),
    median: amount(report.median),
  })
  return (
    <>
      <FigureRow>
        <Figure
          label={t('report.value.mean')}
          value={amount(report.mean)}
          of={`${t('insights.value.before_refunds')}: ${amount(report.meanBeforeRefunds)} · ${customers(report.customers)}`}
          help="report.define.value"
        />
        <Figure
          label={t('report.value.median')}
          help="insights.help.median"
          value={amount(report.median)}
          of={customers(report.customers)}
        />
        <Figure
          label={t('report.value.p90')}
          help="insights.help.p90"
          value={amount(report.p90)}
          of={customers(report.customers)}
        />
        {margin !== null && (
          <Figure
            label={t('insights.value.margin')}
            help="insights.help.margin"
            value={amount(margin.margin)}
            of={t('insights.value.margin_of', {
              rate: margin.marginRate === null ? '–' : percent(margin.marginRate),
              share: margin.costedShare === null ? '–' : percent(margin.costedShare),
            })}
          />
        )}
      </FigureRow>
      <ChartCard
        title={t('insights.value.by_worth')}
        subtitle={summary}
        csvHref={csv}
        columns={[
          { key: 'worth', label: t('insights.value.worth'), render: groupName },
          { key: 'customers', label: t('report.customers'), numeric: true, render: (one) => number(one.customers) },
          {
            key: 'share',
            label: t('report.share'),
            numeric: true,
            render: (one) => percent((one.customers / Math.max(report.customers, 1)) * 100),
          },
          { key: 'revenue', label: t('report.revenue'), numeric: true, render: (one) => amount(one.revenue) },
        ]}
        rows={report.histogram}
        rowKey={(one) => String(one.from)}
        chart={
          <>
            <ChartView
              height={280}
              summary={summary}
              draw={(box) =>
                drawPeriodBars(
                  report.histogram.map((one) => ({
                    label: one.to === null ? `${amount(one.from)}+` : `< ${amount(one.to)}`,
                    title: `${groupName(one)}: ${customers(one.customers)} · ${amount(one.revenue)}`,
                    parts: [{ tone: 'good', value: one.customers }],
                  })),
                  number,
                  box,
                )
              }
            />
            <Definition>{t('report.define.value')}</Definition>
            {margin === null && <Definition>{t('insights.value.no_cost')}</Definition>}
          </>
        }
      />
    </>
  )
}
