import { drawPeriodBars, type Tone } from '#charts'
import type { LifecycleReport } from '#contract/metrics'
import tones from '../components/ChartView.module.css'
import { ChartView } from '../components/ChartView.tsx'
import { Badge, ChartCard } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { Definition } from './Definition.tsx'
import type { ViewProps } from './InsightsPage.tsx'
import classes from './insights.module.css'
import { Legend } from './Legend.tsx'
import { periodName, periodTick } from './period-name.ts'
import { ReportFrame } from './ReportFrame.tsx'
import { csvAddress, useMetrics } from './use-metrics.ts'

type State = LifecycleReport['states'][number]

const stateTones: Record<State['state'], Tone> = {
  new: 'fresh',
  active: 'good',
  slipping: 'warn',
  dormant: 'muted',
  won_back: 'good-pale',
  lost: 'bad',
}

/** Where everybody stands today, and who came and went month by month. */
export function LifecycleView({ search }: ViewProps) {
  const query = useMetrics<LifecycleReport>('lifecycle', search)
  const csv = csvAddress('lifecycle', search)
  return (
    <ReportFrame query={query} isEmpty={(report) => report.states.every((one) => one.customers === 0)}>
      {(report) => (
        <>
          <StatesCard report={report} csv={csv} />
          <MonthsCard report={report} csv={csv} />
        </>
      )}
    </ReportFrame>
  )
}

type CardProps = { report: LifecycleReport; csv: string }

function StatesCard({ report, csv }: CardProps) {
  const { t, number, percent, day } = useI18n()
  const all = report.states.reduce((total, one) => total + one.customers, 0)
  const states = report.states.filter((one) => one.customers > 0)
  const text = (one: State) =>
    `${t(`report.state.${one.state}`)}: ${number(one.customers)} (${percent((one.customers / Math.max(all, 1)) * 100, 0)})`
  const days = t('report.count.days', { count: report.silenceDays, n: number(report.silenceDays) })
  return (
    <ChartCard
      title={t('report.section.lifecycle')}
      subtitle={`${t('report.lifecycle.at', { day: day(report.at) })} · ${t('report.count.customers', { count: all, n: number(all) })}`}
      csvHref={csv}
      columns={[
        { key: 'state', label: t('report.lifecycle.state'), render: (one) => t(`report.state.${one.state}`) },
        { key: 'customers', label: t('report.customers'), numeric: true, render: (one) => number(one.customers) },
        {
          key: 'share',
          label: t('report.share'),
          numeric: true,
          render: (one) => percent((one.customers / Math.max(all, 1)) * 100),
        },
      ]}
      rows={report.states}
      rowKey={(one) => one.state}
      chart={
        <>
          <div className={classes.parts} role="img" aria-label={states.map(text).join('; ')}>
            {states.map((one) => (
              <span
                key={one.state}
                className={tones[stateTones[one.state]]}
                style={{ flex: one.customers }}
                title={text(one)}
              />
            ))}
          </div>
          <Legend items={states.map((one) => ({ tone: stateTones[one.state], text: text(one) }))} />
          <Definition>{t('report.define.lifecycle', { days })}</Definition>
          <Definition>{t('report.define.silence', { days })}</Definition>
        </>
      }
    />
  )
}

function MonthsCard({ report, csv }: CardProps) {
  const i18n = useI18n()
  const { t, number } = i18n
  const { months } = report
  const last = months.findLast((one) => one.complete) ?? months.at(-1)
  if (last === undefined) return null
  const flows = [
    { key: 'retained', tone: 'good', pick: (one: typeof last) => one.returning },
    { key: 'won_back', tone: 'warn', pick: (one: typeof last) => one.wonBack },
    { key: 'new', tone: 'fresh', pick: (one: typeof last) => one.new },
    { key: 'lost', tone: 'bad', pick: (one: typeof last) => -one.dormant },
  ] as const
  const summary = t('report.lifecycle.summary', {
    month: periodName(last.period, i18n, 'long'),
    new: number(last.new),
    returning: number(last.returning),
    wonBack: number(last.wonBack),
    dormant: number(last.dormant),
  })
  return (
    <ChartCard
      title={t('report.lifecycle.months')}
      subtitle={summary}
      csvHref={csv}
      columns={[
        {
          key: 'period',
          label: t('report.month'),
          render: (one) => (
            <>
              {periodName(one.period, i18n)} {!one.complete && <Badge tone="look">{t('report.incomplete')}</Badge>}
            </>
          ),
        },
        ...flows.map(({ key, pick }) => ({
          key,
          label: t(`report.column.${key}`),
          numeric: true,
          render: (one: typeof last) => number(Math.abs(pick(one))),
        })),
      ]}
      rows={months}
      rowKey={(one) => one.period}
      chart={
        <>
          <ChartView
            height={300}
            summary={summary}
            draw={(box) =>
              drawPeriodBars(
                months.map((one) => ({
                  ...periodTick(one.period, i18n),
                  complete: one.complete,
                  parts: flows.map(({ key, tone, pick }) => ({
                    tone,
                    value: pick(one),
                    title: `${periodName(one.period, i18n)} · ${t(`report.column.${key}`)}: ${number(Math.abs(pick(one)))}`,
                    ...(key === 'lost' ? { opacity: 0.65 } : {}),
                  })),
                })),
                (value) => number(Math.abs(value)),
                box,
              )
            }
          />
          <Legend items={flows.map(({ key, tone }) => ({ tone, text: t(`report.column.${key}`) }))} />
        </>
      }
    />
  )
}
