import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { FormProblem } from '../components/FormProblem.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './EntryFrame.module.css'
import { EntryFrame } from './EntryFrame.tsx'
import { waysQuery } from './ways-query.ts'

/** Asks for a link to a new password; says the same whether or not the address is known. */
export function ForgotPasswordPage() {
  const { t } = useI18n()
  const [email, setEmail] = useState('')
  const ways = useQuery(waysQuery)
  const send = useMutation({ mutationFn: () => api.post<void>('/password-link', { email }) })
  if (send.isSuccess) {
    return (
      <EntryFrame title={t('sign_in.forgot.sent_title')} text={t('sign_in.forgot.sent_text', { email })}>
        <p className={classes.form}>
          <Link to="/sign-in" className={classes.quiet}>
            {t('sign_in.second.back')}
          </Link>
        </p>
      </EntryFrame>
    )
  }
  return (
    <EntryFrame title={t('sign_in.forgot.title')} text={t('sign_in.forgot.text')}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          send.mutate()
        }}
      >
        {ways.data?.passwordByMail === false && <p className={classes.note}>{t('sign_in.forgot.no_mail')}</p>}
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
        <FormProblem error={send.error} />
        <Button type="submit" size="md" loading={send.isPending}>
          {t('sign_in.forgot.submit')}
        </Button>
        <Link to="/sign-in" className={classes.quiet}>
          {t('sign_in.second.back')}
        </Link>
      </form>
    </EntryFrame>
  )
}
