import { IconPlus, IconRss } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { CampaignFeed } from '#contract/campaign-feeds'
import { roleMay } from '#contract/permissions'
import { useSession } from '../../api/session.ts'
import {
  Badge,
  Card,
  EmptyState,
  type EntityColumn,
  EntityTable,
  LinkButton,
  PageHeader,
  TableCsv,
} from '../../components/index.ts'
import { type I18n, useI18n } from '../../i18n/use-i18n.ts'
import { feedsQuery } from './feeds-query.ts'

/** Newsletters that go out by themselves when a feed has something new. */
export function FeedsPage() {
  const i18n = useI18n()
  const { t } = i18n
  const mayWrite = roleMay(useSession().role, 'campaigns:write')
  const list = useQuery(feedsQuery)
  const feeds = list.data?.feeds ?? []
  const isEmpty = list.data?.feeds.length === 0
  const columns = useMemo(() => columnsOf(i18n), [i18n])
  const create = mayWrite && (
    <LinkButton
      to="/campaigns/feeds/$feedId"
      params={{ feedId: 'new' }}
      leftSection={<IconPlus size={16} aria-hidden />}
    >
      {t('campaigns.feeds.new')}
    </LinkButton>
  )
  return (
    <>
      <PageHeader
        title={t('campaigns.feeds.title')}
        subtitle={t('campaigns.feeds.subtitle')}
        back={<Link to="/campaigns">{t('campaigns.title')}</Link>}
        actions={
          <>
            <TableCsv wide title={t('campaigns.feeds.title')} columns={columns} rows={feeds} />
            {!isEmpty && create}
          </>
        }
      />
      <Card flush>
        <EntityTable
          caption={t('campaigns.feeds.title')}
          columns={columns}
          rows={feeds}
          rowKey={(one) => one.feedId}
          loading={list.isPending}
          error={list.error}
          onRetry={() => void list.refetch()}
          empty={
            <EmptyState
              icon={<IconRss aria-hidden />}
              title={t('campaigns.feeds.none')}
              text={t('campaigns.feeds.none_text')}
              action={create}
            />
          }
        />
      </Card>
    </>
  )
}

function columnsOf({ t, number, day }: I18n): EntityColumn<CampaignFeed>[] {
  return [
    {
      key: 'name',
      label: t('campaigns.column.name'),
      width: 'minmax(200px, 2fr)',
      phone: 'title',
      render: ({ feedId, name }) => (
        <Link to="/campaigns/feeds/$feedId" params={{ feedId }}>
          <bdi>{name}</bdi>
        </Link>
      ),
    },
    {
      key: 'status',
      label: t('campaigns.column.status'),
      width: 'minmax(130px, 1fr)',
      render: ({ isOn, trouble }) =>
        trouble === null ? (
          <Badge tone={isOn ? 'good' : 'quiet'}>{t(`campaigns.feeds.${isOn ? 'on' : 'off'}`)}</Badge>
        ) : (
          <Badge tone="now">{t('campaigns.feeds.broken')}</Badge>
        ),
    },
    {
      key: 'next',
      label: t('campaigns.feeds.next'),
      width: 'minmax(150px, 1fr)',
      render: ({ nextAt }) => (nextAt === null ? '–' : day(nextAt, 'time')),
      csv: ({ nextAt }) => nextAt,
    },
    {
      key: 'issues',
      label: t('campaigns.feeds.issues'),
      width: '110px',
      numeric: true,
      render: ({ issues }) => number(issues),
      csv: ({ issues }) => issues,
    },
    {
      key: 'last',
      label: t('campaigns.feeds.last'),
      width: 'minmax(120px, 1fr)',
      render: ({ lastCampaignId, lastIssueAt }) =>
        lastCampaignId === null || lastIssueAt === null ? (
          '–'
        ) : (
          <Link to="/campaigns/$campaignId" params={{ campaignId: lastCampaignId }}>
            {day(lastIssueAt)}
          </Link>
        ),
      csv: ({ lastIssueAt }) => lastIssueAt,
    },
  ]
}
