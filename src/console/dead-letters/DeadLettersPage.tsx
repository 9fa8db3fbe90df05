import { Button } from '@mantine/core'
import { IconMailCheck } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, apiAddress } from '../api/client.ts'
import {
  Card,
  CsvLink,
  EmptyState,
  FilterBar,
  FilterChip,
  HelpHint,
  Loading,
  Problem,
  Segmented,
  toast,
  useDocumentTitle,
} from '../components/index.ts'
import { MoreRows } from '../components/MoreRows.tsx'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { DeadLetterItem } from './DeadLetterItem.tsx'
import classes from './DeadLettersPage.module.css'
import { deadLettersQuery } from './dead-letters-query.ts'
import { reasonWord } from './reason-word.ts'
import { deadLetterStates, deadLettersRoute } from './routes.ts'

/** Events that could not be taken in: why, and a way to repair them. */
export function DeadLettersPage() {
  const { t, number } = useI18n()
  const search = deadLettersRoute.useSearch()
  const navigate = deadLettersRoute.useNavigate()
  const letters = useInfiniteQuery(deadLettersQuery(search))
  useDocumentTitle(t('dead_letters.title'))
  const { status = 'open', reason } = search
  const reasons = letters.data?.pages[0]?.reasons ?? []
  const rows = letters.data?.pages.flatMap((page) => page.deadLetters) ?? []
  const title = t('dead_letters.title')
  return (
    <>
      <div className={classes.intro}>
        <p>
          {t('dead_letters.intro')} <HelpHint hint="dead_letters.help" about={title} />
        </p>
        <CsvLink href={apiAddress('/dead-letters', { reason, status, format: 'csv' })} label={t('console.export_csv')}>
          {t('console.export_csv')}
        </CsvLink>
      </div>
      <FilterBar
        chips={reasons.map((one) => (
          <FilterChip
            key={one.reason}
            active={one.reason === reason}
            count={number(one.count)}
            onClick={() =>
              void navigate({
                search: { ...search, reason: one.reason === reason ? undefined : one.reason },
                replace: true,
              })
            }
          >
            {reasonWord(t, one.reason)}
          </FilterChip>
        ))}
      >
        <Segmented
          label={t('dead_letters.status.label')}
          value={status}
          options={deadLetterStates.map((value) => ({ value, label: t(`dead_letters.status.${value}`) }))}
          onChange={(value) =>
            void navigate({ search: { status: value === 'open' ? undefined : value }, replace: true })
          }
        />
        {reason !== undefined && status === 'open' && <ReplayAll reason={reason} />}
      </FilterBar>
      <Card flush>
        {letters.isError && rows.length === 0 ? (
          <Problem error={letters.error} onRetry={() => void letters.refetch()} />
        ) : letters.isPending ? (
          <div className={classes.loading}>
            <Loading lines={5} />
          </div>
        ) : rows.length === 0 ? (
          <EmptyState
            icon={<IconMailCheck aria-hidden />}
            title={t(status === 'open' ? 'dead_letters.empty.title' : 'dead_letters.empty.other')}
            text={status === 'open' && t('dead_letters.empty.text')}
          />
        ) : (
          <ul className={classes.list}>
            {rows.map((letter) => (
              <DeadLetterItem key={letter.deadLetterId} letter={letter} />
            ))}
          </ul>
        )}
        {letters.hasNextPage && (
          <MoreRows
            loading={letters.isFetchingNextPage}
            failed={letters.isError}
            onMore={() => void letters.fetchNextPage()}
          />
        )}
      </Card>
    </>
  )
}

function ReplayAll({ reason }: { reason: string }) {
  const i18n = useI18n()
  const client = useQueryClient()
  const replay = useMutation({
    mutationFn: () => api.post<{ replayed: number; open: number }>('/dead-letters/replay-all', { reason }),
    onSuccess: ({ replayed, open }) => toast.good(i18n.t('dead_letters.replayed_all', { replayed, open })),
    onError: (error) => toast.bad(problemText(error, i18n)),
    onSettled: () => client.invalidateQueries({ queryKey: ['dead-letters'] }),
  })
  return (
    <Button variant="default" size="sm" loading={replay.isPending} onClick={() => replay.mutate()}>
      {i18n.t('dead_letters.replay_all')}
    </Button>
  )
}
