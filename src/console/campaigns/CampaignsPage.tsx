import { IconPlus, IconSpeakerphone } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Campaign } from '#contract/campaigns'
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
import { campaignsQuery } from './campaigns-query.ts'
import { statusTones } from './status-tones.ts'

/** Every campaign, the newest first. */
export function CampaignsPage() {
  const i18n = useI18n()
  const { t } = i18n
  const mayWrite = roleMay(useSession().role, 'campaigns:write')
  const list = useQuery(campaignsQuery)
  const campaigns = list.data?.campaigns ?? []
  const isEmpty = list.data?.campaigns.length === 0
  const columns = useMemo(() => columnsOf(i18n), [i18n])
  const create = mayWrite && (
    <LinkButton to="/campaigns/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('campaigns.new')}
    </LinkButton>
  )
  return (
    <>
      <PageHeader
        title={t('campaigns.title')}
        subtitle={t('campaigns.subtitle')}
        actions={
          <>
            <TableCsv wide title={t('campaigns.title')} columns={columns} rows={campaigns} />
            <LinkButton to="/campaigns/what-works" variant="default">
              {t('campaigns.works.title')}
            </LinkButton>
            <LinkButton to="/campaigns/feeds" variant="default">
              {t('campaigns.feeds.title')}
            </LinkButton>
            {!isEmpty && create}
          </>
        }
      />
      <Card flush>
        <EntityTable
          caption={t('campaigns.title')}
          columns={columns}
          rows={campaigns}
          rowKey={(one) => one.campaignId}
          loading={list.isPending}
          error={list.error}
          onRetry={() => void list.refetch()}
          empty={
            <EmptyState
              icon={<IconSpeakerphone aria-hidden />}
              title={t('campaigns.empty.title')}
              text={t('campaigns.empty.text')}
              action={create}
            />
          }
        />
      </Card>
    </>
  )
}

function columnsOf({ t, number, day }: I18n): EntityColumn<Campaign>[] {
  const count = (key: 'people' | 'queued'): EntityColumn<Campaign> => ({
    key,
    label: t(`campaigns.column.${key}`),
    width: '120px',
    numeric: true,
    render: (one) => (one.startedAt === null ? '–' : number(one[key])),
    csv: (one) => (one.startedAt === null ? null : one[key]),
  })
  return [
    {
      key: 'name',
      label: t('campaigns.column.name'),
      width: 'minmax(200px, 2fr)',
      phone: 'title',
      render: ({ campaignId, name }) => (
        <Link to="/campaigns/$campaignId" params={{ campaignId }}>
          <bdi>{name}</bdi>
        </Link>
      ),
    },
    {
      key: 'status',
      label: t('campaigns.column.status'),
      width: '150px',
      render: ({ status }) => <Badge tone={statusTones[status]}>{t(`campaigns.status.${status}`)}</Badge>,
    },
    count('people'),
    count('queued'),
    {
      key: 'when',
      label: t('campaigns.column.when'),
      width: 'minmax(120px, 1fr)',
      render: ({ startedAt, startsAt }) => {
        const at = startedAt ?? startsAt
        return at === null ? '–' : day(at)
      },
      csv: ({ startedAt, startsAt }) => startedAt ?? startsAt,
    },
  ]
}
