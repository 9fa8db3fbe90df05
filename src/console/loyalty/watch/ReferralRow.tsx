import { Button } from '@mantine/core'
import type { LoyaltyReferral } from '#contract/loyalty-oversight'
import type { ReferralDecision } from '#contract/loyalty-oversight-words'
import { Badge } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { DecidedBy } from './DecidedBy.tsx'
import { MemberName } from './MemberName.tsx'
import classes from './watch.module.css'

/** One referral: who brought whom, what speaks against it, and what can be said to it. */
export function ReferralRow({
  referral,
  isBusy,
  onDecide,
}: {
  referral: LoyaltyReferral
  isBusy: boolean
  onDecide?: (decision: ReferralDecision | 'undone') => void
}) {
  const { t, day } = useI18n()
  const { referrer, referee, doubts, referrerPoints, refereePoints, decision, at, earnedAt, givenBackAt } = referral
  // Points that were taken back stay taken.
  const isOver = givenBackAt !== null && decision?.decision === 'declined'
  const ways = isOver ? [] : decision ? (['undone'] as const) : (['approved', 'declined'] as const)
  return (
    <li>
      <div className={classes.what}>
        <h3>
          {t('till.referrals.points', { referrer: referrerPoints, referee: refereePoints })}
          {decision && (
            <Badge tone={decision.decision === 'approved' ? 'good' : 'now'}>
              {t(`till.referrals.is.${decision.decision}`)}
            </Badge>
          )}
        </h3>
        <p>{doubts.map((doubt) => t(`till.referrals.doubt.${doubt}`)).join(' ')}</p>
        <p className={classes.who}>
          <span>
            {t('till.referrals.referrer')} <MemberName member={referrer} />
          </span>
          <span>
            {t('till.referrals.referee')} <MemberName member={referee} />
          </span>
          <span>{t('till.referrals.when', { brought: day(at), bought: day(earnedAt, 'time') })}</span>
        </p>
        <DecidedBy decision={decision} />
      </div>
      {onDecide && (
        <div className={classes.decide}>
          {ways.map((way) => (
            <Button key={way} size="xs" variant="default" disabled={isBusy} onClick={() => onDecide(way)}>
              {t(`till.referrals.decide.${way}`)}
            </Button>
          ))}
        </div>
      )}
    </li>
  )
}
