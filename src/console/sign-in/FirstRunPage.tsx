import '@mantine/core/styles/PasswordInput.layer.css'
import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ChangeEvent, useState } from 'react'
import type { FirstRun, FirstRunDone } from '#contract/session'
import { api } from '../api/client.ts'
import { fieldProblems } from '../api/problem.ts'
import { sessionQuery } from '../api/session.ts'
import { FormProblem } from '../components/FormProblem.tsx'
import { currencyChoices, timeZoneChoices } from '../i18n/choices.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './EntryFrame.module.css'
import { EntryFrame } from './EntryFrame.tsx'
import { firstRunRoute } from './routes.ts'

type Fields = Omit<FirstRun, 'locale'>

/** The very first page: who runs the place, and in which money and time. */
export function FirstRunPage() {
  const { t, locale } = useI18n()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { token = '' } = firstRunRoute.useSearch()
  const [fields, setFields] = useState<Fields>(() => firstGuess(token))
  const setup = useMutation({
    mutationFn: (body: FirstRun) => api.post<FirstRunDone>('/setup', body),
    onSuccess: ({ session }) => {
      client.clear()
      client.setQueryData(sessionQuery.queryKey, session)
      void navigate({ to: '/' })
    },
  })
  const problems = fieldProblems(setup.error)
  const field = (name: keyof Fields) => ({
    label: t(`sign_in.setup.${name}`),
    name,
    required: true,
    withAsterisk: false,
    value: fields[name],
    error: problems[name],
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) =>
      setFields({ ...fields, [name]: event.currentTarget.value }),
  })
  return (
    <EntryFrame title={t('sign_in.setup.title')} text={t('sign_in.setup.text')}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          setup.mutate({ ...fields, locale })
        }}
      >
        {token === '' && <TextInput {...field('token')} description={t('sign_in.setup.token_help')} dir="ltr" />}
        <TextInput {...field('workspaceName')} autoComplete="organization" />
        <div className={classes.pair}>
          <NativeSelect {...field('currency')} data={currencyChoices(locale)} />
          <NativeSelect {...field('timeZone')} data={timeZoneChoices()} />
        </div>
        <TextInput {...field('name')} autoComplete="name" />
        <TextInput {...field('email')} type="email" autoComplete="username" dir="ltr" />
        <PasswordInput
          {...field('password')}
          description={t('sign_in.setup.password_help')}
          autoComplete="new-password"
          minLength={10}
          visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_password'), tabIndex: 0 }}
        />
        <FormProblem error={setup.error} />
        <Button type="submit" size="md" loading={setup.isPending}>
          {t('sign_in.setup.submit')}
        </Button>
      </form>
    </EntryFrame>
  )
}

function firstGuess(token: string): Fields {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return { token, name: '', email: '', password: '', workspaceName: '', timeZone, currency: guessCurrency(timeZone) }
}

function guessCurrency(timeZone: string): string {
  const byZone: Record<string, string> = {
    'Europe/London': 'GBP',
    'Europe/Budapest': 'HUF',
    'Europe/Warsaw': 'PLN',
    'Europe/Moscow': 'RUB',
    'Asia/Tehran': 'IRR',
  }
  return byZone[timeZone] ?? (timeZone.startsWith('America/') ? 'USD' : 'EUR')
}
