import { NativeSelect } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { roleMay } from '#contract/permissions'
import type { ProductSort } from '#contract/products'
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
import { productColumns } from './product-columns.tsx'
import { listQuery, productsQuery } from './products-query.ts'
import type { ProductsSearch } from './products-search.ts'
import { productsRoute } from './routes.ts'

const chips = ['all', 'out_of_stock', 'replenishable', 'without_image', 'without_category'] as const

/** What the shop sells, as its events tell; whether it is there and whether it is bought again can be said here. */
export function ProductsPage() {
  const i18n = useI18n()
  const { t } = i18n
  const { role } = useSession()
  const search = productsRoute.useSearch()
  const navigate = productsRoute.useNavigate()
  const change = useCallback(
    (next: ProductsSearch) => void navigate({ search: (now) => ({ ...now, ...next }), replace: true }),
    [navigate],
  )
  const list = useInfiniteQuery(productsQuery(search))
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.products) ?? [], [list.data])
  const first = list.data?.pages[0]
  const mayWrite = roleMay(role, 'recommendations:write')
  const columns = useMemo(() => productColumns(i18n, mayWrite), [i18n, mayWrite])
  const state = search.state ?? 'all'
  const shown = chips.some((one) => one === state) ? chips : [...chips, state]
  return (
    <>
      <PageHeader
        title={t('recommendations.products.title')}
        subtitle={first && t('recommendations.products.total', { products: first.total })}
        actions={
          <CsvLink
            href={apiAddress('/products', { ...listQuery(search), format: 'csv' })}
            label={t('console.export_csv')}
          >
            {t('console.export_csv')}
          </CsvLink>
        }
      />
      <FilterBar
        search={{
          label: t('recommendations.products.search'),
          value: search.search ?? '',
          onChange: (text) => change({ search: text === '' ? undefined : text }),
        }}
        chips={shown.map((one) => (
          <FilterChip
            key={one}
            active={state === one}
            onClick={() => change({ state: one === 'all' ? undefined : one })}
          >
            {t(`recommendations.state.${one}`)}
          </FilterChip>
        ))}
      >
        {first && first.categories.length > 0 && (
          <NativeSelect
            size="sm"
            aria-label={t('recommendations.products.category')}
            value={search.category ?? ''}
            onChange={(event) => change({ category: event.currentTarget.value || undefined })}
            data={[
              { value: '', label: t('recommendations.products.any_category') },
              ...first.categories.map(({ category }) => ({ value: category, label: category })),
            ]}
          />
        )}
      </FilterBar>
      <Card flush>
        <EntityTable
          caption={t('recommendations.products.title')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.productId}
          sorting={{ by: search.sort ?? 'buyers', direction: search.direction ?? 'desc' }}
          onSort={({ by, direction }) =>
            change({ sort: by as ProductSort, direction: direction === 'desc' ? undefined : direction })
          }
          {...pagesOf(list)}
          empty={
            <NoProducts isFiltered={search.search !== undefined || state !== 'all' || search.category !== undefined} />
          }
        />
      </Card>
    </>
  )
}

function NoProducts({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useI18n()
  if (isFiltered)
    return (
      <EmptyState
        title={t('recommendations.products.none_title')}
        text={t('recommendations.products.none_text')}
        action={
          <LinkButton to="/products" search={{}} variant="default">
            {t('recommendations.catalogue.all')}
          </LinkButton>
        }
      />
    )
  return (
    <EmptyState
      title={t('recommendations.no_products.title')}
      text={t('recommendations.no_products.text')}
      action={<LinkButton to="/imports">{t('recommendations.no_products.action')}</LinkButton>}
    />
  )
}
