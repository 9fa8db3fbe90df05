import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Session } from '#contract/session'
import { api } from '../api/client.ts'
import { ApiError } from '../api/problem.ts'
import { FormProblem } from '../components/FormProblem.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './EntryFrame.module.css'

type SecondStepFormProps = { onEntered: (session: Session) => void; onBack: () => void }

/** The code of the app, or one of the recovery codes. */
export function SecondStepForm({ onEntered, onBack }: SecondStepFormProps) {
  const { t } = useI18n()
  const [kind, setKind] = useState<'code' | 'recoveryCode'>('code')
  const [text, setText] = useState('')
  const send = useMutation({
    mutationFn: () => api.post<Session>('/session/second-factor', { [kind]: text }),
    onSuccess: onEntered,
  })
  const isOver = send.error instanceof ApiError && send.error.reason === 'sign_in_again'
  return (
    <form
      key={kind}
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        send.mutate()
      }}
    >
      <TextInput
        label={t(`sign_in.second.${kind}`)}
        name={kind}
        dir="ltr"
        required
        withAsterisk={false}
        data-autofocus
        autoFocus
        autoComplete={kind === 'code' ? 'one-time-code' : 'off'}
        inputMode={kind === 'code' ? 'numeric' : 'text'}
        maxLength={kind === 'code' ? 7 : 20}
        classNames={{ input: classes.code ?? '' }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <FormProblem error={send.error} />
      <Button type="submit" size="md" loading={send.isPending} disabled={isOver}>
        {t('sign_in.submit')}
      </Button>
      <div className={classes.row}>
        <button
          type="button"
          className={classes.quiet}
          onClick={() => {
            setKind(kind === 'code' ? 'recoveryCode' : 'code')
            setText('')
            send.reset()
          }}
        >
          {t(kind === 'code' ? 'sign_in.second.use_recovery' : 'sign_in.second.use_code')}
        </button>
        <button type="button" className={classes.quiet} onClick={onBack}>
          {t('sign_in.second.back')}
        </button>
      </div>
    </form>
  )
}
