import { useDocumentTitle } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { LoyaltyFrame } from '../LoyaltyFrame.tsx'
import { Findings } from './Findings.tsx'
import { TillFigures } from './TillFigures.tsx'

/** What looks like fraud, and what each shop and each person at a till did. */
export function OversightPage() {
  const { t } = useI18n()
  useDocumentTitle(t('loyalty.view.oversight'))
  return (
    <LoyaltyFrame>
      {({ programme: { programmeId } }) => (
        <>
          <Findings programmeId={programmeId} />
          <TillFigures programmeId={programmeId} />
        </>
      )}
    </LoyaltyFrame>
  )
}
