import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SetupState } from '#contract/session'
import { api } from '../api/client.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { EntryFrame } from './EntryFrame.tsx'
import { OtherWays } from './OtherWays.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import { signInRoute } from './routes.ts'
import { SecondStepForm } from './SecondStepForm.tsx'
import { useEntered } from './use-entered.ts'

/** E-mail and password, a passkey or the provider; the second step where it is on; afterwards the page that was asked for. */
export function SignInPage() {
  const { t } = useI18n()
  const { next, step, problem } = signInRoute.useSearch()
  const [isSecond, setSecond] = useState(step === 'code')
  const entered = useEntered(next)
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => api.get<SetupState>('/setup', undefined, signal),
  })
  if (setup.data?.needed) {
    return (
      <EntryFrame title={t('sign_in.not_set_up.title')} text={t('sign_in.not_set_up.text')}>
        <span />
      </EntryFrame>
    )
  }
  if (isSecond) {
    return (
      <EntryFrame title={t('sign_in.second.title')} text={t('sign_in.second.text')}>
        <SecondStepForm onEntered={entered} onBack={() => setSecond(false)} />
      </EntryFrame>
    )
  }
  return (
    <EntryFrame title={t('sign_in.title')} text={next === undefined ? undefined : t('sign_in.again')}>
      <PasswordForm problem={problem} onEntered={entered} onSecondStep={() => setSecond(true)} />
      <OtherWays next={next} onEntered={entered} />
    </EntryFrame>
  )
}
