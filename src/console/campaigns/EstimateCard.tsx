import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { CampaignDefinitionInput, CampaignEstimate } from '#contract/campaigns'
import { Card, Fact, Facts, Loading, Problem } from '../components/index.ts'
import { customerName } from '../customers/customer-name.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './campaigns.module.css'
import { estimateQuery } from './campaigns-query.ts'

/** Whom it would meet if it began now, and what the contact policy would say. */
export function EstimateCard({ definition }: { definition: CampaignDefinitionInput | undefined }) {
  const { t } = useI18n()
  const { data, error } = useQuery(estimateQuery(definition))
  return (
    <Card title={t('campaigns.before')}>
      {definition === undefined ? (
        <p className={classes.quiet}>{t('campaigns.estimate.none')}</p>
      ) : error ? (
        <Problem error={error} />
      ) : data === undefined ? (
        <Loading lines={5} />
      ) : (
        <Estimate estimate={data} />
      )}
    </Card>
  )
}

function Estimate({ estimate }: { estimate: CampaignEstimate }) {
  const { t, number } = useI18n()
  const { people, excluded, control, policy, examples } = estimate
  return (
    <div className={classes.fields}>
      <p className={classes.lead}>{t('campaigns.estimate.people', { people })}</p>
      {excluded > 0 && <p className={classes.quiet}>{t('campaigns.estimate.excluded', { people: excluded })}</p>}
      {control > 0 && <p className={classes.quiet}>{t('campaigns.estimate.control', { people: control })}</p>}
      {people > 0 && (
        <>
          <Facts>
            <Fact name={t('campaigns.estimate.sent')}>{number(policy.sent)}</Fact>
            {policy.waits > 0 && <Fact name={t('campaigns.estimate.waits')}>{number(policy.waits)}</Fact>}
            {policy.heldBack.map(({ reason, people: n }) => (
              <Fact key={reason} name={`${t('campaigns.estimate.held')}: ${t(`messaging.reason.${reason}`)}`}>
                {number(n)}
              </Fact>
            ))}
          </Facts>
          {policy.sampled < people && (
            <p className={classes.quiet}>{t('campaigns.estimate.sampled', { people: policy.sampled })}</p>
          )}
          <h3>{t('campaigns.estimate.examples')}</h3>
          <ul className={classes.examples}>
            {examples.map((one) => (
              <li key={one.customerId}>
                <Link to="/customers/$customerId" params={{ customerId: one.customerId }}>
                  <bdi>{customerName(one)}</bdi>
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
