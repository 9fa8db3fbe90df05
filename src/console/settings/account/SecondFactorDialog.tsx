import { Dialog } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { SecondFactorSetUp } from './SecondFactorSetUp.tsx'

type SecondFactorDialogProps = { onClose: () => void; onDone: (recoveryCodes: string[]) => void }

export function SecondFactorDialog({ onClose, onDone }: SecondFactorDialogProps) {
  const { t } = useI18n()
  return (
    <Dialog title={t('account.factor.set_up')} onClose={onClose}>
      <SecondFactorSetUp onDone={onDone} />
    </Dialog>
  )
}
