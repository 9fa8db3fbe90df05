import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { NewSecondFactor, RecoveryCodes } from '#contract/account'
import { api } from '../../api/client.ts'
import { copyText } from '../../components/copy-text.ts'
import { DialogActions, Loading, Problem } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import settings from '../settings.module.css'
import classes from './account.module.css'
import { useProof } from './use-proof.tsx'

/** Picture, secret and the first code; done with the recovery codes in hand. */
export function SecondFactorSetUp({ onDone }: { onDone: (recoveryCodes: string[]) => void }) {
  const i18n = useI18n()
  const { t } = i18n
  const proof = useProof()
  const [code, setCode] = useState('')
  const started = useQuery({
    queryKey: ['new-second-factor'],
    queryFn: () => proof.around(() => api.post<NewSecondFactor>('/account/second-factor')),
    // A secret is shown once; another look means another secret.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    refetchOnWindowFocus: false,
  })
  const confirm = useMutation({
    mutationFn: () => api.post<RecoveryCodes>('/account/second-factor/confirmation', { code }),
    onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes),
  })
  if (started.data === undefined) {
    return (
      <>
        {started.isError ? (
          <Problem error={started.error} onRetry={() => void started.refetch()} />
        ) : (
          <Loading lines={4} />
        )}
        {proof.dialog}
      </>
    )
  }
  const { secret, qr } = started.data
  return (
    <form
      className={settings.form}
      onSubmit={(event) => {
        event.preventDefault()
        confirm.mutate()
      }}
    >
      <p>{t('account.factor.scan')}</p>
      <img
        className={classes.qr}
        src={`data:image/svg+xml,${encodeURIComponent(qr)}`}
        alt={t('account.factor.qr')}
        width={208}
        height={208}
      />
      <div>
        <p className={settings.note}>{t('account.factor.type_instead')}</p>
        <div className={settings.secret}>
          <code>{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
          <Button size="xs" variant="default" onClick={() => void copyText(secret, t('console.copied'))}>
            {t('console.copy')}
          </Button>
        </div>
      </div>
      <TextInput
        label={t('account.factor.first_code')}
        name="code"
        dir="ltr"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        required
        withAsterisk={false}
        value={code}
        error={confirm.isError && problemText(confirm.error, i18n)}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <DialogActions>
        <Button type="submit" loading={confirm.isPending}>
          {t('account.factor.turn_on')}
        </Button>
      </DialogActions>
    </form>
  )
}
