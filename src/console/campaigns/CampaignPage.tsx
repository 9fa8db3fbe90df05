import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Campaign } from '#contract/campaigns'
import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import { Badge, Card, FormProblem, PageHeader, PageOf, WorkProgress } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { CheckCard } from '../messages/CheckCard.tsx'
import { ApproveDialog } from './ApproveDialog.tsx'
import { CampaignActions } from './CampaignActions.tsx'
import { CampaignFacts } from './CampaignFacts.tsx'
import { CampaignPeople } from './CampaignPeople.tsx'
import { CampaignResult, CampaignTotals } from './CampaignResult.tsx'
import classes from './campaigns.module.css'
import { campaignQuery } from './campaigns-query.ts'
import { EstimateCard } from './EstimateCard.tsx'
import { campaignRoute } from './routes.ts'
import { sayRate } from './say-rate.ts'
import { statusTones } from './status-tones.ts'
import { useRunCampaign } from './use-run-campaign.ts'

/** One campaign: whom it would meet, how far it is, what became of it. */
export function CampaignPage() {
  const { t } = useI18n()
  const { campaignId } = campaignRoute.useParams()
  return (
    <PageOf query={useQuery(campaignQuery(campaignId))} title={t('campaigns.title')}>
      {(campaign) => <OneCampaign campaign={campaign} />}
    </PageOf>
  )
}

function OneCampaign({ campaign }: { campaign: Campaign }) {
  const { t } = useI18n()
  const { role } = useSession()
  const { status, definition, startedAt, problem } = campaign
  const run = useRunCampaign(campaign)
  return (
    <>
      <PageHeader
        title={campaign.name}
        back={<Link to="/campaigns">{t('campaigns.title')}</Link>}
        actions={
          <>
            <Badge tone={statusTones[status]}>{t(`campaigns.status.${status}`)}</Badge>
            {roleMay(role, 'campaigns:write') && <CampaignActions campaign={campaign} run={run} />}
          </>
        }
      />
      <div className={classes.views}>
        {run.asked === undefined && <FormProblem error={run.error} />}
        {problem !== null && (
          <p className={classes.warning} role="alert">
            {t(`campaigns.problem.${problem}`)}
          </p>
        )}
        <Progress campaign={campaign} />
        {startedAt === null && status !== 'cancelled' && (
          <>
            <EstimateCard definition={definition} />
            <CheckCard templateIds={definition.variants.map(({ templateId }) => templateId)} />
          </>
        )}
        {startedAt !== null && (
          <>
            <CampaignTotals campaign={campaign} />
            <CampaignResult campaign={campaign} />
          </>
        )}
        <CampaignFacts campaign={campaign} />
        {startedAt !== null && roleMay(role, 'customers:read') && <CampaignPeople campaign={campaign} />}
      </div>
      {run.asked !== undefined && <ApproveDialog people={run.asked.people} run={run} />}
    </>
  )
}

/** Where it stands, in words and as a bar. */
function Progress({ campaign }: { campaign: Campaign }) {
  const { t, day, number } = useI18n()
  const { status, definition, startsAt, reached, people, ratePerSecond, secondsLeft, decidesAt, winner } = campaign
  if (status === 'scheduled' && startsAt !== null) {
    const key = definition.schedule.kind === 'local' ? 'campaigns.starts_local' : 'campaigns.starts'
    return (
      <Card>
        <p className={classes.lead}>{t(key, { time: day(startsAt, 'time') })}</p>
      </Card>
    )
  }
  const isMoving = status === 'sending' || (status === 'paused' && people > 0)
  const best = definition.variants.find(({ key }) => key === winner)?.name
  if (!isMoving && best === undefined) return null
  return (
    <Card>
      <div className={classes.fields}>
        {isMoving && (
          <WorkProgress
            label={t('campaigns.progress', { done: reached, total: people })}
            done={reached}
            total={people}
            {...(ratePerSecond !== null && reached < people ? { rate: sayRate(ratePerSecond, { t, number }) } : {})}
            secondsLeft={secondsLeft}
          />
        )}
        {winner === null && decidesAt !== null && (
          <p>
            {t('campaigns.winner_waits', { people: people - reached })}{' '}
            {t('campaigns.winner_when', { time: day(decidesAt, 'time') })}
          </p>
        )}
        {best !== undefined && <p>{t('campaigns.winner_is', { name: best })}</p>}
      </div>
    </Card>
  )
}
