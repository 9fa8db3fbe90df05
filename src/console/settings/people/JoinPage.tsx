import '@mantine/core/styles/PasswordInput.layer.css'
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { OpenInvitation } from '#contract/people'
import type { Session } from '#contract/session'
import { api } from '../../api/client.ts'
import { fieldProblems } from '../../api/problem.ts'
import { FormProblem, LinkButton, Loading } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { signOut } from '../../shell/sign-out.ts'
import classes from '../../sign-in/EntryFrame.module.css'
import { EntryFrame } from '../../sign-in/EntryFrame.tsx'
import { ProviderButton } from '../../sign-in/ProviderButton.tsx'

const kept = 'regulars.join'

/** From the link, or from before somebody went to sign in: an address with it would be written into logs. */
function readToken(): string {
  const token = location.hash.slice(1)
  if (token !== '') sessionStorage.setItem(kept, token)
  return token || (sessionStorage.getItem(kept) ?? '')
}

function enter(): void {
  sessionStorage.removeItem(kept)
  location.assign('/')
}

/** Where the link of an invitation leads. The token stands behind the # and goes nowhere but into request bodies. */
export function JoinPage() {
  const i18n = useI18n()
  const { t } = i18n
  const [token] = useState(readToken)
  const look = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => api.post<OpenInvitation>('/invitations/look', { token: token || '-' }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  // Whether somebody is signed in here; nobody being so is no fault on this page.
  const session = useQuery({
    queryKey: ['join-session'],
    queryFn: ({ signal }) => api.get<Session>('/session', undefined, signal).catch(() => null),
    retry: false,
  })
  if (look.isError) {
    return (
      <EntryFrame title={t('people.join.closed_title')} text={problemText(look.error, i18n)}>
        <div className={classes.form}>
          <LinkButton to="/sign-in" variant="default">
            {t('people.join.to_sign_in')}
          </LinkButton>
        </div>
      </EntryFrame>
    )
  }
  if (!look.data || session.data === undefined) {
    return (
      <EntryFrame title={t('people.invitations.title')}>
        <Loading lines={3} />
      </EntryFrame>
    )
  }
  const { workspaceName, brand, invitedBy, role, email, isKnown } = look.data
  const words = { who: invitedBy ?? '', role: t(`people.role.${role}`) }
  return (
    <EntryFrame
      brand={brand}
      title={t('people.join.title', { workspace: workspaceName })}
      text={invitedBy === null ? t('people.join.text_unknown', words) : t('people.join.text', words)}
    >
      {session.data !== null ? (
        <Accept token={token} email={email} own={session.data.person.email} />
      ) : isKnown ? (
        <Known email={email} />
      ) : (
        <NewPerson email={email} token={token} />
      )}
    </EntryFrame>
  )
}

function Known({ email }: { email: string }) {
  const { t } = useI18n()
  return (
    <div className={classes.form}>
      <p>{t('people.join.known', { email })}</p>
      <LinkButton to="/sign-in" search={{ next: '/join' }}>
        {t('people.join.sign_in')}
      </LinkButton>
    </div>
  )
}

function Accept({ token, email, own }: { token: string; email: string; own: string }) {
  const { t } = useI18n()
  const accept = useMutation({
    mutationFn: () => api.post<Session>('/invitations/accept', { token }),
    onSuccess: enter,
  })
  if (own !== email) {
    return (
      <div className={classes.form}>
        <p>{t('people.join.other_person', { own, email })}</p>
        <Button variant="default" onClick={() => void signOut()}>
          {t('people.join.sign_out')}
        </Button>
      </div>
    )
  }
  return (
    <div className={classes.form}>
      <p>{t('people.join.accept_as', { email: own })}</p>
      <FormProblem error={accept.error} />
      <Button size="md" loading={accept.isPending} onClick={() => accept.mutate()}>
        {t('people.join.accept')}
      </Button>
    </div>
  )
}

function NewPerson({ email, token }: { email: string; token: string }) {
  const i18n = useI18n()
  const { t, locale } = i18n
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const join = useMutation({
    mutationFn: () => api.post<Session>('/invitations/join', { token, name, password, locale }),
    onSuccess: enter,
  })
  const problems = fieldProblems(join.error)
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        join.mutate()
      }}
    >
      <TextInput label={t('people.join.email')} value={email} readOnly dir="ltr" autoComplete="username" />
      <TextInput
        label={t('people.join.name')}
        autoComplete="name"
        required
        withAsterisk={false}
        value={name}
        error={problems.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('people.join.password')}
        description={t('people.join.password_help')}
        autoComplete="new-password"
        required
        withAsterisk={false}
        minLength={10}
        value={password}
        error={problems.password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('people.join.show_password'), tabIndex: 0 }}
      />
      {join.isError && Object.keys(problems).length === 0 && (
        <p role="alert" className={classes.problem}>
          {problemText(join.error, i18n)}
        </p>
      )}
      <Button type="submit" size="md" loading={join.isPending}>
        {t('people.join.submit')}
      </Button>
      <ProviderButton begin={{ invitation: token }} />
    </form>
  )
}
