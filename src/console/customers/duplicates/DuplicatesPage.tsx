import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { DuplicateSearch, DuplicateSuggestion } from '#contract/duplicates'
import type { MergePair } from '#contract/merges'
import { api } from '../../api/client.ts'
import { Card, EmptyState, Loading, PageHeader, Problem, toast } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { refreshCustomers } from '../merge/merge-queries.ts'
import { DuplicatePair } from './DuplicatePair.tsx'
import classes from './duplicates.module.css'
import { duplicatesQuery } from './duplicates-query.ts'

const MergeDialog = lazy(() => import('../merge/MergeDialog.tsx').then((file) => ({ default: file.MergeDialog })))

/** Pairs who look like one person, and why. People decide; nothing is merged by itself. */
export function DuplicatesPage() {
  const i18n = useI18n()
  const { t } = i18n
  const list = useInfiniteQuery(duplicatesQuery)
  const [merging, setMerging] = useState<MergePair>()
  const first = list.data?.pages[0]
  const pairs = list.data?.pages.flatMap((page) => page.suggestions) ?? []
  const search = useMutation({
    mutationFn: () => api.post('/duplicates/search'),
    onSuccess: async () => {
      toast.good(t('merges.duplicates.searching'))
      await new Promise((resolve) => setTimeout(resolve, 1500))
      await refreshCustomers()
    },
    onError: (error) => toast.bad(problemText(error, i18n)),
  })
  const keepApart = async ({ a, b }: DuplicateSuggestion): Promise<void> => {
    const pair = { aId: a.customerId, bId: b.customerId }
    try {
      await api.post('/duplicates/kept-apart', pair)
    } catch (error) {
      toast.bad(problemText(error, i18n))
      return
    }
    await refreshCustomers()
    toast.undo(t('merges.duplicates.kept_apart'), t('console.undo'), () => {
      void api.post('/duplicates/kept-apart/undo', pair).then(refreshCustomers)
    })
  }
  return (
    <>
      <PageHeader
        title={t('merges.duplicates.title')}
        subtitle={first && t('merges.duplicates.subtitle', { total: first.total })}
        back={<Link to="/customers">{t('customers.back')}</Link>}
        actions={
          <Button
            variant="default"
            loading={search.isPending}
            leftSection={<IconRefresh size={16} stroke={1.8} aria-hidden />}
            onClick={() => search.mutate()}
          >
            {t('merges.duplicates.again')}
          </Button>
        }
      />
      {first?.search && <Searched search={first.search} />}
      {first === undefined ? (
        <Card>
          {list.error ? <Problem error={list.error} onRetry={() => void list.refetch()} /> : <Loading lines={9} />}
        </Card>
      ) : pairs.length === 0 ? (
        <Card>
          <EmptyState title={t('merges.duplicates.none')} text={t('merges.duplicates.none_text')} />
        </Card>
      ) : (
        <ul className={classes.pairs}>
          {pairs.map((pair) => (
            <li key={`${pair.a.customerId}${pair.b.customerId}`}>
              <DuplicatePair
                pair={pair}
                currency={first.currency}
                asOf={first.asOf}
                onMerge={() => setMerging({ fromId: pair.b.customerId, intoId: pair.a.customerId })}
                onKeepApart={() => void keepApart(pair)}
              />
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('console.more')}
        </Button>
      )}
      {merging && (
        <Suspense>
          <MergeDialog pair={merging} onClose={() => setMerging(undefined)} />
        </Suspense>
      )}
    </>
  )
}

function Searched({ search }: { search: DuplicateSearch }) {
  const { t, day } = useI18n()
  return (
    <p className={classes.searched}>
      {search.finishedAt === null
        ? t('merges.duplicates.searching')
        : t('merges.duplicates.searched', { customers: search.customers, at: day(search.finishedAt, 'time') })}
    </p>
  )
}
