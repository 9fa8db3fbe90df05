import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { apiAddress } from '../api/client.ts'
import { Card, CsvLink, EmptyState, FilterChip, Loading, Problem } from '../components/index.ts'
import { MoreRows } from '../components/MoreRows.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import { timelineQuery } from './customer-query.ts'
import { eventWord } from './event-words.ts'
import { customerRoute } from './routes.ts'
import classes from './Timeline.module.css'
import { TimelineItem } from './TimelineItem.tsx'

/** Everything that happened with one person, newest first. */
export function Timeline({ customerId, currency }: { customerId: string; currency: string }) {
  const { t, number } = useI18n()
  const search = customerRoute.useSearch()
  const navigate = customerRoute.useNavigate()
  const timeline = useInfiniteQuery(timelineQuery(customerId, search))
  const events = useMemo(() => timeline.data?.pages.flatMap((page) => page.events) ?? [], [timeline.data])
  const kinds = timeline.data?.pages[0]?.kinds ?? []
  const sources = [...new Set([...events.map((event) => event.source), ...(search.source ?? [])])]
  const chosen = search.event ?? []
  const set = (next: { event?: string[]; source?: string[] }) =>
    void navigate({
      search: (now) => ({ ...now, ...emptyAsNothing(next) }),
      replace: true,
      resetScroll: false,
    })
  return (
    <Card
      title={t('customers.timeline.title')}
      flush
      aside={
        <CsvLink
          href={apiAddress(`/customers/${customerId}/timeline`, { ...search, format: 'csv' })}
          label={t('console.csv_of', { title: t('customers.timeline.title') })}
        />
      }
    >
      {(kinds.length > 1 || sources.length > 1) && (
        <search className={classes.filters} aria-label={t('customers.timeline.filter')}>
          {kinds.length > 1 &&
            kinds.map(({ event, count }) => (
              <FilterChip
                key={event}
                active={chosen.includes(event)}
                onClick={() => set({ event: toggle(chosen, event) })}
                count={number(count)}
              >
                <bdi>{eventWord(t, event)}</bdi>
              </FilterChip>
            ))}
          {sources.length > 1 &&
            sources.map((source) => (
              <FilterChip
                key={source}
                active={search.source?.includes(source) ?? false}
                onClick={() => set({ source: toggle(search.source ?? [], source) })}
              >
                <bdi>{source}</bdi>
              </FilterChip>
            ))}
        </search>
      )}
      {timeline.isError && events.length === 0 ? (
        <Problem error={timeline.error} onRetry={() => void timeline.refetch()} />
      ) : timeline.isPending ? (
        <div className={classes.loading}>
          <Loading lines={6} />
        </div>
      ) : events.length === 0 ? (
        <EmptyState title={t('customers.timeline.empty')} />
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

function toggle(list: string[], value: string): string[] {
  return list.includes(value) ? list.filter((one) => one !== value) : [...list, value]
}

function emptyAsNothing<T extends Record<string, string[]>>(lists: T): Record<string, string[] | undefined> {
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.length === 0 ? undefined : list]))
}
