import '@mantine/core/styles/PasswordInput.layer.css'
import { Button, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { FormProblem } from '../components/FormProblem.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './EntryFrame.module.css'
import { EntryFrame } from './EntryFrame.tsx'

/** The page that a mailed or printed link opens; the token stands behind the # and leaves the browser only with the new password. */
export function NewPasswordPage() {
  const { t } = useI18n()
  const [token] = useState(() => location.hash.slice(1))
  const [newPassword, setNewPassword] = useState('')
  const save = useMutation({ mutationFn: () => api.put<void>('/password-link', { token, newPassword }) })
  if (save.isSuccess) {
    return (
      <EntryFrame title={t('sign_in.new.done_title')} text={t('sign_in.new.done_text')}>
        <div className={classes.form}>
          <LinkButton to="/sign-in" size="md">
            {t('sign_in.submit')}
          </LinkButton>
        </div>
      </EntryFrame>
    )
  }
  return (
    <EntryFrame title={t('sign_in.new.title')} text={t('sign_in.new.text')}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <PasswordInput
          label={t('sign_in.new.password')}
          description={t('sign_in.setup.password_help')}
          name="new-password"
          autoComplete="new-password"
          minLength={10}
          required
          withAsterisk={false}
          value={newPassword}
          onChange={(event) => setNewPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_password'), tabIndex: 0 }}
        />
        <FormProblem error={save.error} />
        <Button type="submit" size="md" loading={save.isPending}>
          {t('sign_in.new.submit')}
        </Button>
        <Link to="/forgot-password" className={classes.quiet}>
          {t('sign_in.new.another')}
        </Link>
      </form>
    </EntryFrame>
  )
}
