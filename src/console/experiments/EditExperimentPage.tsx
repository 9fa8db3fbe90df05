import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ChangeExperiment, Experiment } from '#contract/experiments'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { Card, Loading, PageHeader, Problem } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { draftOf } from './draft.ts'
import { ExperimentForm } from './ExperimentForm.tsx'
import { experimentQuery } from './experiments-query.ts'
import { editExperimentRoute } from './routes.ts'

/** A draft looked over once more. What has started stays as it was planned. */
export function EditExperimentPage() {
  const { t } = useI18n()
  const { experimentId } = editExperimentRoute.useParams()
  const { data, error, refetch } = useQuery(experimentQuery(experimentId))
  const back = (
    <Link to="/experiments/$experimentId" params={{ experimentId }}>
      {data?.name ?? t('experiments.title')}
    </Link>
  )
  return (
    <>
      <PageHeader title={t('experiments.edit')} subtitle={t('experiments.new_subtitle')} back={back} />
      {error && data === undefined ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Card>
          <Loading lines={8} />
        </Card>
      ) : data.status === 'draft' ? (
        <EditDraft experiment={data} />
      ) : (
        <Card>
          <p>{t('experiments.started_already')}</p>
        </Card>
      )}
    </>
  )
}

function EditDraft({ experiment }: { experiment: Experiment }) {
  const navigate = useNavigate()
  const { experimentId } = experiment
  const save = useMutation({
    mutationFn: (body: ChangeExperiment) => api.patch<Experiment>(`/experiments/${experimentId}`, body),
    onSuccess: async (now) => {
      queryClient.setQueryData(experimentQuery(experimentId).queryKey, now)
      await queryClient.invalidateQueries({ queryKey: ['experiments', 'list'] })
      await navigate({ to: '/experiments/$experimentId', params: { experimentId } })
    },
  })
  return (
    <ExperimentForm
      first={draftOf(experiment)}
      isKnown
      problem={save.error}
      isPending={save.isPending}
      onSave={save.mutate}
    />
  )
}
