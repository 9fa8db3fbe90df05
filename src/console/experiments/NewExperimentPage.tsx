import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { CreateExperiment, Experiment } from '#contract/experiments'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { PageHeader } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { emptyDraft } from './draft.ts'
import { ExperimentForm } from './ExperimentForm.tsx'

/** An experiment written down question by question, with what it takes beside it. */
export function NewExperimentPage() {
  const { t } = useI18n()
  const navigate = useNavigate()
  const [requestKey] = useState(() => crypto.randomUUID())
  const [draft] = useState(() => emptyDraft(t('experiments.control_name'), t('experiments.arm_name')))
  const create = useMutation({
    mutationFn: (body: CreateExperiment) => api.post<Experiment>('/experiments', { ...body, requestKey }),
    onSuccess: async ({ experimentId }) => {
      await queryClient.invalidateQueries({ queryKey: ['experiments', 'list'] })
      await navigate({ to: '/experiments/$experimentId', params: { experimentId } })
    },
  })
  return (
    <>
      <PageHeader
        title={t('experiments.new')}
        subtitle={t('experiments.new_subtitle')}
        back={<Link to="/experiments">{t('experiments.title')}</Link>}
      />
      <ExperimentForm first={draft} problem={create.error} isPending={create.isPending} onSave={create.mutate} />
    </>
  )
}
