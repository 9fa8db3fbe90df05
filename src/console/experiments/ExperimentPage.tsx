import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Experiment } from '#contract/experiments'
import { roleMay } from '#contract/permissions'
import { api, apiAddress } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { useSession } from '../api/session.ts'
import {
  Badge,
  Card,
  CsvLink,
  FormProblem,
  LinkButton,
  Loading,
  PageHeader,
  PageOf,
  Problem,
  WorkProgress,
} from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { CostsCard } from './CostsCard.tsx'
import { DecideDialog } from './DecideDialog.tsx'
import { ExtendDialog } from './ExtendDialog.tsx'
import classes from './experiments.module.css'
import { experimentQuery, resultQuery } from './experiments-query.ts'
import { PlanFacts } from './PlanFacts.tsx'
import { ResultView } from './ResultView.tsx'
import { experimentRoute } from './routes.ts'
import { statusTones } from './status-tones.ts'

/** One experiment: what it asks, what it has shown, what to do next. */
export function ExperimentPage() {
  const { t } = useI18n()
  const { experimentId } = experimentRoute.useParams()
  return (
    <PageOf query={useQuery(experimentQuery(experimentId))} title={t('experiments.title')}>
      {(experiment) => <OneExperiment experiment={experiment} />}
    </PageOf>
  )
}

function OneExperiment({ experiment }: { experiment: Experiment }) {
  const { t } = useI18n()
  const { experimentId, status } = experiment
  const { role } = useSession()
  const mayWrite = roleMay(role, 'experiments:write')
  const result = useQuery(resultQuery(experiment))
  const [open, setOpen] = useState<'decide' | 'extend'>()
  const act = useMutation({
    mutationFn: ({ verb, body }: { verb: string; body?: unknown }) =>
      api.post<Experiment>(`/experiments/${experimentId}/${verb}`, body),
    onSuccess: async (now) => {
      queryClient.setQueryData(experimentQuery(experimentId).queryKey, now)
      setOpen(undefined)
      await queryClient.invalidateQueries({ queryKey: ['experiments'] })
    },
  })
  const run = (verb: string, body?: unknown) => act.mutate({ verb, body })
  return (
    <>
      <PageHeader
        title={experiment.name}
        subtitle={experiment.hypothesis && <bdi>{experiment.hypothesis}</bdi>}
        back={<Link to="/experiments">{t('experiments.title')}</Link>}
        actions={
          <>
            <Badge tone={statusTones[status]}>{t(`experiments.status.${status}`)}</Badge>
            {mayWrite && status === 'draft' && (
              <>
                <LinkButton variant="default" to="/experiments/$experimentId/edit" params={{ experimentId }}>
                  {t('experiments.edit')}
                </LinkButton>
                <Button loading={act.isPending} onClick={() => run('start')}>
                  {t('experiments.start')}
                </Button>
              </>
            )}
            {mayWrite && status === 'running' && (
              <>
                <Button variant="default" onClick={() => setOpen('extend')}>
                  {t('experiments.extend')}
                </Button>
                <Button variant="default" loading={act.isPending} onClick={() => run('stop')}>
                  {t('experiments.stop')}
                </Button>
              </>
            )}
            {mayWrite && (status === 'running' || status === 'stopped') && (
              <Button onClick={() => setOpen('decide')}>{t('experiments.decide')}</Button>
            )}
            {mayWrite && (status === 'draft' || status === 'stopped') && (
              <Button variant="default" loading={act.isPending} onClick={() => run('archive')}>
                {t('experiments.archive')}
              </Button>
            )}
          </>
        }
      />
      <div className={classes.views}>
        {open === undefined && <FormProblem error={act.error} />}
        {experiment.intake === 'waiting' && (
          <Card>
            <WorkProgress
              label={t('experiments.taking_in', { people: experiment.entered })}
              done={experiment.entered}
            />
          </Card>
        )}
        {experiment.decision && (
          <Card title={t('experiments.decision')}>
            <p>
              {t('experiments.decided_for', {
                arm: experiment.arms.find(({ key }) => key === experiment.decision?.winner)?.name ?? '',
              })}
              {experiment.decision.note !== '' && (
                <>
                  {' – '}
                  <bdi>{experiment.decision.note}</bdi>
                </>
              )}
            </p>
          </Card>
        )}
        {status === 'draft' ? (
          <Card>
            <p className={classes.lead}>{t('experiments.draft_words')}</p>
          </Card>
        ) : result.data ? (
          <ResultView experiment={experiment} result={result.data} />
        ) : result.error ? (
          <Card>
            <Problem error={result.error} onRetry={() => void result.refetch()} />
          </Card>
        ) : (
          <Card>
            <Loading lines={8} />
          </Card>
        )}
        <PlanFacts experiment={experiment} />
        {status !== 'draft' && mayWrite && <CostsCard experiment={experiment} />}
        {status !== 'draft' && roleMay(role, 'customers:export') && (
          <p className={classes.quiet}>
            <CsvLink
              href={apiAddress(`/experiments/${experimentId}/members`, { format: 'csv' })}
              label={t('experiments.members_csv')}
            >
              {t('experiments.members_csv')}
            </CsvLink>
          </p>
        )}
      </div>
      {open === 'decide' && (
        <DecideDialog
          experiment={experiment}
          problem={act.error}
          isPending={act.isPending}
          onDecide={(body) => run('decide', body)}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === 'extend' && (
        <ExtendDialog
          experiment={experiment}
          problem={act.error}
          isPending={act.isPending}
          onExtend={(body) => run('extend', body)}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  )
}
