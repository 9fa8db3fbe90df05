import '@mantine/core/styles/PasswordInput.layer.css'
import { Button, PasswordInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Account, ChangePassword } from '#contract/account'
import { api } from '../../api/client.ts'
import { Card, FormProblem, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { accountSessionsQuery } from './queries.ts'
import { useProof } from './use-proof.tsx'

const empty: ChangePassword = { password: '', newPassword: '' }

/** A new password for the old one. */
export function PasswordCard({ account }: { account: Account }) {
  const { t } = useI18n()
  const client = useQueryClient()
  const proof = useProof()
  const [fields, setFields] = useState(empty)
  const save = useMutation({
    mutationFn: () => proof.around(() => api.put<void>('/account/password', fields)),
    onSuccess: () => {
      setFields(empty)
      toast.good(t('account.password.done'))
      void client.invalidateQueries({ queryKey: accountSessionsQuery.queryKey })
    },
  })
  const field = (name: keyof ChangePassword) => ({
    label: t(`account.password.${name}`),
    required: true,
    withAsterisk: false,
    value: fields[name],
    onChange: (event: { currentTarget: HTMLInputElement }) =>
      setFields({ ...fields, [name]: event.currentTarget.value }),
    visibilityToggleButtonProps: { 'aria-label': t('sign_in.show_password'), tabIndex: 0 },
  })
  if (!account.hasPassword) {
    return (
      <Card title={t('account.password.title')}>
        <p>{t('account.password.none')}</p>
      </Card>
    )
  }
  return (
    <Card title={t('account.password.title')} subtitle={t('account.password.subtitle')}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <div className={classes.pair}>
          <PasswordInput {...field('password')} autoComplete="current-password" />
          <PasswordInput {...field('newPassword')} autoComplete="new-password" minLength={10} />
        </div>
        <FormProblem error={save.error} />
        <div className={classes.actions}>
          <Button type="submit" variant="default" loading={save.isPending}>
            {t('account.password.change')}
          </Button>
        </div>
      </form>
      {proof.dialog}
    </Card>
  )
}
