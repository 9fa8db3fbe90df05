import { IconFlask2, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { experimentStatuses } from '#contract/experiment-words'
import type { Experiment } from '#contract/experiments'
import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import {
  Badge,
  Card,
  EmptyState,
  type EntityColumn,
  EntityTable,
  FilterBar,
  FilterChip,
  LinkButton,
  PageHeader,
  TableCsv,
} from '../components/index.ts'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import { experimentsQuery } from './experiments-query.ts'
import { metricName } from './metric-words.ts'
import { experimentsRoute } from './routes.ts'
import { statusTones } from './status-tones.ts'

/** What was tried, what is being tried, and what came of it. */
export function ExperimentsPage() {
  const i18n = useI18n()
  const { t, number } = i18n
  const mayWrite = roleMay(useSession().role, 'experiments:write')
  const { status } = experimentsRoute.useSearch()
  const navigate = experimentsRoute.useNavigate()
  const list = useQuery(experimentsQuery)
  const all = list.data?.experiments ?? []
  const shown = all.filter((one) => (status === undefined ? one.status !== 'archived' : one.status === status))
  const columns = useMemo(() => columnsOf(i18n), [i18n])
  const create = (
    <LinkButton to="/experiments/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('experiments.new')}
    </LinkButton>
  )
  return (
    <>
      <PageHeader
        title={t('experiments.title')}
        subtitle={t('experiments.subtitle')}
        actions={
          <>
            <TableCsv wide title={t('experiments.title')} columns={columns} rows={shown} />
            {mayWrite && create}
          </>
        }
      />
      {all.length > 0 && (
        <FilterBar
          chips={[undefined, ...experimentStatuses].map((one) => (
            <FilterChip
              key={one ?? 'all'}
              active={status === one}
              onClick={() => void navigate({ search: { status: one }, replace: true })}
              count={number(
                all.filter((each) => (one === undefined ? each.status !== 'archived' : each.status === one)).length,
              )}
            >
              {one === undefined ? t('experiments.all') : t(`experiments.status.${one}`)}
            </FilterChip>
          ))}
        />
      )}
      <Card flush>
        <EntityTable
          caption={t('experiments.title')}
          columns={columns}
          rows={shown}
          rowKey={(one) => one.experimentId}
          loading={list.isPending}
          error={list.error}
          onRetry={() => void list.refetch()}
          empty={
            <EmptyState
              icon={<IconFlask2 aria-hidden />}
              title={t('experiments.empty.title')}
              text={t('experiments.empty.text')}
              action={mayWrite && all.length === 0 && create}
            />
          }
        />
      </Card>
    </>
  )
}

function columnsOf(i18n: I18n): EntityColumn<Experiment>[] {
  const { t, number, day } = i18n
  return [
    {
      key: 'name',
      label: t('experiments.column.name'),
      width: 'minmax(200px, 2fr)',
      phone: 'title',
      render: ({ experimentId, name }) => (
        <Link to="/experiments/$experimentId" params={{ experimentId }}>
          <bdi>{name}</bdi>
        </Link>
      ),
    },
    {
      key: 'status',
      label: t('experiments.column.status'),
      width: '120px',
      render: ({ status }) => <Badge tone={statusTones[status]}>{t(`experiments.status.${status}`)}</Badge>,
    },
    {
      key: 'goal',
      label: t('experiments.column.goal'),
      width: 'minmax(140px, 1.4fr)',
      render: ({ goal }) => metricName(i18n, goal.metric),
    },
    {
      key: 'people',
      label: t('experiments.column.people'),
      width: '110px',
      numeric: true,
      render: ({ entered, status }) => (status === 'draft' ? '–' : number(entered)),
      csv: ({ entered, status }) => (status === 'draft' ? null : entered),
    },
    {
      key: 'ends',
      label: t('experiments.column.ends'),
      width: 'minmax(120px, 1fr)',
      render: ({ decision, endsAt, stoppedAt, arms }) =>
        decision !== null
          ? t('experiments.decided_for', { arm: arms.find(({ key }) => key === decision.winner)?.name ?? '' })
          : (stoppedAt ?? endsAt) === null
            ? '–'
            : day(stoppedAt ?? endsAt ?? ''),
    },
  ]
}
