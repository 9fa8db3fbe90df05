import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Passkey } from '#contract/account'
import { isDismissed, makePasskey } from '../../api/webauthn.ts'
import { Dialog, SubmitActions, toast } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { useProof } from './use-proof.tsx'

/** A name first, then the browser asks for finger, face or PIN. */
export function AddPasskeyDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const i18n = useI18n()
  const { t } = i18n
  const proof = useProof()
  const [name, setName] = useState('')
  const add = useMutation({
    mutationFn: () => proof.around(() => makePasskey<Passkey>(name)),
    onSuccess: () => {
      toast.good(t('account.passkeys.added'))
      onClose()
      onDone()
    },
  })
  const problem =
    add.isError && (isDismissed(add.error) ? t('account.passkeys.dismissed') : problemText(add.error, i18n))
  return (
    <>
      <Dialog title={t('account.passkeys.add')} onClose={onClose}>
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault()
            add.mutate()
          }}
        >
          <p>{t('account.passkeys.add_text')}</p>
          <TextInput
            label={t('account.passkeys.name')}
            placeholder={t('account.passkeys.name_example')}
            required
            withAsterisk={false}
            maxLength={60}
            data-autofocus
            value={name}
            error={problem}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <SubmitActions onClose={onClose} label={t('account.passkeys.go_on')} loading={add.isPending} />
        </form>
      </Dialog>
      {proof.dialog}
    </>
  )
}
