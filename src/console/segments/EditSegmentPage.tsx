import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Segment } from '#contract/segments'
import { api } from '../api/client.ts'
import { Card, Loading, PageHeader, Problem } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { editSegmentRoute } from './routes.ts'
import { SegmentForm } from './SegmentForm.tsx'
import { segmentQuery } from './segments-query.ts'

/** Changing a segment: its members follow as soon as it is saved. */
export function EditSegmentPage() {
  const { t } = useI18n()
  const navigate = useNavigate()
  const { segmentId } = editSegmentRoute.useParams()
  const { data, error, refetch } = useQuery(segmentQuery(segmentId))
  const leave = () => void navigate({ to: '/segments/$segmentId', params: { segmentId } })
  return (
    <>
      <PageHeader
        title={t('segments.edit_title')}
        back={
          <Link to="/segments/$segmentId" params={{ segmentId }}>
            <bdi>{data?.name ?? t('segments.one')}</bdi>
          </Link>
        }
      />
      {data === undefined ? (
        <Card>{error ? <Problem error={error} onRetry={() => void refetch()} /> : <Loading lines={6} />}</Card>
      ) : (
        <SegmentForm
          key={segmentId}
          segmentId={segmentId}
          name={data.name}
          description={data.description}
          definition={data.definition}
          save={(body) => api.patch<Segment>(`/segments/${segmentId}`, body)}
          onSaved={leave}
          onCancel={leave}
        />
      )}
    </>
  )
}
