import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { SuppressionRow } from '#contract/messaging'
import { roleMay } from '#contract/permissions'
import { api, apiAddress } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { useSession } from '../api/session.ts'
import {
  Badge,
  Card,
  CsvLink,
  EmptyState,
  type EntityColumn,
  EntityTable,
  FilterBar,
  FilterChip,
  PageHeader,
  pagesOf,
  toast,
} from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { MessagesTabs } from './MessagesTabs.tsx'
import { suppressionsQuery } from './messages-query.ts'
import { suppressionsRoute } from './routes.ts'
import { sourceName } from './source-name.ts'

/** Addresses that get nothing: whose, why, since when, and the way back. */
export function SuppressionsPage() {
  const i18n = useI18n()
  const { t } = i18n
  const { reason } = suppressionsRoute.useSearch()
  const navigate = suppressionsRoute.useNavigate()
  const { role } = useSession()
  const mayWrite = roleMay(role, 'messages:write')
  const mayExport = roleMay(role, 'customers:export')
  const list = useInfiniteQuery(suppressionsQuery(reason))
  const rows = list.data?.pages.flatMap((page) => page.suppressions) ?? []
  const counts = list.data?.pages[0]?.counts
  const { mutate: release } = useMutation({
    mutationFn: (suppressionId: string) => api.post('/message-suppressions/release', { suppressionId }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['message-suppressions'] })
      toast.good(t('messaging.released'))
    },
  })
  const columns = useMemo(
    (): EntityColumn<SuppressionRow>[] => [
      {
        key: 'address',
        label: t('messaging.whose'),
        phone: 'title',
        width: 'minmax(180px, 2fr)',
        render: (row) => (
          <>
            {row.customerId && row.customerName ? (
              <Link to="/customers/$customerId" params={{ customerId: row.customerId }}>
                <bdi>{row.customerName}</bdi>
              </Link>
            ) : null}{' '}
            <bdi dir="ltr">{row.hint}</bdi>
          </>
        ),
      },
      {
        key: 'reason',
        label: t('messaging.why'),
        width: 'minmax(150px, 1.4fr)',
        render: (row) => (
          <Badge tone={row.reason === 'complained' ? 'now' : 'look'}>{t(`messaging.reported.${row.reason}`)}</Badge>
        ),
      },
      {
        key: 'source',
        label: t('messaging.told_by'),
        render: (row) => (row.source === null ? '–' : <bdi>{sourceName(row.source, t)}</bdi>),
      },
      { key: 'since', label: t('messaging.since'), render: (row) => i18n.day(row.since) },
      ...(mayWrite
        ? [
            {
              key: 'release',
              label: t('messaging.lift'),
              render: (row: SuppressionRow) => (
                <Button size="compact-sm" variant="subtle" onClick={() => release(row.suppressionId)}>
                  {t('messaging.lift')}
                </Button>
              ),
            },
          ]
        : []),
    ],
    [t, i18n, mayWrite, release],
  )
  return (
    <>
      <PageHeader
        title={t('messaging.suppressions')}
        subtitle={t('messaging.suppressions_text')}
        actions={
          mayExport &&
          rows.length > 0 && (
            <CsvLink
              href={apiAddress('/message-suppressions', { reason, format: 'csv' })}
              label={t('console.export_csv')}
            >
              {t('console.export_csv')}
            </CsvLink>
          )
        }
      />
      <MessagesTabs />
      <FilterBar
        chips={([undefined, 'bounced', 'complained'] as const).map((one) => (
          <FilterChip
            key={one ?? 'all'}
            active={reason === one}
            onClick={() => void navigate({ search: { reason: one }, replace: true })}
          >
            {one === undefined ? t('messaging.state.all') : t(`messaging.reported.${one}`)}
            {counts && one ? ` ${i18n.number(counts[one])}` : ''}
          </FilterChip>
        ))}
      />
      <Card flush>
        <EntityTable
          caption={t('messaging.suppressions')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.suppressionId}
          {...pagesOf(list)}
          empty={<EmptyState title={t('messaging.no_suppressions')} text={t('messaging.no_suppressions_text')} />}
        />
      </Card>
    </>
  )
}
