import { drawPeriodLines, type LinePoint } from '#charts'
import type { RetentionPeriod, RetentionReport } from '#contract/metrics'
import { ChartView } from '../components/ChartView.tsx'
import { ChartCard, Figure, FigureRow } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { comparePoints } from './compare.ts'
import { Definition } from './Definition.tsx'
import type { ViewProps } from './InsightsPage.tsx'
import { Legend } from './Legend.tsx'
import { periodName, periodTick } from './period-name.ts'
import { ReportFrame } from './ReportFrame.tsx'
import { RetentionFlowCard } from './RetentionFlowCard.tsx'
import { retentionColumns } from './retention-columns.tsx'
import { csvAddress, useMetrics } from './use-metrics.ts'

/** Who came back: both rates, the flow behind them, and the periods before. */
export function RetentionView({ search, onChange }: ViewProps) {
  const query = useMetrics<RetentionReport>('retention', search)
  return (
    <ReportFrame query={query} isEmpty={(report) => report.periods.every((one) => one.start === 0 && one.end === 0)}>
      {(report) => <Retention report={report} search={search} onChange={onChange} />}
    </ReportFrame>
  )
}

function Retention({ report, search, onChange }: ViewProps & { report: RetentionReport }) {
  const i18n = useI18n()
  const { t, percent, number } = i18n
  const { periods } = report
  const shown = choosePeriod(report, search.period)
  const before = shown && periods[periods.indexOf(shown) - 1]
  const name = (period: string) => periodName(period, i18n)
  const csv = csvAddress('retention', search)
  const beforeName = before ? name(before.period) : t('insights.period_before')
  const points = (what: string, pick: (one: RetentionPeriod) => number | null): LinePoint[] =>
    periods.map((one) => ({
      ...periodTick(one.period, i18n),
      value: pick(one),
      complete: one.complete,
      title: `${name(one.period)} · ${what}: ${pick(one) === null ? '–' : percent(pick(one) ?? 0)}`,
    }))
  const rate = (value: number | null) => (value === null ? '–' : percent(value))
  const rates = periods.flatMap((one) => (one.complete && one.retentionRate !== null ? [one.retentionRate] : []))
  return (
    <>
      {shown && (
        <>
          <FigureRow>
            <Figure
              label={t('report.bought_again')}
              value={rate(shown.retentionRate)}
              compared={comparePoints(shown.retentionRate, before?.retentionRate, beforeName, i18n)}
              of={t('insights.n_of_m', { n: number(shown.retained), m: number(shown.start) })}
              help="report.define.retention"
            />
            <Figure
              label={t('report.textbook')}
              value={rate(shown.crr)}
              compared={comparePoints(shown.crr, before?.crr, beforeName, i18n)}
              of={t('report.why.short')}
              help="report.define.textbook"
            />
            <Figure
              label={t('report.column.churn')}
              value={rate(shown.churnRate)}
              compared={comparePoints(shown.churnRate, before?.churnRate, beforeName, i18n, 'down')}
              of={t('insights.n_of_m', { n: number(shown.lost), m: number(shown.start) })}
              help="insights.help.churn"
            />
            <Figure
              label={t('insights.money_kept')}
              value={rate(shown.nrr)}
              compared={comparePoints(shown.nrr, before?.nrr, beforeName, i18n)}
              of={`${t('report.column.grr')}: ${rate(shown.grr)}`}
              help="report.define.nrr"
            />
          </FigureRow>
          <RetentionFlowCard report={report} shown={shown} csv={csv} search={search} onChange={onChange} />
        </>
      )}
      <ChartCard
        title={t('report.rates.title')}
        subtitle={
          rates.length > 0 &&
          t('insights.rates_between', { low: percent(Math.min(...rates)), high: percent(Math.max(...rates)) })
        }
        csvHref={csv}
        columns={retentionColumns(i18n)}
        rows={periods}
        rowKey={(one) => one.period}
        chart={
          <>
            <ChartView
              height={260}
              summary={t('report.rates.summary', {
                rate: rate(shown?.retentionRate ?? null),
                month: shown === report.range ? t('insights.chosen_days') : shown ? name(shown.period) : '',
                low: rate(rates.length > 0 ? Math.min(...rates) : null),
                high: rate(rates.length > 0 ? Math.max(...rates) : null),
              })}
              draw={(box) =>
                drawPeriodLines(
                  [
                    {
                      name: 'textbook',
                      tone: 'muted',
                      dashed: true,
                      points: points(t('report.textbook'), (one) => one.crr),
                    },
                    { name: 'nrr', tone: 'fresh', points: points(t('insights.money_kept'), (one) => one.nrr) },
                    {
                      name: 'again',
                      tone: 'good',
                      points: points(t('report.bought_again'), (one) => one.retentionRate),
                    },
                  ],
                  (value) => percent(value, 0),
                  box,
                )
              }
            />
            <Legend
              items={[
                { tone: 'good', text: t('report.bought_again') },
                { tone: 'muted', text: t('report.textbook') },
                { tone: 'fresh', text: t('insights.money_kept') },
              ]}
            />
            {periods.some((one) => !one.complete) && <Definition>{t('insights.incomplete_points')}</Definition>}
          </>
        }
      />
    </>
  )
}

/** The period of the address, else the chosen days as one, else the newest that is over and had somebody before it. */
function choosePeriod({ periods, range }: RetentionReport, wanted: string | undefined): RetentionPeriod | undefined {
  return (
    periods.find((one) => one.period === wanted) ??
    range ??
    periods.findLast((one) => one.complete && one.start > 0) ??
    periods.findLast((one) => one.start > 0 || one.end > 0)
  )
}
