import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Account } from '#contract/account'
import { canUsePasskeys } from '../../api/webauthn.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import settings from '../settings.module.css'
import { AddPasskeyDialog } from './AddPasskeyDialog.tsx'
import { RecoveryCodesDialog } from './RecoveryCodesDialog.tsx'
import { SecondFactorDialog } from './SecondFactorDialog.tsx'

/** The two ways to a second factor: an app, or a passkey. */
export function SetUpWays({ account, onDone }: { account: Account; onDone: () => void }) {
  const { t } = useI18n()
  const [dialog, setDialog] = useState<'app' | 'passkey'>()
  const [codes, setCodes] = useState<string[]>()
  const close = () => setDialog(undefined)
  return (
    <div className={settings.form}>
      {account.secondFactor.since === null && (
        <Button size="md" onClick={() => setDialog('app')}>
          {t('account.factor.set_up')}
        </Button>
      )}
      {canUsePasskeys() && (
        <Button size="md" variant="default" onClick={() => setDialog('passkey')}>
          {t('account.passkeys.add')}
        </Button>
      )}
      {dialog === 'app' && (
        <SecondFactorDialog
          onClose={close}
          onDone={(made) => {
            close()
            setCodes(made)
          }}
        />
      )}
      {dialog === 'passkey' && <AddPasskeyDialog onClose={close} onDone={onDone} />}
      {codes && <RecoveryCodesDialog codes={codes} onClose={onDone} />}
    </div>
  )
}
