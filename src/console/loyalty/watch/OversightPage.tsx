import { useDocumentTitle } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { LoyaltyFrame } from '../LoyaltyFrame.tsx'
import { Findings } from './Findings.tsx'
import { Referrals } from './Referrals.tsx'
import { TillFigures } from './TillFigures.tsx'

/** Referrals that wait for a look, what looks like fraud, and what each shop and each person at a till did. */
export function OversightPage() {
  const { t } = useI18n()
  useDocumentTitle(t('loyalty.view.oversight'))
  return (
    <LoyaltyFrame>
      {({ programme: { programmeId, rules } }) => (
        <>
          <Referrals programmeId={programmeId} hasRule={rules.referral !== undefined} />
          <Findings programmeId={programmeId} />
          <TillFigures programmeId={programmeId} />
        </>
      )}
    </LoyaltyFrame>
  )
}
