import { IconScale } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { WhatWorks, WhatWorksRow } from '#contract/campaigns'
import { apiAddress } from '../api/client.ts'
import {
  Badge,
  Card,
  CsvLink,
  type DataColumn,
  DataTable,
  EmptyState,
  type EntityColumn,
  EntityTable,
  PageHeader,
  TableCsv,
  type Tone,
} from '../components/index.ts'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import classes from './campaigns.module.css'
import { whatWorksQuery } from './campaigns-query.ts'

const tones: Record<WhatWorksRow['verdict'], Tone> = { better: 'good', worse: 'now', unclear: 'look', none: 'quiet' }

/** All campaigns and journeys side by side, each against those it left out by chance. */
export function WhatWorksPage() {
  const i18n = useI18n()
  const { t } = i18n
  const { data, isPending, error, refetch } = useQuery(whatWorksQuery)
  const columns = useMemo(() => columnsOf(i18n, data?.currency ?? ''), [i18n, data?.currency])
  const title = t('campaigns.works.title')
  return (
    <>
      <PageHeader
        title={title}
        subtitle={t('campaigns.works.subtitle')}
        back={<Link to="/campaigns">{t('campaigns.title')}</Link>}
        actions={<CsvLink href={apiAddress('/what-works', { format: 'csv' })} label={t('console.csv_of', { title })} />}
      />
      <div className={classes.views}>
        <Card flush>
          <EntityTable
            caption={title}
            columns={columns}
            rows={data?.rows ?? []}
            rowKey={({ id, arm }) => `${id}${arm}`}
            loading={isPending}
            error={error}
            onRetry={() => void refetch()}
            empty={
              <EmptyState
                icon={<IconScale aria-hidden />}
                title={t('campaigns.works.empty.title')}
                text={t('campaigns.works.empty.text')}
              />
            }
          />
        </Card>
        {data !== undefined && data.byChannel.length > 0 && <ByChannel works={data} />}
        {data !== undefined && data.withoutControl.length > 0 && (
          <Card>
            <p className={classes.quiet}>{t('campaigns.works.without')}</p>
            <ul className={classes.plain}>
              {data.withoutControl.map((one) => (
                <li key={one.id}>
                  <NameLink {...one} />
                </li>
              ))}
            </ul>
          </Card>
        )}
      </div>
    </>
  )
}

function NameLink({ kind, id, name }: WhatWorks['withoutControl'][number]) {
  return kind === 'campaign' ? (
    <Link to="/campaigns/$campaignId" params={{ campaignId: id }}>
      <bdi>{name}</bdi>
    </Link>
  ) : (
    <Link to="/journeys/$journeyId" params={{ journeyId: id }}>
      <bdi>{name}</bdi>
    </Link>
  )
}

type ChannelRow = WhatWorks['byChannel'][number]

function ByChannel({ works: { byChannel, currency } }: { works: WhatWorks }) {
  const { t, number, money } = useI18n()
  const title = t('campaigns.works.by_channel')
  const effect = (key: 'orders' | 'money', text: (value: number) => string): DataColumn<ChannelRow> => ({
    key,
    label: t(`campaigns.column.${key}`),
    numeric: true,
    render: (row) => <Ranged effect={row[key]} text={text} />,
    csv: (row) => Math.round(row[key].value),
  })
  const columns: DataColumn<ChannelRow>[] = [
    {
      key: 'channel',
      label: t('messaging.by_channel.channel'),
      render: ({ channel, count, people }) => (
        <>
          {t(`messaging.channel.${channel}`)}
          <div className={classes.quiet}>{t('campaigns.works.by_channel_count', { count })}</div>
          <div className={classes.quiet}>{t('campaigns.works.counted', { people })}</div>
        </>
      ),
      csv: ({ channel }) => channel,
    },
    effect('orders', (value) => number(Math.round(value))),
    effect('money', (value) => money(Math.round(value), currency, 'whole')),
  ]
  return (
    <Card
      title={title}
      subtitle={t('campaigns.works.by_channel_help')}
      aside={<TableCsv title={title} columns={columns} rows={byChannel} />}
    >
      <DataTable caption={title} columns={columns} rows={byChannel} rowKey={({ channel }) => channel} />
    </Card>
  )
}

type RangedProps = { effect: ChannelRow['orders']; text: (value: number) => string }

/** A difference with the interval in which it lies. */
function Ranged({ effect: { value, low, high }, text }: RangedProps) {
  const { t } = useI18n()
  return (
    <>
      <b>
        <bdi>{text(value)}</bdi>
      </b>
      <div className={classes.quiet}>{t('campaigns.works.range', { low: text(low), high: text(high) })}</div>
    </>
  )
}

function columnsOf({ t, number, money }: I18n, currency: string): EntityColumn<WhatWorksRow>[] {
  const whole = (value: number): string => number(Math.round(value))
  const effect = (
    key: 'goalTotal' | 'orders' | 'money',
    label: string,
    text: (value: number) => string,
  ): EntityColumn<WhatWorksRow> => ({
    key,
    label: t(`campaigns.column.${label}`),
    width: 'minmax(130px, 1fr)',
    numeric: true,
    render: (row) => {
      const found = row[key]
      return found === null ? '–' : <Ranged effect={found} text={text} />
    },
  })
  return [
    {
      key: 'name',
      label: t('campaigns.column.name'),
      width: 'minmax(190px, 1.6fr)',
      phone: 'title',
      render: (row) => (
        <>
          <NameLink {...row} />
          <div className={classes.quiet}>
            {t(`campaigns.works.kind.${row.kind}`)}
            {row.channel !== null && ` · ${t(`messaging.channel.${row.channel}`)}`}
            {row.variant !== null && (
              <>
                {' · '}
                <bdi>{row.arm === 'rest' ? t('campaigns.arm.rest_of', { name: row.variant }) : row.variant}</bdi>
              </>
            )}
          </div>
        </>
      ),
    },
    {
      key: 'verdict',
      label: t('campaigns.column.verdict'),
      width: 'minmax(150px, 1fr)',
      render: ({ state, verdict, people }) => (
        <>
          {state === 'mismatch' ? (
            <Badge tone="now">{t('campaigns.works.verdict.mismatch')}</Badge>
          ) : (
            <Badge tone={tones[verdict]}>{t(`campaigns.works.verdict.${verdict}`)}</Badge>
          )}
          {people > 0 && <div className={classes.quiet}>{t('campaigns.works.counted', { people })}</div>}
        </>
      ),
    },
    effect('goalTotal', 'effect', whole),
    effect('orders', 'orders', whole),
    effect('money', 'money', (value) => money(Math.round(value), currency, 'whole')),
  ]
}
