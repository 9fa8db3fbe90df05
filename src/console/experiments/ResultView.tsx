import type { Comparison, Experiment, ExperimentResult, MetricResult } from '#contract/experiments'
import { apiAddress } from '../api/client.ts'
import { Badge, Card, CsvLink, DataTable, Interval } from '../components/index.ts'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import { EffectOverTime } from './EffectOverTime.tsx'
import classes from './experiments.module.css'
import {
  differenceText,
  findingText,
  isMoney,
  metricName,
  perPersonText,
  rangeText,
  totalText,
} from './metric-words.ts'

type ResultProps = { experiment: Experiment; result: ExperimentResult }
type Arms = { key: string; name: string }[]

/** What came of it, the words first. */
export function ResultView({ experiment, result }: ResultProps) {
  const { t } = useI18n()
  const { arms, currency } = experiment
  const goal = result.metrics.find(({ role }) => role === 'goal')
  return (
    <>
      <Card title={t('experiments.result')}>
        <ResultWords experiment={experiment} result={result} />
      </Card>
      {result.metrics.length > 0 && (
        <>
          <Card title={t('experiments.effects')} subtitle={t('experiments.effects_help')}>
            <Intervals metrics={result.metrics} arms={arms} currency={currency} />
          </Card>
          <Card
            title={t('experiments.per_arm')}
            subtitle={t('experiments.per_arm_help', { people: result.people.counted })}
            aside={
              <CsvLink
                href={apiAddress(`/experiments/${experiment.experimentId}/result`, { format: 'csv' })}
                label={t('console.csv_of', { title: t('experiments.per_arm') })}
              />
            }
          >
            <ArmsTable metrics={result.metrics} arms={arms} currency={currency} />
          </Card>
          {goal && result.series.length > 1 && (
            <EffectOverTime series={result.series} metric={goal.metric} arms={arms} currency={currency} />
          )}
        </>
      )}
    </>
  )
}

/** What it has shown, in sentences. */
export function ResultWords({ experiment, result }: ResultProps) {
  const i18n = useI18n()
  const { t, number } = i18n
  const { arms, currency } = experiment
  const { state, people, daysToGo, daysToFirst, mismatch, metrics } = result
  const name = (key: string) => arms.find((arm) => arm.key === key)?.name ?? key
  if (state === 'mismatch')
    return (
      <div className={classes.broken} role="alert">
        <p className={classes.lead}>{t('experiments.mismatch.title')}</p>
        <p>
          {t('experiments.mismatch.text', {
            counts: mismatch.arms
              .map(({ arm, entered, expected }) =>
                t('experiments.mismatch.arm', {
                  arm: name(arm),
                  entered: number(entered),
                  expected: number(Math.round(expected)),
                }),
              )
              .join('; '),
          })}
        </p>
      </div>
    )
  if (state === 'nobody' || state === 'draft') return <p className={classes.lead}>{t('experiments.nobody')}</p>
  if (state === 'too_early')
    return (
      <>
        <p className={classes.lead}>{t('experiments.too_early', { days: daysToFirst ?? 1 })}</p>
        <p className={classes.quiet}>{t('experiments.too_early_help', { people: people.entered })}</p>
      </>
    )
  return (
    <div className={classes.words}>
      <p>
        <Badge tone={state === 'final' ? 'good' : 'look'}>{t(`experiments.state.${state}`)}</Badge>
      </p>
      {metrics.flatMap(({ role, metric, comparisons }) =>
        role === 'guardrail'
          ? []
          : comparisons
              .filter((one) => role === 'goal' || one.problem !== 'no_variation')
              .map((comparison) => (
                <p key={`${role}${comparison.arm}`} className={role === 'goal' ? classes.lead : undefined}>
                  {findingText(i18n, metric, comparison, name(comparison.arm), currency)}
                  {isMoney(metric) && costText(i18n, experiment, comparison)}
                </p>
              )),
      )}
      {guardText(i18n, metrics, name).map((text) => (
        <p key={text} className={classes.warning}>
          {text}
        </p>
      ))}
      <p className={classes.quiet}>
        {t('experiments.counted', { people: people.counted, entered: people.entered })}
        {people.mixed > 0 && ` ${t('experiments.mixed', { people: people.mixed })}`}
        {daysToGo !== null && state !== 'final' && ` ${t('experiments.days_to_go', { days: daysToGo })}`}
      </p>
      <p className={classes.quiet}>{nextStep(i18n, experiment, result)}</p>
    </div>
  )
}

function costText({ t, money }: I18n, { arms, currency }: Experiment, { arm, total, verdict }: Comparison): string {
  const cost = arms.find(({ key }) => key === arm)?.costMinor ?? 0
  if (cost === 0) return ''
  // What is left of a difference that may be none would be a made-up figure.
  if (total === null || verdict === 'unclear')
    return ` ${t('experiments.cost_only', { cost: money(cost, currency, 'whole') })}`
  const left = Math.round(total.value) - cost
  return ` ${t('experiments.cost', { cost: money(cost, currency, 'whole'), left: money(left, currency, 'whole') })}`
}

function guardText(i18n: I18n, metrics: MetricResult[], name: (key: string) => string): string[] {
  return metrics
    .filter(({ role }) => role === 'guardrail')
    .flatMap(({ metric, comparisons }) =>
      comparisons
        .filter(({ verdict }) => verdict === 'worse')
        .map(({ arm }) => i18n.t('experiments.guardrail_hurt', { arm: name(arm), metric: metricName(i18n, metric) })),
    )
}

function nextStep(
  { t, percent }: I18n,
  { status }: Experiment,
  { state, metrics, confidence }: ExperimentResult,
): string {
  const verdicts = metrics.find(({ role }) => role === 'goal')?.comparisons.map(({ verdict }) => verdict) ?? []
  const isClear = verdicts.some((verdict) => verdict === 'better' || verdict === 'worse')
  const sure = t('experiments.confidence', { percent: percent(confidence, confidence % 1 === 0 ? 0 : 1) })
  if (state === 'early_look') return `${t('experiments.next.early')} ${sure}`
  if (isClear) return `${t('experiments.next.clear')} ${sure}`
  return `${t(status === 'running' && state !== 'final' ? 'experiments.next.wait' : 'experiments.next.unclear')} ${sure}`
}

type MetricsProps = { metrics: MetricResult[]; arms: Arms; currency: string }

/** Every comparison as a bar, those of one metric on one scale. */
export function Intervals({ metrics, arms, currency }: MetricsProps) {
  const i18n = useI18n()
  return (
    <div className={classes.intervals}>
      {metrics.map(({ role, metric, comparisons }, i) => {
        const totals = comparisons.flatMap(({ total }) => (total ? [total] : []))
        const far = Math.max(1e-9, ...totals.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]))
        return comparisons.flatMap(({ arm, total, verdict }) =>
          total
            ? [
                <Interval
                  // biome-ignore lint/suspicious/noArrayIndexKey: two guardrails may be about the same metric.
                  key={`${role}${i}${arm}`}
                  label={`${arms.find(({ key }) => key === arm)?.name ?? arm} · ${metricName(i18n, metric)}`}
                  low={total.low}
                  value={total.value}
                  high={total.high}
                  from={-far}
                  to={far}
                  text={differenceText(i18n, metric, total.value, currency)}
                  range={rangeText(i18n, metric, total, currency)}
                  isGood={verdict === 'better'}
                />,
              ]
            : [],
        )
      })}
    </div>
  )
}

type Row = { key: string; metric: MetricResult; arm: MetricResult['arms'][number]; comparison: Comparison | undefined }

export function ArmsTable({ metrics, arms, currency }: MetricsProps) {
  const i18n = useI18n()
  const { t, number, percent } = i18n
  const rows: Row[] = metrics.flatMap((metric, i) =>
    metric.arms.map((arm) => ({
      key: `${i}${arm.arm}`,
      metric,
      arm,
      comparison: metric.comparisons.find((one) => one.arm === arm.arm),
    })),
  )
  const nameOf = (key: string) => arms.find((arm) => arm.key === key)?.name ?? key
  return (
    <DataTable<Row>
      caption={t('experiments.per_arm')}
      rows={rows}
      rowKey={({ key }) => key}
      columns={[
        { key: 'arm', label: t('experiments.column.arm'), render: ({ arm }) => <bdi>{nameOf(arm.arm)}</bdi> },
        {
          key: 'metric',
          label: t('experiments.column.metric'),
          render: ({ metric }) => metricName(i18n, metric.metric),
        },
        {
          key: 'people',
          label: t('experiments.column.people'),
          numeric: true,
          render: ({ arm }) => number(arm.people),
        },
        {
          key: 'total',
          label: t('experiments.column.total'),
          numeric: true,
          render: ({ arm, metric }) => totalText(i18n, metric.metric, arm.total, currency),
        },
        {
          key: 'mean',
          label: t('experiments.column.per_person'),
          numeric: true,
          render: ({ arm, metric }) => perPersonText(i18n, metric.metric, arm.mean, currency),
        },
        {
          key: 'relative',
          label: t('experiments.column.relative'),
          numeric: true,
          render: ({ comparison }) =>
            comparison?.relative
              ? t('experiments.with_range', {
                  value: percent(comparison.relative.value, 1),
                  low: percent(comparison.relative.low, 1),
                  high: percent(comparison.relative.high, 1),
                })
              : '–',
        },
        {
          key: 'chance',
          label: t('experiments.column.chance'),
          numeric: true,
          render: ({ comparison }) =>
            comparison?.chanceToWin == null ? '–' : percent(Math.min(99.9, Math.max(0.1, comparison.chanceToWin)), 1),
        },
      ]}
    />
  )
}
