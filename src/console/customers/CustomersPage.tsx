import { Button, NativeSelect } from '@mantine/core'
import { IconArrowsSort, IconUserPlus, IconUsers, IconUsersGroup } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react'
import type { CustomerPage, CustomerSort } from '#contract/customers'
import { roleMay } from '#contract/permissions'
import { apiAddress } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import {
  Card,
  CsvLink,
  EmptyState,
  EntityTable,
  FilterBar,
  FilterChip,
  LinkButton,
  PageHeader,
  pagesOf,
} from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './CustomersPage.module.css'
import { customerColumns } from './customer-columns.tsx'
import { customersQuery, listQuery } from './customers-query.ts'
import { type CustomersSearch, customerFilters, customerSorts, riskBands } from './customers-search.ts'
import { BulkBar } from './list/BulkBar.tsx'
import { ColumnsMenu } from './list/ColumnsMenu.tsx'
import { chooseColumns, usualColumns } from './list/choose-columns.ts'
import { segmentOfSearch } from './list/segment-of-search.ts'
import { createSelection } from './list/selection.ts'
import { traitDefinitionsQuery } from './list/traits-query.ts'
import { ViewsRow } from './list/ViewsRow.tsx'
import { searchOfView, viewsQuery } from './list/views-query.ts'
import { customersRoute } from './routes.ts'
import { TraitFilters } from './TraitFilters.tsx'

const EditCustomer = lazy(() => import('./EditCustomer.tsx').then((file) => ({ default: file.EditCustomer })))

/** Everybody, searchable and sortable by any measure; some or all of them can be changed at once. */
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
  const { role } = useSession()
  const mayWrite = roleMay(role, 'customers:write')
  const [selection] = useState(createSelection)
  const [adding, setAdding] = useState(false)
  const definitions = useQuery(traitDefinitionsQuery).data?.definitions
  const chosen = search.columns ?? columnsFor(search)
  const columns = useMemo(
    () =>
      chooseColumns(
        customerColumns(i18n, { currency, asOf, selection: mayWrite ? selection : undefined }),
        chosen,
        definitions ?? [],
        i18n,
      ),
    [i18n, currency, asOf, selection, mayWrite, chosen, definitions],
  )
  useDefaultView(search, change)
  const sort = search.sort ?? 'revenue'
  const definition = segmentOfSearch(search)
  const hasNobody = first?.total === 0 && !isFiltered(search)
  return (
    <>
      <PageHeader
        title={t('console.nav.customers')}
        subtitle={first && t(totalKey(first), { total: first.total })}
        actions={
          <>
            {roleMay(role, 'customers:merge') && !hasNobody && (
              <LinkButton to="/customers/duplicates" variant="default">
                {t('customers.duplicates')}
              </LinkButton>
            )}
            {roleMay(role, 'customers:export') && !hasNobody && (
              <CsvLink
                href={apiAddress('/customers', { ...listQuery(search), format: 'csv' })}
                label={t('console.export_csv')}
              >
                {t('console.export_csv')}
              </CsvLink>
            )}
            {mayWrite && (
              <Button
                variant={hasNobody ? 'default' : 'filled'}
                leftSection={<IconUserPlus size={16} stroke={1.8} aria-hidden />}
                onClick={() => setAdding(true)}
              >
                {t('customers.edit.add')}
              </Button>
            )}
          </>
        }
      />
      {!hasNobody && <ViewsRow search={search} />}
      {!hasNobody && (
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
          <NativeSelect
            size="sm"
            className={classes.sort ?? ''}
            aria-label={t('customers.risk_filter')}
            value={search.risk ?? ''}
            onChange={(event) => change({ risk: riskBands.find((band) => band === event.currentTarget.value) })}
            data={['', ...riskBands].map((value) => ({ value, label: t(`customers.risk_filter.${value || 'any'}`) }))}
          />
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
          <ColumnsMenu columns={chosen} onChange={(next) => change({ columns: next })} />
          {definition && roleMay(role, 'segments:write') && (
            <LinkButton
              to="/segments/new"
              search={{ from: JSON.stringify(definition) }}
              size="sm"
              variant="default"
              leftSection={<IconUsersGroup size={15} stroke={1.8} aria-hidden />}
            >
              {t('segments.save_as')}
            </LinkButton>
          )}
        </FilterBar>
      )}
      {mayWrite && (
        <BulkBar
          selection={selection}
          shown={rows.map((row) => row.customerId)}
          total={first?.total ?? 0}
          isEstimate={first?.totalIsEstimate ?? false}
          search={search}
        />
      )}
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
          {...pagesOf(list)}
          empty={<NoCustomers search={search} />}
        />
      </Card>
      {adding && (
        <Suspense>
          <EditCustomer
            onClose={() => setAdding(false)}
            onSaved={({ customerId }) => void navigate({ to: '/customers/$customerId', params: { customerId } })}
          />
        </Suspense>
      )}
    </>
  )
}

/** Whose list opens with a view of their own sees that one, as long as the address asks for nothing else. */
function useDefaultView(search: CustomersSearch, change: (next: CustomersSearch) => void): void {
  const view = useQuery(viewsQuery).data?.views.find((one) => one.isDefault)
  const isPlain = Object.values(search).every((value) => value === undefined)
  useEffect(() => {
    if (view && isPlain) change(searchOfView(view))
  }, [view, isPlain, change])
}

/** What is asked for is shown, too. */
function columnsFor({ sort, risk }: CustomersSearch): readonly string[] {
  const asked = [...(risk !== undefined || sort === 'risk' ? ['risk'] : []), ...(sort === 'clv' ? ['clv'] : [])]
  return asked.length === 0 ? usualColumns : [...usualColumns.filter((key) => key !== 'average'), ...asked]
}

function totalKey({ totalIsMinimum, totalIsEstimate }: CustomerPage): string {
  if (totalIsMinimum) return 'customers.total_more'
  return totalIsEstimate ? 'customers.total_about' : 'customers.total'
}

function isFiltered({ search, filter, tag, trait, where, risk }: CustomersSearch): boolean {
  return (search ?? filter ?? tag ?? trait ?? where ?? risk) !== undefined
}

function NoCustomers({ search }: { search: CustomersSearch }) {
  const { t } = useI18n()
  if (!isFiltered(search)) {
    return (
      <EmptyState
        icon={<IconUsers aria-hidden />}
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
