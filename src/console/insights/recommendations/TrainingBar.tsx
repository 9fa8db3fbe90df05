import { useQuery } from '@tanstack/react-query'
import type { Job } from '#contract/jobs'
import { api } from '../../api/client.ts'
import { Card, WorkProgress } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'

const everyMs = 1_000

/** How far the training under way is. */
export function TrainingBar({ jobId }: { jobId: string }) {
  const { t } = useI18n()
  const { data } = useQuery({
    queryKey: ['jobs', 'one', jobId],
    queryFn: ({ signal }) => api.get<Job>(`/jobs/${jobId}`, undefined, signal),
    refetchInterval: everyMs,
  })
  return (
    <Card>
      <WorkProgress
        label={t('recommendations.training')}
        done={data?.done ?? 0}
        total={data?.total ?? undefined}
        secondsLeft={data?.secondsLeft}
      />
    </Card>
  )
}
