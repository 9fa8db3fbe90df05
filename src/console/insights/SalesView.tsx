import { drawPeriodBars } from '#charts'
import type { SalesReport } from '#contract/metrics'
import { ChartView } from '../components/ChartView.tsx'
import { Badge, ChartCard, type DataColumn, Figure, FigureRow } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { comparePoints, compareShare } from './compare.ts'
import { Definition } from './Definition.tsx'
import type { ViewProps } from './InsightsPage.tsx'
import classes from './insights.module.css'
import { Legend } from './Legend.tsx'
import { periodName, periodTick } from './period-name.ts'
import { ReportFrame } from './ReportFrame.tsx'
import { csvAddress, useMetrics } from './use-metrics.ts'
import { VisitsCard } from './VisitsCard.tsx'

type SalesPeriod = SalesReport['periods'][number]

/** How much, how often, and how much of it from customers the shop already had. */
export function SalesView({ search }: ViewProps) {
  const query = useMetrics<SalesReport>('sales', search)
  return (
    <ReportFrame query={query} isEmpty={(report) => report.total.orders === 0}>
      {(report) => <Sales report={report} csv={csvAddress('sales', search)} />}
    </ReportFrame>
  )
}

function Sales({ report, csv }: { report: SalesReport; csv: string }) {
  const i18n = useI18n()
  const { t, number, percent, money } = i18n
  const { total, previous, currency, periods } = report
  const amount = (value: number | null, style: 'exact' | 'whole' = 'whole') =>
    value === null ? '–' : money(value, currency, style)
  const rate = (value: number | null) => (value === null ? '–' : percent(value))
  const decimal = (value: number | null) => (value === null ? '–' : number(value, 2))
  const name = (one: SalesPeriod) => periodName(one.period, i18n)
  const others = report.otherCurrencies.map((one) => `${one.currency}: ${number(one.orders)}`).join(', ')
  return (
    <>
      <FigureRow>
        <Figure
          label={t('report.revenue')}
          help="insights.help.revenue"
          value={amount(total.revenue)}
          compared={compareShare(total.revenue, previous?.revenue, i18n)}
          of={`${t('report.count.orders', { count: total.orders, n: number(total.orders) })} · ${t('report.refunded')}: ${amount(total.refunded)}`}
        />
        <Figure
          label={t('report.average_order')}
          help="insights.help.average_order"
          value={amount(total.averageOrder, 'exact')}
          compared={compareShare(total.averageOrder, previous?.averageOrder, i18n)}
          of={`${t('insights.sales.spend')}: ${amount(total.spendPerCustomer)}`}
        />
        <Figure
          label={t('report.repeat')}
          value={rate(total.repeatRate)}
          compared={comparePoints(total.repeatRate, previous?.repeatRate, t('insights.period_before'), i18n)}
          of={t('report.count.customers', { count: total.customers, n: number(total.customers) })}
          help="insights.help.repeat"
        />
        {total.existingShare === null ? (
          // Before the first day there are no orders: nobody can be told to have come before.
          <Figure
            label={t('report.orders_per_customer')}
            value={decimal(total.frequency)}
            compared={compareShare(total.frequency, previous?.frequency, i18n)}
            help="insights.help.frequency"
          />
        ) : (
          <Figure
            label={t('insights.sales.existing')}
            value={rate(total.existingShare)}
            compared={comparePoints(total.existingShare, previous?.existingShare, t('insights.period_before'), i18n)}
            of={`${t('report.orders_per_customer')}: ${decimal(total.frequency)}`}
            help="insights.help.existing"
          />
        )}
      </FigureRow>
      {others !== '' && (
        <p className={classes.note}>{t('insights.sales.other_currencies', { list: others, currency })}</p>
      )}
      <ChartCard
        title={t('insights.sales.by_period')}
        csvHref={csv}
        columns={salesColumns()}
        rows={periods}
        rowKey={(one) => one.period}
        chart={
          <>
            <ChartView
              height={260}
              summary={t('insights.sales.summary', { revenue: amount(total.revenue), periods: number(periods.length) })}
              draw={(box) =>
                drawPeriodBars(
                  periods.map((one) => {
                    const existing = (one.revenue * (one.existingShare ?? 0)) / 100
                    const title = `${name(one)}: ${amount(one.revenue)} · ${t('insights.sales.existing')}: ${rate(one.existingShare)}`
                    return {
                      ...periodTick(one.period, i18n),
                      complete: one.complete,
                      title,
                      parts: [
                        { tone: 'good', value: existing },
                        { tone: 'fresh', value: Math.max(one.revenue - existing, 0) },
                      ],
                    }
                  }),
                  (value) => amount(value),
                  box,
                )
              }
            />
            <Legend
              items={[
                { tone: 'good', text: t('insights.sales.existing') },
                { tone: 'fresh', text: t('insights.sales.first') },
              ]}
            />
            {periods.some((one) => !one.complete) && <Definition>{t('insights.incomplete_bars')}</Definition>}
          </>
        }
      />
      <VisitsCard report={report} csv={csv} />
    </>
  )

  function salesColumns(): DataColumn<SalesPeriod>[] {
    const column = (key: string, label: string, render: (one: SalesPeriod) => string) => ({
      key,
      label: t(label),
      numeric: true,
      render,
    })
    return [
      {
        key: 'period',
        label: t('report.period'),
        render: (one) => (
          <>
            {name(one)} {!one.complete && <Badge tone="look">{t('report.incomplete')}</Badge>}
          </>
        ),
      },
      column('customers', 'report.customers', (one) => number(one.customers)),
      column('orders', 'report.orders', (one) => number(one.orders)),
      column('visits', 'report.visits.column', (one) => number(one.visits)),
      column('revenue', 'report.revenue', (one) => amount(one.revenue)),
      column('refunded', 'report.refunded', (one) => amount(one.refunded)),
      column('average', 'report.average_order', (one) => amount(one.averageOrder, 'exact')),
      column('frequency', 'report.orders_per_customer', (one) => decimal(one.frequency)),
      column('spend', 'insights.sales.spend', (one) => amount(one.spendPerCustomer)),
      column('repeat', 'report.repeat', (one) => rate(one.repeatRate)),
      column('existing', 'insights.sales.existing', (one) => rate(one.existingShare)),
      column('daily', 'insights.sales.daily', (one) => rate(one.dailyShare)),
    ]
  }
}
