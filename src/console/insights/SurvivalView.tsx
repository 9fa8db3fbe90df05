import { drawSurvivalCurve } from '#charts'
import type { SurvivalReport } from '#contract/metrics'
import { ChartView } from '../components/ChartView.tsx'
import { ChartCard, Figure, FigureRow } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { Definition } from './Definition.tsx'
import type { ViewProps } from './InsightsPage.tsx'
import { ReportFrame } from './ReportFrame.tsx'
import { csvAddress, useMetrics } from './use-metrics.ts'

const tableRows = 40

/** How long customers stay after their first purchase, with the interval that belongs to it. */
export function SurvivalView({ search }: ViewProps) {
  const query = useMetrics<SurvivalReport>('survival', search)
  return (
    <ReportFrame query={query} isEmpty={(report) => report.curve.length === 0}>
      {(report) => <Survival report={report} csv={csvAddress('survival', search)} />}
    </ReportFrame>
  )
}

function Survival({ report, csv }: { report: SurvivalReport; csv: string }) {
  const { t, number, percent } = useI18n()
  const { curve, medianDays, silenceDays } = report
  const days = (count: number) => t('report.count.days', { count, n: number(count) })
  const customers = t('report.count.customers', { count: report.customers, n: number(report.customers) })
  const later = curve.findLast((point) => point.day <= 180) ?? curve.at(-1)
  const summary = later
    ? t('report.survival.summary', { days: days(later.day), share: percent(later.survival * 100, 0), customers })
    : ''
  const every = Math.max(1, Math.ceil(curve.length / tableRows))
  return (
    <>
      <FigureRow>
        <Figure
          label={t('insights.survival.median')}
          help="insights.help.survival_median"
          value={medianDays === null ? t('insights.survival.not_reached') : days(medianDays)}
          of={customers}
        />
        <Figure
          label={t('insights.survival.lost')}
          help="insights.help.survival_lost"
          value={number(report.lost)}
          of={t('insights.n_of_m', { n: number(report.lost), m: number(report.customers) })}
        />
        <Figure
          label={t('insights.survival.silence')}
          help="insights.help.survival_silence"
          value={days(silenceDays)}
          of={t(`insights.survival.${report.silenceSource}`)}
        />
      </FigureRow>
      <ChartCard
        title={t('report.section.survival')}
        subtitle={summary}
        csvHref={csv}
        columns={[
          { key: 'day', label: t('report.days'), render: (point) => number(point.day) },
          {
            key: 'still',
            label: t('report.survival.still'),
            numeric: true,
            render: (point) => percent(point.survival * 100),
          },
          {
            key: 'interval',
            label: t('report.survival.interval'),
            numeric: true,
            render: (point) => `${percent(point.low * 100)} – ${percent(point.high * 100)}`,
          },
          {
            key: 'watched',
            label: t('report.survival.at_risk'),
            numeric: true,
            render: (point) => number(point.atRisk),
          },
        ]}
        rows={curve.filter((_, index) => index % every === 0)}
        rowKey={(point) => String(point.day)}
        chart={
          <>
            <ChartView
              height={320}
              summary={summary}
              draw={(box) =>
                drawSurvivalCurve(
                  curve,
                  medianDays,
                  {
                    day: (day) => days(day),
                    percent: (value) => percent(value, 0),
                    ...(medianDays === null ? {} : { median: t('report.survival.median', { days: days(medianDays) }) }),
                  },
                  box,
                )
              }
            />
            <Definition>{t('report.define.survival', { days: days(silenceDays) })}</Definition>
            <Definition>{t('report.define.silence', { days: days(silenceDays) })}</Definition>
          </>
        }
      />
    </>
  )
}
