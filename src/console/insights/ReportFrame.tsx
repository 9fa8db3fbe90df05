import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Card, EmptyState, Loading, Problem } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './insights.module.css'
import { filterOptionsQuery } from './use-metrics.ts'

type ReportFrameProps<Report> = {
  query: UseQueryResult<Report>
  isEmpty: (report: Report) => boolean
  children: (report: Report) => ReactNode
}

/** Loading, failed, nothing in this selection, or the report; old figures are pale while new ones are counted. */
export function ReportFrame<Report>({ query, isEmpty, children }: ReportFrameProps<Report>) {
  const { t } = useI18n()
  const { data, isError, error, refetch, isPlaceholderData } = query
  // Whether there are any orders at all is known with these; before, nothing can be said of a selection.
  const options = useQuery(filterOptionsQuery)
  if (isError && (data === undefined || isPlaceholderData)) {
    return <Problem error={error} onRetry={() => void refetch()} />
  }
  if (data === undefined || (isEmpty(data) && options.isPending)) {
    return (
      <Card>
        <Loading lines={9} />
      </Card>
    )
  }
  if (isEmpty(data)) {
    return (
      <Card>
        <EmptyState title={t('insights.empty.title')} text={t('insights.empty.text')} />
      </Card>
    )
  }
  return (
    <div className={`${classes.views} ${isPlaceholderData ? classes.stale : ''}`} aria-busy={isPlaceholderData}>
      {children(data)}
    </div>
  )
}
