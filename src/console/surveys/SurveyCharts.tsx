import { useQuery } from '@tanstack/react-query'
import { drawPeriodLines } from '#charts'
import type { Survey, SurveyFigures } from '#contract/surveys'
import { ChartView } from '../components/ChartView.tsx'
import { Card, ChartCard, Loading, Problem } from '../components/index.ts'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import { answerText, figureText, rangeText, textFor } from './say-survey.ts'
import classes from './surveys.module.css'
import { figuresQuery } from './surveys-query.ts'

/** How the answers are spread, and how they went from month to month. */
export function SurveyCharts({ survey }: { survey: Survey }) {
  const { calendar } = useI18n()
  const { data, error, refetch } = useQuery(figuresQuery(survey.surveyId, calendar))
  if (data === undefined)
    return <Card>{error ? <Problem error={error} onRetry={() => void refetch()} /> : <Loading lines={6} />}</Card>
  return (
    <div className={classes.pair}>
      <Spread survey={survey} figures={data} />
      {survey.kind !== 'poll' && <Trend survey={survey} figures={data} />}
    </div>
  )
}

function Spread({ survey, figures }: { survey: Survey; figures: SurveyFigures }) {
  const i18n = useI18n()
  const { t, number, percent, locale } = i18n
  const { kind } = survey
  const { counts, mean } = figures
  const all = counts.reduce((sum, { answers }) => sum + answers, 0)
  const most = Math.max(1, ...counts.map(({ answers }) => answers))
  const text = textFor(survey, locale)
  const label = (score: number) => answerText(i18n, kind, text, score)
  const share = (answers: number) => percent(all === 0 ? 0 : (answers / all) * 100, 0)
  // The best answer stands on top, as does the first option of a poll.
  const shown = kind === 'poll' ? counts : counts.toReversed()
  return (
    <ChartCard
      title={t('surveys.spread')}
      subtitle={mean === null ? undefined : t('surveys.mean', { mean: number(mean, 1) })}
      columns={[
        {
          key: 'answer',
          label: t('surveys.column.answer'),
          render: ({ score }) => <bdi>{label(score)}</bdi>,
          csv: ({ score }) => label(score),
        },
        {
          key: 'count',
          label: t('surveys.column.answers'),
          numeric: true,
          render: ({ answers }) => number(answers),
          csv: ({ answers }) => answers,
        },
        { key: 'share', label: t('surveys.column.share'), numeric: true, render: ({ answers }) => share(answers) },
      ]}
      rows={shown}
      rowKey={({ score }) => String(score)}
      chart={
        <ol className={kind === 'poll' ? classes.optionBars : classes.bars}>
          {shown.map(({ score, answers }) => (
            <li key={score}>
              <bdi>{label(score)}</bdi>
              <span className={classes.track}>
                <span className={classes[toneOf(survey, score)]} style={{ inlineSize: `${(answers / most) * 100}%` }} />
              </span>
              <span className={classes.count}>
                {number(answers)} <span className={classes.quiet}>{share(answers)}</span>
              </span>
            </li>
          ))}
        </ol>
      }
    />
  )
}

function toneOf({ kind }: Survey, score: number): 'won' | 'lost' | 'between' {
  if (kind === 'poll') return 'won'
  const [won, lost] = { nps: [9, 6], csat: [4, 2], ces: [5, 3] }[kind] as [number, number]
  return score >= won ? 'won' : score <= lost ? 'lost' : 'between'
}

function Trend({ survey: { kind }, figures: { months } }: { survey: Survey; figures: SurveyFigures }) {
  const i18n = useI18n()
  const { t, number, month } = i18n
  // The axis begins at nought, a Net Promoter Score at -100.
  const base = kind === 'nps' ? -100 : 0
  const points = months.map((one) => ({
    ...i18n.monthTick(one.month),
    value: one.value === null ? null : one.value - base,
    ...(one.low === null || one.high === null ? {} : { low: one.low - base, high: one.high - base }),
    title: `${month(one.month)}: ${figureText(i18n, kind, one.value)} (${rangeText(i18n, kind, one)})`,
  }))
  const last = months.at(-1)
  const format = (value: number) => figureText(i18n, kind, value + base)
  return (
    <ChartCard
      title={t('surveys.trend')}
      subtitle={t('surveys.trend_text')}
      columns={[
        { key: 'month', label: t('surveys.column.month'), render: (one) => month(one.month), csv: (one) => one.month },
        {
          key: 'answers',
          label: t('surveys.column.answers'),
          numeric: true,
          render: (one) => number(one.answers),
          csv: (one) => one.answers,
        },
        {
          key: 'value',
          label: t(`surveys.figure.${kind}`),
          numeric: true,
          render: (one) => figureText(i18n, kind, one.value),
          csv: (one) => one.value,
        },
        {
          key: 'low',
          label: t('surveys.column.low'),
          numeric: true,
          render: (one) => figureText(i18n, kind, one.low),
          csv: (one) => one.low,
        },
        {
          key: 'high',
          label: t('surveys.column.high'),
          numeric: true,
          render: (one) => figureText(i18n, kind, one.high),
          csv: (one) => one.high,
        },
      ]}
      rows={months}
      rowKey={(one) => one.month}
      chart={
        <ChartView
          height={230}
          summary={summaryOf(i18n, kind, last)}
          draw={(box) => drawPeriodLines([{ name: t(`surveys.figure.${kind}`), tone: 'good', points }], format, box)}
        />
      }
    />
  )
}

function summaryOf(i18n: I18n, kind: Survey['kind'], last: SurveyFigures['months'][number] | undefined): string {
  if (!last) return i18n.t('surveys.nobody_yet')
  const figure = figureText(i18n, kind, last.value)
  return i18n.t('surveys.trend_summary', {
    month: i18n.month(last.month),
    figure,
    range: rangeText(i18n, kind, last),
  })
}
