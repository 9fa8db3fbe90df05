import { Button } from '@mantine/core'
import type { LoyaltyFinding } from '#contract/loyalty-oversight'
import { Dialog, DialogActions } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { useDecide } from './use-decide.ts'

const ofStaff: LoyaltyFinding['kind'][] = ['undos', 'own_points', 'favourite']

/** Somebody stands at the till and is refused: what that means is said before. */
export function BlockDialog({
  finding,
  programmeId,
  onClose,
}: {
  finding: LoyaltyFinding
  programmeId: string
  onClose: () => void
}) {
  const { t } = useI18n()
  const decide = useDecide(programmeId, onClose)
  const { kind, members, person } = finding
  const text = ofStaff.includes(kind)
    ? t('till.watch.block_person', { name: person?.name ?? t('till.watch.somebody') })
    : t('till.watch.block_members', { count: members.length })
  return (
    <Dialog title={t('till.watch.block_title')} onClose={onClose}>
      <p>{text}</p>
      <DialogActions>
        <Button variant="default" onClick={onClose}>
          {t('console.cancel')}
        </Button>
        <Button color="brick" loading={decide.isPending} onClick={() => decide.mutate({ finding, decision: 'block' })}>
          {t('till.watch.decide.block')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
