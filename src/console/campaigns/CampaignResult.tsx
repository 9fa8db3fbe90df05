import { useQuery } from '@tanstack/react-query'
import type { Campaign, CampaignResults } from '#contract/campaigns'
import type { Experiment } from '#contract/experiments'
import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import {
  Card,
  type DataColumn,
  DataTable,
  Fact,
  Facts,
  Figure,
  FigureRow,
  Loading,
  Problem,
  TableCsv,
} from '../components/index.ts'
import { experimentQuery, resultQuery } from '../experiments/experiments-query.ts'
import { ResultView } from '../experiments/ResultView.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import { ChannelTotalsCard } from '../messages/ChannelTotalsCard.tsx'
import classes from './campaigns.module.css'
import { campaignResultsQuery } from './campaigns-query.ts'

type Totals = CampaignResults['variants'][number]
type Count = Exclude<keyof Totals, 'variant'>

/** What became of the messages: in total, by variant, and why some were held back. */
export function CampaignTotals({ campaign }: { campaign: Campaign }) {
  const i18n = useI18n()
  const { t, number, percent } = i18n
  const { data, error } = useQuery(campaignResultsQuery(campaign))
  if (error && data === undefined) return <Problem error={error} />
  if (data === undefined)
    return (
      <Card>
        <Loading lines={4} />
      </Card>
    )
  const sum = (key: Count): number => data.variants.reduce((total, one) => total + one[key], 0)
  const sent = sum('sent')
  const ofSent = (n: number) =>
    sent === 0 ? undefined : t('campaigns.of_sent', { percent: percent((100 * n) / sent, 1) })
  const { control, globalControl } = data.people
  return (
    <>
      <FigureRow>
        <Figure
          label={t('campaigns.column.sent')}
          help="campaigns.help.sent"
          value={number(sent)}
          {...(sum('open') > 0 && { of: t('campaigns.open', { n: sum('open') }) })}
        />
        <Figure
          label={t('campaigns.column.held_back')}
          help="campaigns.help.held_back"
          value={number(sum('heldBack') + sum('failed'))}
        />
        <Figure
          label={t('campaigns.column.opened')}
          help="campaigns.help.opened"
          value={number(sum('opened'))}
          of={ofSent(sum('opened'))}
        />
        <Figure
          label={t('campaigns.column.clicked')}
          help="campaigns.help.clicked"
          value={number(sum('clicked'))}
          of={ofSent(sum('clicked'))}
        />
        {data.hasControl && (
          <Figure
            label={t('campaigns.field.control')}
            help="campaigns.help.control"
            value={number(control + globalControl)}
          />
        )}
      </FigureRow>
      {!data.hasControl && (
        <Card title={t('campaigns.attribution')}>
          <Facts>
            <Fact name={t('campaigns.goal_after')}>
              {number(sum('goal'))} {ofSent(sum('goal'))}
            </Fact>
          </Facts>
          <p className={classes.quiet}>{t('campaigns.attribution_help')}</p>
        </Card>
      )}
      {data.variants.length > 1 && <ByVariant campaign={campaign} variants={data.variants} />}
      {data.channels.length > 1 && <ChannelTotalsCard name={campaign.name} rows={data.channels} />}
      {data.heldBack.length > 0 && (
        <Card title={t('campaigns.why_held')}>
          <Facts>
            {data.heldBack.map(({ reason, people }) => (
              <Fact key={reason} name={t(`messaging.reason.${reason}`)}>
                {number(people)}
              </Fact>
            ))}
          </Facts>
        </Card>
      )}
    </>
  )
}

function ByVariant({ campaign, variants }: { campaign: Campaign; variants: Totals[] }) {
  const { t, number } = useI18n()
  const count = (key: Count, label: string): DataColumn<Totals> => ({
    key,
    label: t(`campaigns.column.${label}`),
    numeric: true,
    render: (row) => number(row[key]),
    csv: (row) => row[key],
  })
  const title = t('campaigns.variants')
  const columns: DataColumn<Totals>[] = [
    {
      key: 'variant',
      label: t('campaigns.column.variant'),
      render: ({ variant }) => (
        <bdi>{campaign.definition.variants.find(({ key }) => key === variant)?.name ?? variant}</bdi>
      ),
    },
    count('sent', 'sent'),
    count('heldBack', 'held_back'),
    count('opened', 'opened'),
    count('clicked', 'clicked'),
    count('goal', 'goal'),
  ]
  return (
    <Card
      title={title}
      flush
      aside={<TableCsv title={`${campaign.name} · ${title}`} columns={columns} rows={variants} />}
    >
      <DataTable caption={title} columns={columns} rows={variants} rowKey={({ variant }) => variant} />
    </Card>
  )
}

/** What it earned, against those whom chance kept out. */
export function CampaignResult({ campaign: { experimentId } }: { campaign: Campaign }) {
  const { role } = useSession()
  if (experimentId === null || !roleMay(role, 'experiments:read')) return null
  return <Compared experimentId={experimentId} />
}

function Compared({ experimentId }: { experimentId: string }) {
  const { t } = useI18n()
  const experiment = useQuery(experimentQuery(experimentId))
  return (
    <section aria-label={t('campaigns.result')} className={classes.views}>
      {experiment.data ? (
        <ResultOf experiment={experiment.data} />
      ) : (
        <Card>{experiment.error ? <Problem error={experiment.error} /> : <Loading lines={4} />}</Card>
      )}
    </section>
  )
}

function ResultOf({ experiment }: { experiment: Experiment }) {
  const result = useQuery(resultQuery(experiment))
  if (result.data) return <ResultView experiment={experiment} result={result.data} />
  return <Card>{result.error ? <Problem error={result.error} /> : <Loading lines={4} />}</Card>
}
