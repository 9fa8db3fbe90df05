import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Condition, Segment } from '#contract/segments'
import { api } from '../api/client.ts'
import { Card, Loading, PageHeader, Problem } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { newSegmentRoute } from './routes.ts'
import { SegmentForm } from './SegmentForm.tsx'
import { readyMadeQuery } from './segments-query.ts'

/** A new segment, from nothing, from a ready-made one, or from what a list was narrowed to. */
export function NewSegmentPage() {
  const { t } = useI18n()
  const navigate = useNavigate()
  const { ready, from } = newSegmentRoute.useSearch()
  const list = useQuery({ ...readyMadeQuery, enabled: ready !== undefined })
  const found = list.data?.segments.find(({ key }) => key === ready)
  const isWaiting = ready !== undefined && list.data === undefined
  return (
    <>
      <PageHeader title={t('segments.new')} back={<Link to="/segments">{t('segments.title')}</Link>} />
      {isWaiting ? (
        <Card>{list.isError ? <Problem error={list.error} onRetry={() => void list.refetch()} /> : <Loading />}</Card>
      ) : (
        <SegmentForm
          name={found ? t(`segments.ready.${found.key}`) : ''}
          description={found ? t(`segments.ready_text.${found.key}`) : ''}
          definition={from === 'list' ? null : (found?.definition ?? readDefinition(from) ?? { kind: 'all', of: [] })}
          save={(body) => api.post<Segment>('/segments', body)}
          onSaved={({ segmentId }) => void navigate({ to: '/segments/$segmentId', params: { segmentId } })}
          onCancel={() => void navigate({ to: '/segments' })}
        />
      )}
    </>
  )
}

/** What the address holds was written by a page of ours; the server looks at it again. */
function readDefinition(text: string | undefined): Condition | undefined {
  try {
    const found: unknown = JSON.parse(text ?? '')
    return typeof found === 'object' && found !== null && 'kind' in found ? (found as Condition) : undefined
  } catch {
    return undefined
  }
}
