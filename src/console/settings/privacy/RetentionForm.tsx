import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChangeRetention, RetentionPeriod, RetentionPeriods, RetentionRun } from '#contract/privacy'
import { api } from '../../api/client.ts'
import { Card, FormProblem, Loading, NumberField, Problem, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import settings from '../settings.module.css'
import classes from './privacy.module.css'
import { retentionQuery } from './privacy-queries.ts'

/** A number of days or for ever, for each kind of data. */
export function RetentionForm({ mayChange }: { mayChange: boolean }) {
  const { t } = useI18n()
  const retention = useQuery(retentionQuery)
  return (
    <Card title={t('privacy.retention.title')} subtitle={t('privacy.retention.subtitle')}>
      {retention.data !== undefined ? (
        <Form key={keyOf(retention.data.periods)} known={retention.data.periods} mayChange={mayChange} />
      ) : retention.isError ? (
        <Problem error={retention.error} onRetry={() => void retention.refetch()} />
      ) : (
        <Loading lines={6} />
      )}
    </Card>
  )
}

// What is due changes by itself and must not take away what somebody is typing.
const keyOf = (periods: RetentionPeriod[]): string => periods.map(({ kind, days }) => `${kind} ${days}`).join()

function Form({ known, mayChange }: { known: RetentionPeriod[]; mayChange: boolean }) {
  const { t } = useI18n()
  const client = useQueryClient()
  const [periods, setPeriods] = useState(known)
  const save = useMutation({
    mutationFn: (body: ChangeRetention) => api.put<RetentionPeriods>('/privacy/retention', body),
    onSuccess: (answer) => {
      client.setQueryData(retentionQuery.queryKey, answer)
      toast.good(t('console.saved'))
    },
  })
  const run = useMutation({
    mutationFn: () => api.post<RetentionRun>('/privacy/retention/run'),
    onSuccess: () => {
      toast.good(t('privacy.retention.running'))
      void client.invalidateQueries({ queryKey: ['jobs'] })
    },
  })
  const isDue = known.some(({ due }) => due > 0)
  const set = (kind: string, days: number | null) =>
    setPeriods(periods.map((period) => (period.kind === kind ? { ...period, days } : period)))
  const changed = periods.filter((period, i) => period.days !== known[i]?.days)
  return (
    <form
      className={settings.form}
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({ periods: changed.map(({ kind, days }) => ({ kind, days })) })
      }}
    >
      <ul className={classes.periods}>
        {periods.map((period) => (
          <Period key={period.kind} period={period} disabled={!mayChange} onChange={(days) => set(period.kind, days)} />
        ))}
      </ul>
      {mayChange && (
        <div className={settings.actions}>
          <Button type="submit" loading={save.isPending} disabled={changed.length === 0}>
            {t('console.save')}
          </Button>
          <Button
            variant="default"
            loading={run.isPending}
            disabled={changed.length > 0 || !isDue}
            onClick={() => run.mutate()}
          >
            {t('privacy.retention.run')}
          </Button>
          <FormProblem error={save.error ?? run.error} />
        </div>
      )}
    </form>
  )
}

const usualLength = 365

type PeriodProps = { period: RetentionPeriod; disabled: boolean; onChange: (days: number | null) => void }

function Period({ period: { kind, days, usualDays, leastDays, due }, disabled, onChange }: PeriodProps) {
  const { t, number } = useI18n()
  const name = t(`privacy.kind.${kind}`)
  return (
    <li className={classes.period}>
      <div className={classes.words}>
        <b>{name}</b>
        <p className={settings.note}>{t(`privacy.kind.${kind}_help`, { least: leastDays })}</p>
        {due > 0 && <p className={classes.due}>{t('privacy.retention.due', { due, shown: number(due) })}</p>}
      </div>
      <Checkbox
        label={t('privacy.retention.forever')}
        aria-label={`${name}: ${t('privacy.retention.forever')}`}
        checked={days === null}
        disabled={disabled}
        onChange={(event) =>
          onChange(event.currentTarget.checked ? null : (usualDays ?? Math.max(usualLength, leastDays)))
        }
      />
      <NumberField
        className={classes.days ?? ''}
        aria-label={t('privacy.retention.days_of', { kind: name })}
        unit={t('privacy.retention.days_suffix').trim()}
        whole
        min={leastDays}
        max={36_500}
        value={days}
        disabled={disabled || days === null}
        onChange={(value) => value !== null && onChange(value)}
      />
    </li>
  )
}
