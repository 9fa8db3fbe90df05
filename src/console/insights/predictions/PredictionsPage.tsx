import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { PredictionReport, Predictions } from '#contract/predictions'
import { Card, Figure, FigureRow, Loading, PageHeader, Problem, WorkProgress } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { InsightsTabs } from '../InsightsTabs.tsx'
import insights from '../insights.module.css'
import { NoOrders } from '../NoOrders.tsx'
import { filterOptionsQuery } from '../use-metrics.ts'
import { AtRiskCard } from './AtRiskCard.tsx'
import { ClvCard } from './ClvCard.tsx'
import { ModelsCard } from './ModelsCard.tsx'
import { NothingForetold } from './NothingForetold.tsx'
import { PredictionNotes } from './PredictionNotes.tsx'
import { predictionsQuery } from './predictions-query.ts'
import type { PredictionsSearch } from './predictions-search.ts'
import { QualityCard } from './QualityCard.tsx'
import { RunButton } from './RunButton.tsx'
import { VersionsCard } from './VersionsCard.tsx'

const route = getRouteApi('/shell/insights/predictions')

/** Who is likely to stay away and what it costs, as a list to act on; then what that rests on. */
export function PredictionsPage() {
  const { t, day } = useI18n()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery(predictionsQuery)
  const orders = useQuery(filterOptionsQuery)
  const { data } = query
  useFreshAfterRun(data?.job?.jobId)
  const onChange = (change: Partial<PredictionsSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false })
  return (
    <>
      <PageHeader
        title={t('console.nav.insights')}
        tab={`${t('predictions.title')} · ${t('console.nav.insights')}`}
        subtitle={
          data?.version
            ? t('predictions.last_run', { day: day(data.version.finishedAt, 'time'), number: data.version.number })
            : undefined
        }
        actions={data?.report && <RunButton isRunning={data.job !== null} />}
      />
      <InsightsTabs />
      <div className={insights.views} style={{ marginBlockStart: 16 }}>
        {data?.job && (
          <Card>
            <WorkProgress
              label={t('predictions.running')}
              done={data.job.done}
              total={data.job.total ?? undefined}
              secondsLeft={data.job.secondsLeft}
            />
          </Card>
        )}
        {query.isError && data === undefined ? (
          <Problem error={query.error} onRetry={() => void query.refetch()} />
        ) : data === undefined || orders.isPending ? (
          <Card>
            <Loading lines={9} />
          </Card>
        ) : orders.data?.firstDay === null ? (
          <NoOrders />
        ) : (
          <Body data={data} search={search} onChange={onChange} />
        )}
      </div>
    </>
  )
}

type BodyProps = {
  data: Predictions
  search: PredictionsSearch
  onChange: (change: Partial<PredictionsSearch>) => void
}

function Body({ data, search, onChange }: BodyProps) {
  const { report, currency } = data
  if (report === null || report.status === 'waiting') return <NothingForetold data={data} />
  return (
    <>
      <Headline report={report} currency={currency} />
      <PredictionNotes report={report} notYet={data.notYet} />
      <AtRiskCard
        wanted={{ sort: 'at_stake', ...(search.band === undefined && { who: 'at_risk' }), ...search }}
        onChange={onChange}
        report={report}
      />
      <QualityCard report={report} />
      <ClvCard report={report} currency={currency} />
      <ModelsCard report={report} />
      <VersionsCard />
    </>
  )
}

function Headline({ report, currency }: { report: PredictionReport; currency: string }) {
  const { t, number, money, day } = useI18n()
  const of = (band: string) => report.bands.find((one) => one.band === band)
  const [high, medium] = [of('high'), of('medium')]
  const customers = (count: number) => t('predictions.customers', { count, n: number(count) })
  const figure = (band: 'high' | 'medium' | 'low', tone: 'now' | 'look' | 'good') => {
    const one = of(band)
    return (
      <Figure
        label={t(`predictions.band.${band}`)}
        help={`predictions.help.${band}`}
        value={number(one?.customers ?? 0)}
        tone={tone}
        of={`${t('predictions.at_stake')}: ${money(one?.atStakeMinor ?? 0, currency, 'whole')}`}
      />
    )
  }
  return (
    <>
      <Card
        title={t('predictions.headline', {
          high: high?.customers ?? 0,
          n: number(high?.customers ?? 0),
          stake: money((high?.atStakeMinor ?? 0) + (medium?.atStakeMinor ?? 0), currency, 'whole'),
        })}
      >
        <p style={{ margin: 0, color: 'var(--ink-soft)' }}>
          {t('predictions.headline_sub', {
            days: report.horizonDays,
            day: day(report.asOf),
            customers: customers(report.customers),
          })}
        </p>
      </Card>
      <FigureRow>
        {figure('high', 'now')}
        {figure('medium', 'look')}
        {figure('low', 'good')}
        <Figure
          label={t('predictions.band.gone')}
          help="predictions.help.gone"
          value={number(report.gone?.customers ?? 0)}
        />
      </FigureRow>
    </>
  )
}

/** When a run has ended, everything it foretold is asked for anew. */
function useFreshAfterRun(jobId: string | undefined) {
  const queries = useQueryClient()
  const before = useRef(jobId)
  useEffect(() => {
    if (before.current !== undefined && jobId === undefined)
      void queries.invalidateQueries({ queryKey: ['predictions'] })
    before.current = jobId
  }, [jobId, queries])
}
