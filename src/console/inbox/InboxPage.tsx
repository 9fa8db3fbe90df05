import { Button, NativeSelect } from '@mantine/core'
import { IconInbox, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { type TicketChannel, ticketChannels } from '#contract/inbox-words'
import { roleMay } from '#contract/permissions'
import { apiAddress } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import {
  CsvLink,
  EmptyState,
  FilterBar,
  FilterChip,
  LinkButton,
  Loading,
  PageHeader,
  Problem,
  usePageShortcuts,
} from '../components/index.ts'
import { MoreRows } from '../components/MoreRows.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './inbox.module.css'
import { listQuery, ticketsQuery } from './inbox-query.ts'
import { type InboxSearch, ticketFilters, ticketOwners } from './inbox-search.ts'
import { NewTicketDialog } from './NewTicketDialog.tsx'
import { inboxRoute } from './routes.ts'
import { TicketList } from './TicketList.tsx'
import { TicketView } from './TicketView.tsx'

/** What people wrote and what we answered: the list, the thread that is open, and whose it is. */
export function InboxPage() {
  const { t, number } = useI18n()
  const { role } = useSession()
  const search = inboxRoute.useSearch()
  const navigate = inboxRoute.useNavigate()
  const change = useCallback(
    (next: InboxSearch) =>
      void navigate({ search: (now) => ({ ...now, ...next }), replace: next.ticket === undefined }),
    [navigate],
  )
  const list = useInfiniteQuery(ticketsQuery(search))
  const tickets = useMemo(() => list.data?.pages.flatMap((page) => page.tickets) ?? [], [list.data])
  const counts = list.data?.pages[0]?.counts
  const [adding, setAdding] = useState(false)
  const mayWrite = roleMay(role, 'inbox:write')
  const step = (by: number) => {
    const at = tickets.findIndex(({ ticketId }) => ticketId === search.ticket)
    const next = tickets[at === -1 ? 0 : at + by]
    if (next) change({ ticket: next.ticketId })
  }
  usePageShortcuts([
    { keys: ['j'], text: 'inbox.keys.next', run: () => step(1) },
    { keys: ['k'], text: 'inbox.keys.previous', run: () => step(-1) },
    { keys: ['n'], text: 'inbox.new', run: () => mayWrite && setAdding(true) },
  ])
  const view = search.state ?? 'open'
  const isFiltered = search.search !== undefined || search.owner !== undefined || search.channel !== undefined
  const isOpen = search.ticket !== undefined
  const hasNone = counts !== undefined && !isFiltered && Object.values(counts).every((count) => count === 0)
  return (
    <div className={classes.page} data-open={isOpen}>
      <PageHeader
        title={t('inbox.title')}
        subtitle={
          counts && (
            <span className={classes.ofList}>
              {t('inbox.subtitle', { open: counts.open, waiting: counts.waiting })}
            </span>
          )
        }
        actions={
          <div className={classes.actions}>
            {roleMay(role, 'customers:export') && !hasNone && (
              <CsvLink
                href={apiAddress('/tickets', { ...listQuery(search), format: 'csv' })}
                label={t('console.export_csv')}
              >
                {t('console.export_csv')}
              </CsvLink>
            )}
            {mayWrite && (
              <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
                {t('inbox.new')}
              </Button>
            )}
          </div>
        }
      />
      {!hasNone && (
        <div className={classes.ofList}>
          <FilterBar
            search={{
              label: t('inbox.search'),
              value: search.search ?? '',
              onChange: (text) => change({ search: text === '' ? undefined : text }),
            }}
            chips={ticketFilters.map((filter) => (
              <FilterChip
                key={filter}
                active={view === filter}
                onClick={() => change({ state: filter === 'open' ? undefined : filter })}
                count={filter === 'all' || !counts?.[filter] ? undefined : number(counts[filter])}
              >
                {t(`inbox.view.${filter}`)}
              </FilterChip>
            ))}
          >
            <NativeSelect
              size="sm"
              aria-label={t('inbox.owner')}
              value={search.owner ?? 'all'}
              onChange={(event) => {
                const owner = event.currentTarget.value as InboxSearch['owner']
                change({ owner: owner === 'all' ? undefined : owner })
              }}
              data={ticketOwners.map((value) => ({ value, label: t(`inbox.whose.${value}`) }))}
            />
            <NativeSelect
              size="sm"
              aria-label={t('inbox.channel')}
              value={search.channel ?? ''}
              onChange={(event) =>
                change({ channel: (event.currentTarget.value || undefined) as TicketChannel | undefined })
              }
              data={[
                { value: '', label: t('inbox.any_channel') },
                ...ticketChannels.map((value) => ({ value, label: t(`inbox.by.${value}`) })),
              ]}
            />
          </FilterBar>
        </div>
      )}
      <div className={classes.columns} data-empty={list.data !== undefined && tickets.length === 0 && !isOpen}>
        <section className={classes.list} aria-label={t('inbox.list')}>
          {list.data === undefined ? (
            list.isError ? (
              <Problem error={list.error} onRetry={() => void list.refetch()} />
            ) : (
              <Loading lines={8} />
            )
          ) : tickets.length === 0 ? (
            <EmptyState
              icon={<IconInbox aria-hidden />}
              title={t(isFiltered || view !== 'open' ? 'inbox.none_title' : 'inbox.empty_title')}
              text={t(isFiltered || view !== 'open' ? 'inbox.none_text' : 'inbox.empty_text')}
              action={<NextStep isFiltered={isFiltered || view !== 'open'} />}
            />
          ) : (
            <TicketList tickets={tickets} chosen={search.ticket} />
          )}
          {list.hasNextPage && (
            <MoreRows
              loading={list.isFetchingNextPage}
              failed={list.isError}
              onMore={() => void list.fetchNextPage()}
            />
          )}
        </section>
        {search.ticket === undefined ? (
          tickets.length > 0 && (
            <div className={classes.nothing}>
              <EmptyState title={t('inbox.choose')} text={t('inbox.choose_text')} />
            </div>
          )
        ) : (
          <TicketView
            key={search.ticket}
            ticketId={search.ticket}
            mayWrite={mayWrite}
            onBack={() => change({ ticket: undefined })}
          />
        )}
      </div>
      {(adding || search.to !== undefined) && (
        <NewTicketDialog
          customerId={search.to}
          onClose={() => {
            setAdding(false)
            if (search.to !== undefined) change({ to: undefined })
          }}
          onOpened={(ticketId) => change({ ticket: ticketId, to: undefined, state: 'all' })}
        />
      )}
    </div>
  )
}

/** Where the list is empty: everything again, or the mailbox that fills it. */
function NextStep({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useI18n()
  const { role } = useSession()
  if (isFiltered)
    return (
      <LinkButton to="/inbox" search={{ state: 'all' }} variant="default" size="sm">
        {t('inbox.back')}
      </LinkButton>
    )
  if (!roleMay(role, 'messages:write')) return null
  return (
    <LinkButton to="/settings/channels" variant="default" size="sm">
      {t('inbox.set_up')}
    </LinkButton>
  )
}
