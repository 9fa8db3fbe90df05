import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { SilencePage as Silence } from '#contract/message-calendar'
import { roleMay } from '#contract/permissions'
import { apiAddress } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import {
  Card,
  CsvLink,
  EmptyState,
  type EntityColumn,
  EntityTable,
  FilterBar,
  FilterChip,
  PageHeader,
  pagesOf,
} from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { MessagesTabs } from './MessagesTabs.tsx'
import { silenceQuery } from './messages-query.ts'
import { silenceRoute } from './routes.ts'

type Person = Silence['people'][number]

const spans = [30, 60, 90, 180, 365]
const mostCounted = 10_000

/** Customers whom no message reached for long, those who were here last first. */
export function SilencePage() {
  const i18n = useI18n()
  const { t } = i18n
  const { days = 90 } = silenceRoute.useSearch()
  const navigate = silenceRoute.useNavigate()
  const mayExport = roleMay(useSession().role, 'customers:export')
  const list = useInfiniteQuery(silenceQuery(days))
  const total = list.data?.pages[0]?.total
  const rows = list.data?.pages.flatMap((page) => page.people) ?? []
  const columns = useMemo(
    (): EntityColumn<Person>[] => [
      {
        key: 'name',
        label: t('messaging.customer'),
        phone: 'title',
        width: 'minmax(180px, 2fr)',
        render: (row) => (
          <Link to="/customers/$customerId" params={{ customerId: row.customerId }}>
            <bdi>{row.name ?? t('messaging.no_name')}</bdi>
          </Link>
        ),
      },
      {
        key: 'contact',
        label: t('messaging.last_contact'),
        render: (row) => (row.lastContactAt ? i18n.day(row.lastContactAt) : t('messaging.never')),
      },
      { key: 'seen', label: t('messaging.last_seen'), render: (row) => i18n.day(row.lastSeenAt) },
    ],
    [t, i18n],
  )
  return (
    <>
      <PageHeader
        title={t('messaging.silence')}
        subtitle={
          total === undefined
            ? undefined
            : t(total >= mostCounted ? 'messaging.silence_many' : 'messaging.silence_text', { count: total, days })
        }
        actions={
          mayExport &&
          rows.length > 0 && (
            <CsvLink href={apiAddress('/message-silence', { days, format: 'csv' })} label={t('console.export_csv')}>
              {t('console.export_csv')}
            </CsvLink>
          )
        }
      />
      <MessagesTabs />
      <FilterBar
        chips={spans.map((one) => (
          <FilterChip
            key={one}
            active={days === one}
            onClick={() => void navigate({ search: { days: one }, replace: true })}
          >
            {t('messaging.days', { days: one })}
          </FilterChip>
        ))}
      />
      <Card flush>
        <EntityTable
          caption={t('messaging.silence')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.customerId}
          {...pagesOf(list)}
          empty={<EmptyState title={t('messaging.no_silence')} />}
        />
      </Card>
    </>
  )
}
