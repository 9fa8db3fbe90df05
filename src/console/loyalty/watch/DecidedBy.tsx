import type { LoyaltyFinding, LoyaltyReferral } from '#contract/loyalty-oversight'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './watch.module.css'

/** Who said so, and when. */
export function DecidedBy({ decision }: { decision: LoyaltyFinding['decision'] | LoyaltyReferral['decision'] }) {
  const { t, day } = useI18n()
  if (!decision) return null
  const { by, at } = decision
  return (
    <p className={classes.who}>
      {t('till.watch.decided_by', { name: by ?? t('till.watch.somebody'), day: day(at, 'time') })}
    </p>
  )
}
