import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { campaignFates } from '#contract/campaign-words'
import type { Campaign, CampaignPerson } from '#contract/campaigns'
import { roleMay } from '#contract/permissions'
import { apiAddress } from '../api/client.ts'
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
  pagesOf,
} from '../components/index.ts'
import { customerName } from '../customers/customer-name.ts'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import classes from './campaigns.module.css'
import { campaignPeopleQuery } from './campaigns-query.ts'
import { campaignRoute } from './routes.ts'
import { fateTones } from './status-tones.ts'

/** Everybody of the audience with what became of them. */
export function CampaignPeople({ campaign }: { campaign: Campaign }) {
  const i18n = useI18n()
  const { t } = i18n
  const { campaignId, status } = campaign
  const { fate } = campaignRoute.useSearch()
  const navigate = campaignRoute.useNavigate()
  const mayExport = roleMay(useSession().role, 'customers:export')
  const list = useInfiniteQuery(campaignPeopleQuery(campaignId, fate, status))
  const columns = useMemo(() => columnsOf(i18n, campaign), [i18n, campaign])
  const csv = apiAddress(`/campaigns/${campaignId}/people`, { format: 'csv', fate })
  return (
    <Card
      title={t('campaigns.people')}
      flush
      aside={mayExport && <CsvLink href={csv} label={t('console.csv_of', { title: t('campaigns.people_csv') })} />}
    >
      <div className={classes.filters}>
        <FilterBar
          chips={[undefined, ...campaignFates].map((one) => (
            <FilterChip
              key={one ?? 'all'}
              active={fate === one}
              onClick={() => void navigate({ search: { fate: one }, replace: true, resetScroll: false })}
            >
              {t(`campaigns.fate.${one ?? 'all'}`)}
            </FilterChip>
          ))}
        />
      </div>
      <EntityTable
        caption={t('campaigns.people')}
        columns={columns}
        rows={list.data?.pages.flatMap((page) => page.people) ?? []}
        rowKey={(row) => row.customerId}
        {...pagesOf(list)}
        empty={<EmptyState title={t('campaigns.people_none')} />}
      />
    </Card>
  )
}

function columnsOf({ t, day }: I18n, { definition }: Campaign): EntityColumn<CampaignPerson>[] {
  const when = (key: 'sentAt' | 'openedAt' | 'clickedAt' | 'goalAt', label: string): EntityColumn<CampaignPerson> => ({
    key,
    label: t(`campaigns.column.${label}`),
    width: '112px',
    render: (row) => {
      const at = row[key]
      return at === null ? '–' : day(at)
    },
  })
  return [
    {
      key: 'person',
      label: t('campaigns.column.person'),
      width: 'minmax(160px, 1.4fr)',
      phone: 'title',
      render: (row) => (
        <Link to="/customers/$customerId" params={{ customerId: row.customerId }}>
          <bdi>{customerName(row)}</bdi>
        </Link>
      ),
    },
    {
      key: 'fate',
      label: t('campaigns.column.fate'),
      width: 'minmax(170px, 1.6fr)',
      render: ({ fate, reason }) => (
        <>
          <Badge tone={fateTones[fate] ?? 'quiet'}>{t(`campaigns.fate.${fate}`)}</Badge>{' '}
          {reason !== null && t(`messaging.reason.${reason}`)}
        </>
      ),
    },
    ...(definition.variants.length > 1
      ? [
          {
            key: 'variant',
            label: t('campaigns.column.variant'),
            render: ({ variant }: CampaignPerson) => (
              <bdi>{definition.variants.find(({ key }) => key === variant)?.name ?? '–'}</bdi>
            ),
          },
        ]
      : []),
    when('sentAt', 'sent'),
    when('openedAt', 'opened'),
    when('clickedAt', 'clicked'),
    when('goalAt', 'goal'),
  ]
}
