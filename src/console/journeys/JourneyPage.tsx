import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Journey } from '#contract/journeys'
import { roleMay } from '#contract/permissions'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { useSession } from '../api/session.ts'
import {
  Badge,
  Card,
  Figure,
  FigureRow,
  FormProblem,
  LinkButton,
  Loading,
  Notice,
  PageHeader,
  PageOf,
  Problem,
} from '../components/index.ts'
import { experimentQuery, resultQuery } from '../experiments/experiments-query.ts'
import { ResultView } from '../experiments/ResultView.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import { ChannelTotalsCard } from '../messages/ChannelTotalsCard.tsx'
import { CheckCard } from '../messages/CheckCard.tsx'
import { flowOf } from './flow.ts'
import classes from './journeys.module.css'
import { flowQuery, forecastQuery, journeyQuery } from './journeys-query.ts'
import { PutInButton } from './PutInButton.tsx'
import { journeyRoute } from './routes.ts'
import { SimulateButton } from './Simulation.tsx'
import { StartButton } from './StartButton.tsx'
import { StepList } from './StepList.tsx'
import { statusTones } from './status-tones.ts'

/** One journey: its steps with where people are, and what it earned. */
export function JourneyPage() {
  const { t } = useI18n()
  const { journeyId } = journeyRoute.useParams()
  return (
    <PageOf query={useQuery(journeyQuery(journeyId))} title={t('journeys.title')}>
      {(journey) => <OneJourney journey={journey} />}
    </PageOf>
  )
}

function OneJourney({ journey }: { journey: Journey }) {
  const { t, number } = useI18n()
  const { role } = useSession()
  const mayWrite = roleMay(role, 'journeys:write')
  const { journeyId, status, definition } = journey
  const flow = useQuery(flowQuery(journey))
  const keep = async (now: Journey) => {
    queryClient.setQueryData(journeyQuery(journeyId).queryKey, now)
    await queryClient.invalidateQueries({ queryKey: ['journeys'] })
  }
  const act = useMutation({
    mutationFn: (verb: 'pause' | 'archive') => api.post<Journey>(`/journeys/${journeyId}/${verb}`),
    onSuccess: keep,
  })
  const mayStart = mayWrite && (status === 'draft' || status === 'paused' || (status === 'running' && journey.changed))
  return (
    <>
      <PageHeader
        title={journey.name}
        subtitle={journey.description && <bdi>{journey.description}</bdi>}
        back={<Link to="/journeys">{t('journeys.title')}</Link>}
        actions={
          <>
            <Badge tone={statusTones[status]}>{t(`journeys.status.${status}`)}</Badge>
            {mayWrite && status !== 'archived' && flowOf(definition) && (
              <LinkButton to="/journeys/$journeyId/edit" params={{ journeyId }} variant="default">
                {t('journeys.edit')}
              </LinkButton>
            )}
            {mayWrite && status === 'running' && (
              <Button variant="default" loading={act.isPending} onClick={() => act.mutate('pause')}>
                {t('journeys.pause')}
              </Button>
            )}
            {mayWrite && status !== 'archived' && status !== 'running' && (
              <Button variant="default" loading={act.isPending} onClick={() => act.mutate('archive')}>
                {t('journeys.archive')}
              </Button>
            )}
            {mayWrite && status === 'running' && <PutInButton journey={journey} />}
            {mayStart && <StartButton journey={journey} onDone={keep} />}
          </>
        }
      />
      <div className={classes.views}>
        <FormProblem error={act.error} />
        {flow.data && flow.data.faults.length > 0 && (
          <Notice>{t('journeys.faults', { steps: flow.data.faults.length })}</Notice>
        )}
        {status === 'draft' && (
          <Card title={t('journeys.before')}>
            <Forecast journey={journey} />
            <div>
              <SimulateButton definition={definition} />
            </div>
          </Card>
        )}
        {status === 'draft' && (
          <CheckCard
            templateIds={definition.nodes.flatMap((one) => (one.kind === 'message' ? [one.templateId] : []))}
          />
        )}
        {status !== 'draft' && (
          <FigureRow>
            <Figure label={t('journeys.column.entered')} help="journeys.help.entered" value={number(journey.entered)} />
            <Figure label={t('journeys.column.active')} help="journeys.help.active" value={number(journey.active)} />
            <Figure
              label={t('journeys.column.reachedGoal')}
              help="journeys.help.reached"
              value={number(journey.reachedGoal)}
            />
            <Figure label={t('journeys.column.keptOut')} help="journeys.help.control" value={number(journey.keptOut)} />
          </FigureRow>
        )}
        <Card title={t('journeys.steps')} subtitle={journey.changed ? t('journeys.changed') : undefined}>
          <StepList definition={definition} flow={flow.data} />
        </Card>
        {flow.data && <ChannelTotalsCard name={journey.name} rows={flow.data.channels} />}
        {status !== 'draft' &&
          (journey.experimentId === null ? (
            <Card title={t('journeys.result')}>
              <p className={classes.quiet}>{t('journeys.no_control')}</p>
            </Card>
          ) : (
            roleMay(role, 'experiments:read') && <Result experimentId={journey.experimentId} />
          ))}
        {roleMay(role, 'experiments:read') &&
          journey.splits.map(({ experimentId }) => <WaysCompared key={experimentId} experimentId={experimentId} />)}
      </div>
    </>
  )
}

function Forecast({ journey }: { journey: Journey }) {
  const { t } = useI18n()
  const { data, error } = useQuery(forecastQuery(journey.definition))
  if (error) return <FormProblem error={error} />
  if (data === undefined) return <Loading lines={1} />
  const { now } = data
  return (
    <>
      {now !== null && <p>{t('journeys.forecast.now', { people: now })}</p>}
      <p className={classes.quiet}>{t('journeys.forecast.help', { share: journey.definition.control })}</p>
    </>
  )
}

function Result({ experimentId }: { experimentId: string }) {
  const { t } = useI18n()
  const experiment = useQuery(experimentQuery(experimentId))
  if (experiment.data === undefined) return <Loading lines={4} />
  return (
    <section aria-label={t('journeys.result')} className={classes.views}>
      <ResultOf experiment={experiment.data} />
    </section>
  )
}

/** The ways of one split against its first: who goes which way is chance. */
function WaysCompared({ experimentId }: { experimentId: string }) {
  const { t } = useI18n()
  const { data } = useQuery(experimentQuery(experimentId))
  if (data === undefined) return <Loading lines={4} />
  const ways = data.arms.map(({ name }) => name)
  return (
    <section aria-label={t('journeys.ways.title', { ways: ways.join(', ') })} className={classes.views}>
      <Card title={t('journeys.ways.title', { ways: ways.join(', ') })}>
        <p className={classes.quiet}>{t('journeys.ways.help', { way: ways[0] ?? '' })}</p>
      </Card>
      <ResultOf experiment={data} />
    </section>
  )
}

function ResultOf({ experiment }: { experiment: NonNullable<Parameters<typeof resultQuery>[0]> }) {
  const result = useQuery(resultQuery(experiment))
  if (result.data) return <ResultView experiment={experiment} result={result.data} />
  return <Card>{result.error ? <Problem error={result.error} /> : <Loading lines={4} />}</Card>
}
