import { NativeSelect } from '@mantine/core'
import { IconArrowsSort } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { CustomerPage, CustomerSort } from '#contract/customers'
import { apiAddress } from '../api/client.ts'
import {
  Card,
  CsvLink,
  EmptyState,
  EntityTable,
  FilterBar,
  FilterChip,
  LinkButton,
  PageHeader,
} from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './CustomersPage.module.css'
import { customerColumns } from './customer-columns.tsx'
import { customersQuery, listQuery } from './customers-query.ts'
import { type CustomersSearch, customerFilters, customerSorts } from './customers-search.ts'
import { customersRoute } from './routes.ts'
import { TraitFilters } from './TraitFilters.tsx'

/** Everybody, searchable and sortable by any measure. */
export function CustomersPage() {
  const i18n = useI18n()
  const { t } = i18n
  const search = customersRoute.useSearch()
  const navigate = customersRoute.useNavigate()
  const change = useCallback(
    (next: CustomersSearch) => void navigate({ search: (now) => ({ ...now, ...next }), replace: true }),
    [navigate],
  )
  const list = useInfiniteQuery(customersQuery(search))
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.customers) ?? [], [list.data])
  const first = list.data?.pages[0]
  const { currency = '', asOf = '' } = first ?? {}
  const columns = useMemo(() => customerColumns(i18n, { currency, asOf }), [i18n, currency, asOf])
  const sort = search.sort ?? 'revenue'
  return (
    <>
      <PageHeader
        title={t('console.nav.customers')}
        subtitle={first && t(totalKey(first), { total: first.total })}
        actions={
          <CsvLink
            href={apiAddress('/customers', { ...listQuery(search), format: 'csv' })}
            label={t('console.export_csv')}
          >
            {t('console.export_csv')}
          </CsvLink>
        }
      />
      <FilterBar
        search={{
          label: t('customers.search'),
          value: search.search ?? '',
          onChange: (text) => change({ search: text === '' ? undefined : text }),
        }}
        chips={customerFilters.map((filter) => (
          <FilterChip
            key={filter}
            active={(search.filter ?? 'all') === filter}
            onClick={() => change({ filter: filter === 'all' ? undefined : filter })}
          >
            {t(`customers.filter.${filter}`)}
          </FilterChip>
        ))}
      >
        <TraitFilters search={search} onChange={change} />
        <NativeSelect
          size="sm"
          className={classes.sort ?? ''}
          leftSection={<IconArrowsSort size={15} stroke={1.8} aria-hidden />}
          aria-label={t('customers.sort')}
          value={sort}
          onChange={(event) => change({ sort: event.currentTarget.value as CustomerSort, direction: undefined })}
          data={customerSorts.map((value) => ({ value, label: t(`customers.sort_by.${value}`) }))}
        />
      </FilterBar>
      <Card flush>
        <EntityTable
          caption={t('console.nav.customers')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.customerId}
          sorting={{ by: sort, direction: search.direction ?? 'desc' }}
          onSort={({ by, direction }) =>
            change({ sort: by as CustomerSort, direction: direction === 'desc' ? undefined : direction })
          }
          loading={list.isPending || list.isPlaceholderData}
          error={list.error}
          onRetry={() => void list.refetch()}
          hasMore={list.hasNextPage}
          loadingMore={list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
          empty={<NoCustomers search={search} />}
        />
      </Card>
    </>
  )
}

function totalKey({ totalIsMinimum, totalIsEstimate }: CustomerPage): string {
  if (totalIsMinimum) return 'customers.total_more'
  return totalIsEstimate ? 'customers.total_about' : 'customers.total'
}

function NoCustomers({ search }: { search: CustomersSearch }) {
  const { t } = useI18n()
  const filtered = search.search ?? search.filter ?? search.tag ?? search.trait
  if (filtered === undefined) {
    return (
      <EmptyState
        title={t('customers.empty.title')}
        text={t('customers.empty.text')}
        action={<LinkButton to="/imports">{t('customers.empty.action')}</LinkButton>}
      />
    )
  }
  return (
    <EmptyState
      title={t('customers.none.title')}
      text={t('customers.none.text')}
      action={
        <LinkButton to="/customers" search={{}} variant="default">
          {t('customers.none.action')}
        </LinkButton>
      }
    />
  )
}
