import { drawRfmGrid } from '#charts'
import type { RfmReport } from '#contract/metrics'
import { toMajor } from '#platform/money'
import { ChartView } from '../components/ChartView.tsx'
import { Card, ChartCard, type DataColumn, DataTable, TableCsv } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { Definition } from './Definition.tsx'
import type { ViewProps } from './InsightsPage.tsx'
import { ReportFrame } from './ReportFrame.tsx'
import { csvAddress, useMetrics } from './use-metrics.ts'

/** Customers by how recently and how often they bought, and the groups that makes. */
export function RfmView({ search }: ViewProps) {
  const query = useMetrics<RfmReport>('rfm', search)
  return (
    <ReportFrame query={query} isEmpty={(report) => report.segments.every((one) => one.customers === 0)}>
      {(report) => <Rfm report={report} csv={csvAddress('rfm', search)} />}
    </ReportFrame>
  )
}

function Rfm({ report, csv }: { report: RfmReport; csv: string }) {
  const { t, number, money, day } = useI18n()
  const customers = (count: number) => t('report.count.customers', { count, n: number(count) })
  const segmentName = (segment: string) => {
    const name = t(`report.segment.${segment}`)
    return name === `report.segment.${segment}` ? segment : name
  }
  const segments = report.segments.filter((one) => one.customers > 0)
  const largest = segments.toSorted((one, other) => other.customers - one.customers)[0]
  const summary = largest
    ? t('report.rfm.summary', { segment: segmentName(largest.segment), customers: customers(largest.customers) })
    : ''
  const amount = (value: number) => money(value, report.currency, 'whole')
  const columns: DataColumn<RfmReport['segments'][number]>[] = [
    { key: 'segment', label: t('report.rfm.segment'), render: (one) => segmentName(one.segment) },
    {
      key: 'customers',
      label: t('report.customers'),
      numeric: true,
      render: (one) => number(one.customers),
      csv: (one) => one.customers,
    },
    {
      key: 'revenue',
      label: t('report.revenue'),
      numeric: true,
      render: (one) => amount(one.revenue),
      csv: (one) => toMajor(one.revenue, report.currency),
    },
    {
      key: 'recency',
      label: t('report.rfm.recency'),
      numeric: true,
      render: (one) => number(one.averageRecencyDays),
      csv: (one) => one.averageRecencyDays,
    },
    {
      key: 'orders',
      label: t('report.rfm.orders'),
      numeric: true,
      render: (one) => number(one.averageOrders, 1),
      csv: (one) => one.averageOrders,
    },
  ]
  return (
    <>
      <ChartCard
        title={t('report.section.rfm')}
        subtitle={`${summary} ${t('report.lifecycle.at', { day: day(report.at) })}`}
        csvHref={csv}
        columns={[
          { key: 'recency', label: t('insights.rfm.recency'), render: (one) => number(one.recency) },
          {
            key: 'frequency',
            label: t('insights.rfm.frequency'),
            numeric: true,
            render: (one) => number(one.frequency),
          },
          { key: 'customers', label: t('report.customers'), numeric: true, render: (one) => number(one.customers) },
          { key: 'revenue', label: t('report.revenue'), numeric: true, render: (one) => amount(one.revenue) },
        ]}
        rows={report.grid}
        rowKey={(one) => `${one.recency}-${one.frequency}`}
        chart={
          <>
            <ChartView
              height={360}
              summary={summary}
              draw={(box) =>
                drawRfmGrid(
                  report.grid.map((cell) => ({
                    ...cell,
                    text: number(cell.customers),
                    title: `${t('report.rfm.cell', { recency: number(cell.recency), frequency: number(cell.frequency), customers: customers(cell.customers) })} · ${amount(cell.revenue)}`,
                  })),
                  {
                    recent: t('report.rfm.recent'),
                    longAgo: t('report.rfm.long_ago'),
                    seldom: t('report.rfm.seldom'),
                    often: t('report.rfm.often'),
                  },
                  box,
                )
              }
            />
            <Definition>{t('report.define.rfm')}</Definition>
          </>
        }
      />
      <Card
        title={t('insights.rfm.segments')}
        aside={<TableCsv title={t('insights.rfm.table')} columns={columns} rows={segments} />}
      >
        <DataTable caption={t('insights.rfm.table')} columns={columns} rows={segments} rowKey={(one) => one.segment} />
      </Card>
    </>
  )
}
