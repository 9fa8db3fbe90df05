import { drawConcentrationCurve } from '#charts'
import type { ConcentrationReport } from '#contract/metrics'
import { ChartView } from '../components/ChartView.tsx'
import { ChartCard, Figure, FigureRow } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { Definition } from './Definition.tsx'
import type { ViewProps } from './InsightsPage.tsx'
import { ReportFrame } from './ReportFrame.tsx'
import { csvAddress, useMetrics } from './use-metrics.ts'

/** How much of the sales hangs on how few customers. */
export function ConcentrationView({ search }: ViewProps) {
  const query = useMetrics<ConcentrationReport>('concentration', search)
  return (
    <ReportFrame query={query} isEmpty={(report) => report.customers === 0}>
      {(report) => <Concentration report={report} csv={csvAddress('concentration', search)} />}
    </ReportFrame>
  )
}

function Concentration({ report, csv }: { report: ConcentrationReport; csv: string }) {
  const { t, number, percent, money } = useI18n()
  const rate = (value: number | null, digits = 1) => (value === null ? '–' : percent(value, digits))
  const customers = (count: number) => t('report.count.customers', { count, n: number(count) })
  const summary = t('report.concentration.summary', { share: rate(report.top15Share) })
  const labels = {
    best: t('report.concentration.best'),
    all: t('report.concentration.all', { n: number(report.customers) }),
    marked: t('report.concentration.marked', {
      customers: customers(report.top15Customers),
      share: rate(report.top15Share, 0),
    }),
    percent: (value: number) => percent(value, 0),
  }
  return (
    <>
      <FigureRow>
        <Figure
          label={t('report.concentration.top15')}
          help="report.define.concentration"
          value={rate(report.top15Share)}
          of={`${t('report.concentration.sales')} · ${customers(report.top15Customers)}`}
        />
        <Figure
          label={t('report.concentration.decile')}
          help="report.define.concentration"
          value={rate(report.topDecileShare)}
          of={t('report.concentration.sales')}
        />
        <Figure
          label={t('report.revenue')}
          help="insights.help.revenue"
          value={money(report.revenue, report.currency, 'whole')}
          of={customers(report.customers)}
        />
      </FigureRow>
      <ChartCard
        title={t('report.section.concentration')}
        subtitle={summary}
        csvHref={csv}
        columns={[
          { key: 'customers', label: t('report.concentration.column'), render: (one) => percent(one.customers, 0) },
          {
            key: 'sales',
            label: t('report.concentration.sales'),
            numeric: true,
            render: (one) => percent(one.revenue),
          },
        ]}
        rows={report.curve.filter((point) => point.customers % 5 === 0)}
        rowKey={(one) => String(one.customers)}
        chart={
          <>
            <ChartView
              height={340}
              summary={summary}
              draw={(box) =>
                drawConcentrationCurve(report.curve, { customers: 15, revenue: report.top15Share ?? 0 }, labels, box)
              }
            />
            <Definition>{t('report.define.concentration')}</Definition>
          </>
        }
      />
    </>
  )
}
