import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { apiAddress } from '../api/client.ts'
import { Card, CsvLink, EmptyState, Loading, Problem } from '../components/index.ts'
import { MoreRows } from '../components/MoreRows.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import { timelineFilters, timelineQuery } from './customer-query.ts'
import { customerRoute } from './routes.ts'
import classes from './Timeline.module.css'
import { TimelineFilters } from './TimelineFilters.tsx'
import { TimelineItem } from './TimelineItem.tsx'
import type { TimelineSearch } from './timeline-search.ts'

/** Everything that happened with one person, newest first. */
export function Timeline({ customerId, currency }: { customerId: string; currency: string }) {
  const { t } = useI18n()
  const search = customerRoute.useSearch()
  const navigate = customerRoute.useNavigate()
  const timeline = useInfiniteQuery(timelineQuery(customerId, search))
  const events = useMemo(() => timeline.data?.pages.flatMap((page) => page.events) ?? [], [timeline.data])
  const first = timeline.data?.pages[0]
  const set = (next: TimelineSearch) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false })
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  return (
    <Card
      title={t('customers.timeline.title')}
      flush
      aside={
        <CsvLink
          href={apiAddress(`/customers/${customerId}/timeline`, { ...timelineFilters(search), format: 'csv' })}
          label={t('console.csv_of', { title: t('customers.timeline.title') })}
        />
      }
    >
      {first && (first.kinds.length > 0 || isFiltered) && (
        <TimelineFilters page={first} search={search} onChange={set} />
      )}
      {timeline.isError && events.length === 0 ? (
        <Problem error={timeline.error} onRetry={() => void timeline.refetch()} />
      ) : timeline.isPending ? (
        <div className={classes.loading}>
          <Loading lines={6} />
        </div>
      ) : events.length === 0 ? (
        <EmptyState
          title={t(isFiltered ? 'care.timeline.none' : 'customers.timeline.empty')}
          action={
            isFiltered && (
              <Button variant="default" onClick={() => set(nothing)}>
                {t('care.timeline.reset')}
              </Button>
            )
          }
        />
      ) : (
        <ol className={classes.events}>
          {events.map((event) => (
            <TimelineItem key={event.position} event={event} currency={currency} />
          ))}
        </ol>
      )}
      {timeline.hasNextPage && (
        <MoreRows
          loading={timeline.isFetchingNextPage}
          failed={timeline.isError}
          onMore={() => void timeline.fetchNextPage()}
        />
      )}
    </Card>
  )
}

const nothing: TimelineSearch = {
  event: undefined,
  source: undefined,
  from: undefined,
  until: undefined,
  text: undefined,
}
