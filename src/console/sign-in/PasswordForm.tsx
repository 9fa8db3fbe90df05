import '@mantine/core/styles/PasswordInput.layer.css'
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { SignInAnswer } from '#contract/account'
import type { Session, SignIn } from '#contract/session'
import { api } from '../api/client.ts'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './EntryFrame.module.css'

type PasswordFormProps = {
  /** why the way back from the provider ended here */
  problem: string | undefined
  onEntered: (session: Session) => void
  onSecondStep: () => void
}

const told = [
  'sign_in_again',
  'oidc_refused',
  'oidc_unknown',
  'oidc_domain',
  'oidc_other_identity',
  'email_not_verified',
  'no_workspace',
]

/** E-mail and password. */
export function PasswordForm({ problem, onEntered, onSecondStep }: PasswordFormProps) {
  const i18n = useI18n()
  const { t } = i18n
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useMutation({
    mutationFn: (body: SignIn) => api.post<SignInAnswer>('/session', body),
    onSuccess: (answer) => ('secondFactor' in answer ? onSecondStep() : onEntered(answer)),
  })
  const given = problem !== undefined && (told.includes(problem) ? problem : 'oidc_refused')
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        signIn.mutate({ email, password })
      }}
    >
      <TextInput
        label={t('sign_in.email')}
        type="email"
        name="email"
        autoComplete="username"
        dir="ltr"
        required
        withAsterisk={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('sign_in.password')}
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_password'), tabIndex: 0 }}
      />
      {(signIn.isError || given) && (
        <p role="alert" className={classes.problem}>
          {signIn.isError ? problemText(signIn.error, i18n) : t(`sign_in.problem.${given}`)}
        </p>
      )}
      <Button type="submit" size="md" loading={signIn.isPending}>
        {t('sign_in.submit')}
      </Button>
      <Link to="/forgot-password" className={classes.quiet}>
        {t('sign_in.forgot.link')}
      </Link>
    </form>
  )
}
