import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SurvivalReport } from '#contract/metrics'
import type { ChangeWorkspace, Session } from '#contract/session'
import { api } from '../api/client.ts'
import { fieldProblems } from '../api/problem.ts'
import { useSession } from '../api/session.ts'
import { Card, FormProblem, NumberField, Segmented, toast } from '../components/index.ts'
import { currencyChoices, timeZoneChoices } from '../i18n/choices.ts'
import { setTimeZone } from '../i18n/store.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './settings.module.css'

type Workspace = Session['workspace']

/** What the figures are counted by: the shop's name, its time, its money, its silence. */
export function WorkspacePage() {
  const { t, locale } = useI18n()
  const { workspace } = useSession()
  const client = useQueryClient()
  const [fields, setFields] = useState<Workspace>(workspace)
  const save = useMutation({
    mutationFn: (body: ChangeWorkspace) => api.patch<void>('/workspace', body),
    onSuccess: async () => {
      setTimeZone(fields.timeZone)
      toast.good(t('console.saved'))
      await client.invalidateQueries()
    },
  })
  const problems = fieldProblems(save.error)
  const set = (change: Partial<Workspace>) => setFields({ ...fields, ...change })
  return (
    <form
      className={classes.page}
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(changed(workspace, fields))
      }}
    >
      <Card title={t('settings.workspace.title')}>
        <div className={classes.form}>
          <TextInput
            label={t('settings.workspace.name')}
            value={fields.name}
            required
            withAsterisk={false}
            error={problems.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <div className={classes.pair}>
            <NativeSelect
              label={t('settings.workspace.time_zone')}
              value={fields.timeZone}
              data={timeZoneChoices(fields.timeZone)}
              error={problems.timeZone}
              onChange={(event) => set({ timeZone: event.currentTarget.value })}
            />
            <NativeSelect
              label={t('settings.workspace.currency')}
              value={fields.currency}
              data={currencyChoices(locale)}
              error={problems.currency}
              onChange={(event) => set({ currency: event.currentTarget.value })}
            />
          </div>
          <p className={classes.note}>{t('settings.workspace.fixed')}</p>
        </div>
      </Card>
      <Card title={t('settings.silence.title')} subtitle={t('settings.silence.subtitle')}>
        <div className={classes.form}>
          <SilenceWindow days={fields.silenceDays} onChange={(silenceDays) => set({ silenceDays })} />
        </div>
      </Card>
      <div className={classes.actions}>
        <Button type="submit" loading={save.isPending}>
          {t('console.save')}
        </Button>
        <FormProblem error={save.error} />
      </div>
    </form>
  )
}

function SilenceWindow({ days, onChange }: { days: number | null; onChange: (days: number | null) => void }) {
  const { t } = useI18n()
  const survival = useQuery({
    queryKey: ['metrics', 'survival'],
    queryFn: ({ signal }) => api.get<SurvivalReport>('/metrics/survival', undefined, signal),
  })
  const computed = survival.data?.silenceSource === 'computed' ? survival.data.silenceDays : undefined
  const usual = computed ?? days ?? 90
  return (
    <>
      <div>
        <Segmented
          label={t('settings.silence.title')}
          value={days === null ? 'computed' : 'chosen'}
          options={[
            { value: 'computed', label: t('settings.silence.computed') },
            { value: 'chosen', label: t('settings.silence.chosen') },
          ]}
          onChange={(kind) => onChange(kind === 'computed' ? null : usual)}
        />
      </div>
      {days === null ? (
        <p className={classes.note}>
          {computed === undefined
            ? t('settings.silence.computed_help')
            : t('settings.silence.computed_now', { days: computed })}
        </p>
      ) : (
        <NumberField
          label={t('settings.silence.days')}
          whole
          min={1}
          max={3650}
          required
          withAsterisk={false}
          maw={220}
          value={days}
          onChange={(value) => value !== null && onChange(value)}
        />
      )}
    </>
  )
}

/** Only what is different, so that the fixed fields are not sent for nothing. */
function changed(before: Workspace, after: Workspace): ChangeWorkspace {
  return {
    ...(after.name !== before.name && { name: after.name }),
    ...(after.timeZone !== before.timeZone && { timeZone: after.timeZone }),
    ...(after.currency !== before.currency && { currency: after.currency }),
    ...(after.silenceDays !== before.silenceDays && { silenceDays: after.silenceDays }),
  }
}
