import { NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { NewWorkspace, Session } from '#contract/session'
import { api } from '../../api/client.ts'
import { fieldProblems } from '../../api/problem.ts'
import { useSession } from '../../api/session.ts'
import { Dialog, SubmitActions } from '../../components/index.ts'
import { currencyChoices, timeZoneChoices } from '../../i18n/choices.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'

export function CreateWorkspaceDialog({ onClose }: { onClose: () => void }) {
  const i18n = useI18n()
  const { t, locale } = i18n
  const { timeZone, currency } = useSession().workspace
  const [fields, setFields] = useState<NewWorkspace>({ name: '', timeZone, currency, locale })
  const create = useMutation({
    mutationFn: () => api.post<Session>('/workspaces', fields),
    onSuccess: () => location.assign('/'),
  })
  const problems = fieldProblems(create.error)
  const set = (change: Partial<NewWorkspace>) => setFields({ ...fields, ...change })
  return (
    <Dialog title={t('people.workspaces.create_title')} onClose={onClose}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate()
        }}
      >
        <p className={classes.note}>{t('people.workspaces.create_text')}</p>
        <TextInput
          label={t('people.workspaces.name')}
          required
          withAsterisk={false}
          data-autofocus
          value={fields.name}
          error={problems.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <div className={classes.pair}>
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
        </div>
        {create.isError && Object.keys(problems).length === 0 && (
          <p role="alert" className={classes.problem}>
            {problemText(create.error, i18n)}
          </p>
        )}
        <SubmitActions onClose={onClose} label={t('people.workspaces.create')} loading={create.isPending} />
      </form>
    </Dialog>
  )
}
