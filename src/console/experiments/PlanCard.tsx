import { useQuery } from '@tanstack/react-query'
import type { ExperimentForecast, PlanExperiment } from '#contract/experiments'
import { useSession } from '../api/session.ts'
import { Card, Figure, FigureRow, Loading, Problem } from '../components/index.ts'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import classes from './experiments.module.css'
import { forecastQuery } from './experiments-query.ts'
import { metricName, perPersonText } from './metric-words.ts'

type PlanCardProps = { asked: PlanExperiment | undefined; minimumEffect: number | null }

/** How many people and days it takes, while the questions are being answered. */
export function PlanCard({ asked, minimumEffect }: PlanCardProps) {
  const { t } = useI18n()
  const { data, error, isPlaceholderData, refetch } = useQuery(forecastQuery(asked))
  return (
    <Card title={t('experiments.plan.title')} subtitle={t('experiments.plan.subtitle')}>
      <div aria-live="polite" className={isPlaceholderData ? classes.stale : undefined}>
        {error ? (
          <Problem error={error} onRetry={() => void refetch()} />
        ) : asked === undefined ? (
          <p className={classes.quiet}>{t('experiments.plan.waiting')}</p>
        ) : data === undefined ? (
          <Loading lines={4} />
        ) : (
          <Forecast asked={asked} forecast={data} minimumEffect={minimumEffect ?? 0} />
        )}
      </div>
    </Card>
  )
}

type ForecastProps = { asked: PlanExperiment; forecast: ExperimentForecast; minimumEffect: number }

function Forecast({ asked, forecast, minimumEffect }: ForecastProps) {
  const i18n = useI18n()
  const { t, number } = i18n
  const { currency } = useSession().workspace
  const { people, peopleNeeded, daysNeeded, baseline } = forecast
  return (
    <>
      <FigureRow>
        <Figure
          label={t('experiments.plan.people')}
          help="experiments.help.people"
          value={peopleNeeded === null ? '–' : number(peopleNeeded)}
          of={t(asked.audience.kind === 'open' ? 'experiments.plan.active' : 'experiments.plan.there_are', { people })}
          {...(peopleNeeded !== null &&
            peopleNeeded > people &&
            asked.audience.kind !== 'open' && { tone: 'look' as const })}
        />
        <Figure
          label={t('experiments.plan.days')}
          help="experiments.help.days"
          value={daysNeeded === null ? '–' : number(daysNeeded)}
          of={t('experiments.plan.window', { days: asked.goal.windowDays })}
        />
      </FigureRow>
      <div className={classes.words}>
        {baseline && (
          <p>
            {t('experiments.plan.baseline', {
              metric: metricName(i18n, metricOf(asked)),
              usual: perPersonText(i18n, metricOf(asked), baseline.mean, currency),
              days: asked.goal.windowDays,
              people: forecast.sampled,
            })}
            {forecast.sampledFrom === 'everybody' && ` ${t('experiments.plan.of_everybody')}`}
          </p>
        )}
        <p>{adviceText(i18n, forecast, minimumEffect)}</p>
        {forecast.historyDays > 0 && (
          <p>
            {t('experiments.plan.history', {
              percent: i18n.percent(forecast.historySaves, 0),
              days: forecast.historyDays,
            })}
          </p>
        )}
      </div>
    </>
  )
}

// What goes to the server may leave out what it fills in.
const metricOf = ({ goal: { metric } }: PlanExperiment) => (metric.of === 'event' ? { ...metric, where: [] } : metric)

function adviceText({ t, percent, number }: I18n, forecast: ExperimentForecast, minimumEffect: number): string {
  const { problem, people, peopleNeeded, daysNeeded, detectable } = forecast
  if (problem !== null) return t(`experiments.plan.problem.${problem}`)
  const change = percent(minimumEffect, minimumEffect < 1 ? 1 : 0)
  if (daysNeeded !== null) return t('experiments.plan.enough', { change, days: daysNeeded })
  if (detectable === null || peopleNeeded === null) return t('experiments.plan.problem.too_few')
  return t('experiments.plan.not_enough', {
    change,
    needed: number(peopleNeeded),
    people: number(people),
    detectable: percent(Math.ceil(detectable), 0),
  })
}
