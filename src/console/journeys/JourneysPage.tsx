import { IconPlus, IconRoute } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Journey } from '#contract/journeys'
import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import {
  Badge,
  Card,
  EmptyState,
  type EntityColumn,
  EntityTable,
  LinkButton,
  PageHeader,
  TableCsv,
} from '../components/index.ts'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import { journeysQuery } from './journeys-query.ts'
import { statusTones } from './status-tones.ts'

/** Every journey with how many are on the way. */
export function JourneysPage() {
  const i18n = useI18n()
  const { t } = i18n
  const mayWrite = roleMay(useSession().role, 'journeys:write')
  const list = useQuery(journeysQuery)
  const journeys = list.data?.journeys ?? []
  const isEmpty = list.data?.journeys.length === 0
  const columns = useMemo(() => columnsOf(i18n), [i18n])
  const plays = (
    <LinkButton to="/journeys/plays" variant={isEmpty ? 'filled' : 'default'}>
      {t('plays.title')}
    </LinkButton>
  )
  const create = (
    <LinkButton
      to="/journeys/new"
      variant={isEmpty ? 'default' : 'filled'}
      leftSection={<IconPlus size={16} aria-hidden />}
    >
      {t('journeys.new')}
    </LinkButton>
  )
  return (
    <>
      <PageHeader
        title={t('journeys.title')}
        subtitle={t('journeys.subtitle')}
        actions={
          <>
            <TableCsv wide title={t('journeys.title')} columns={columns} rows={journeys} />
            {!isEmpty && plays}
            {mayWrite && create}
          </>
        }
      />
      <Card flush>
        <EntityTable
          caption={t('journeys.title')}
          columns={columns}
          rows={journeys}
          rowKey={(one) => one.journeyId}
          loading={list.isPending}
          error={list.error}
          onRetry={() => void list.refetch()}
          empty={
            <EmptyState
              icon={<IconRoute aria-hidden />}
              title={t('journeys.empty.title')}
              text={t('journeys.empty.text')}
              action={plays}
            />
          }
        />
      </Card>
    </>
  )
}

function columnsOf({ t, number }: I18n): EntityColumn<Journey>[] {
  const count = (key: 'entered' | 'active' | 'reachedGoal' | 'keptOut'): EntityColumn<Journey> => ({
    key,
    label: t(`journeys.column.${key}`),
    width: '120px',
    numeric: true,
    render: (one) => number(one[key]),
    csv: (one) => one[key],
  })
  return [
    {
      key: 'name',
      label: t('journeys.column.name'),
      width: 'minmax(200px, 2fr)',
      phone: 'title',
      render: ({ journeyId, name }) => (
        <Link to="/journeys/$journeyId" params={{ journeyId }}>
          <bdi>{name}</bdi>
        </Link>
      ),
    },
    {
      key: 'status',
      label: t('journeys.column.status'),
      width: '120px',
      render: ({ status }) => <Badge tone={statusTones[status]}>{t(`journeys.status.${status}`)}</Badge>,
    },
    count('entered'),
    count('active'),
    count('reachedGoal'),
    count('keptOut'),
  ]
}
