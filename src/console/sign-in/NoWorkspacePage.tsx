import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { NewWorkspace, Session } from '#contract/session'
import { api } from '../api/client.ts'
import { FormProblem } from '../components/FormProblem.tsx'
import { currencyChoices, timeZoneChoices } from '../i18n/choices.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { signOut } from '../shell/sign-out.ts'
import classes from './EntryFrame.module.css'
import { EntryFrame } from './EntryFrame.tsx'

/** For somebody whose last workspace is gone: wait to be invited, or open one. */
export function NoWorkspacePage() {
  const { t, locale } = useI18n()
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const [fields, setFields] = useState<NewWorkspace>({ name: '', timeZone, currency: 'EUR', locale })
  const set = (change: Partial<NewWorkspace>): void => setFields({ ...fields, ...change })
  const create = useMutation({
    mutationFn: () => api.post<Session>('/workspaces', { ...fields, locale }),
    onSuccess: () => location.assign('/'),
  })
  return (
    <EntryFrame title={t('sign_in.no_workspace.title')} text={t('sign_in.no_workspace.text')}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate()
        }}
      >
        <TextInput
          label={t('people.workspaces.name')}
          required
          withAsterisk={false}
          value={fields.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('people.workspaces.time_zone')}
          value={fields.timeZone}
          data={timeZoneChoices(fields.timeZone)}
          onChange={(event) => set({ timeZone: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('people.workspaces.currency')}
          value={fields.currency}
          data={currencyChoices(locale)}
          onChange={(event) => set({ currency: event.currentTarget.value })}
        />
        <FormProblem error={create.error} />
        <Button type="submit" size="md" loading={create.isPending}>
          {t('people.workspaces.create')}
        </Button>
        <button type="button" className={classes.quiet} onClick={() => void signOut()}>
          {t('sign_in.no_workspace.leave')}
        </button>
      </form>
    </EntryFrame>
  )
}
