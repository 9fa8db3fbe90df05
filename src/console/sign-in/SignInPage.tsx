import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import type { Session, SetupState, SignIn } from '#contract/session'
import { api } from '../api/client.ts'
import { sessionQuery } from '../api/session.ts'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './EntryFrame.module.css'
import { EntryFrame } from './EntryFrame.tsx'
import { signInRoute } from './routes.ts'
import { safeNext } from './safe-next.ts'

/** E-mail and password; afterwards the page that was asked for. */
export function SignInPage() {
  const i18n = useI18n()
  const { t } = i18n
  const router = useRouter()
  const client = useQueryClient()
  const { next } = signInRoute.useSearch()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => api.get<SetupState>('/setup', undefined, signal),
  })
  const signIn = useMutation({
    mutationFn: (body: SignIn) => api.post<Session>('/session', body),
    onSuccess: (session) => {
      client.clear()
      client.setQueryData(sessionQuery.queryKey, session)
      router.history.push(safeNext(next))
    },
  })
  if (setup.data?.needed) {
    return (
      <EntryFrame title={t('sign_in.not_set_up.title')} text={t('sign_in.not_set_up.text')}>
        <span />
      </EntryFrame>
    )
  }
  return (
    <EntryFrame title={t('sign_in.title')} text={next === undefined ? undefined : t('sign_in.again')}>
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
        {signIn.isError && (
          <p role="alert" className={classes.problem}>
            {problemText(signIn.error, i18n)}
          </p>
        )}
        <Button type="submit" size="md" loading={signIn.isPending}>
          {t('sign_in.submit')}
        </Button>
      </form>
    </EntryFrame>
  )
}
