import { NativeSelect } from '@mantine/core'
import type { RetentionPeriod, RetentionReport } from '#contract/metrics'
import { Badge, ChartCard, Flow } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import type { ViewProps } from './InsightsPage.tsx'
import classes from './insights.module.css'
import { periodName, rangeName } from './period-name.ts'
import { retentionColumns } from './retention-columns.tsx'

type FlowCardProps = ViewProps & { report: RetentionReport; shown: RetentionPeriod; csv: string }

const smallSample = 30

/** One period's flow from start to end, and on the same card why the textbook rate says something else. */
export function RetentionFlowCard({ report, shown, csv, onChange }: FlowCardProps) {
  const i18n = useI18n()
  const { t, number, percent } = i18n
  const { periods } = report
  const before = periods[periods.indexOf(shown) - 1]
  const nameOf = (one: RetentionPeriod, style: 'short' | 'long') =>
    one === report.range ? rangeName(one, i18n) : periodName(one.period, i18n, style)
  const to = nameOf(shown, 'long')
  const from = before ? periodName(before.period, i18n, 'long') : t('insights.period_before')
  const figures = {
    start: number(shown.start),
    end: number(shown.end),
    retained: number(shown.retained),
    lost: number(shown.lost),
    wonBack: number(shown.wonBack),
    new: number(shown.new),
  }
  const labels = {
    start: t('report.flow.at', { month: before ? periodName(before.period, i18n) : from, n: figures.start }),
    end: t('report.flow.at', { month: nameOf(shown, 'short'), n: figures.end }),
    retained: t('report.flow.retained', { n: figures.retained }),
    lost: t('report.flow.lost', { n: figures.lost }),
    wonBack: t('report.flow.won_back', { n: figures.wonBack }),
    new: t('report.flow.new', { n: figures.new }),
  }
  const choices = periods.filter((one) => one.start > 0 || one.end > 0)
  return (
    <ChartCard
      title={t('report.flow.title', { from, to })}
      subtitle={
        <>
          {shown !== report.range && <>{rangeName(shown, i18n)} </>}
          {!shown.complete && <Badge tone="look">{t('report.incomplete')}</Badge>}
        </>
      }
      controls={
        <NativeSelect
          aria-label={t('insights.show_period')}
          value={shown === report.range ? '' : shown.period}
          data={[
            ...(report.range ? [{ value: '', label: t('insights.chosen_days') }] : []),
            ...choices.toReversed().map((one) => ({ value: one.period, label: periodName(one.period, i18n, 'long') })),
          ]}
          onChange={(event) => onChange({ period: event.currentTarget.value || undefined })}
        />
      }
      csvHref={csv}
      columns={retentionColumns(i18n)}
      rows={[shown]}
      rowKey={(one) => one.period}
      chart={
        <>
          <Flow
            height={300}
            counts={shown}
            labels={labels}
            summary={t('report.flow.summary', { ...figures, from, to })}
          />
          {shown.crr !== null && shown.retentionRate !== null && shown.crr !== shown.retentionRate && (
            <div className={classes.why}>
              <h3>{t('report.why.title')}</h3>
              <p>{t('report.why.text', { ...figures, crr: percent(shown.crr), rate: percent(shown.retentionRate) })}</p>
            </div>
          )}
          {shown.start > 0 && shown.start < smallSample && (
            <p className={classes.note}>
              {t('report.small_sample', {
                customers: t('report.count.customers', { count: shown.start, n: figures.start }),
              })}
            </p>
          )}
        </>
      }
    />
  )
}
