import '@mantine/core/styles/NumberInput.layer.css'
import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox, NumberInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChangeRetention, RetentionPeriod, RetentionPeriods } from '#contract/privacy'
import { api } from '../../api/client.ts'
import { Card, FormProblem, Loading, Problem, toast } from '../../components/index.ts'
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
        <Form key={retention.dataUpdatedAt} known={retention.data.periods} mayChange={mayChange} />
      ) : retention.isError ? (
        <Problem error={retention.error} onRetry={() => void retention.refetch()} />
      ) : (
        <Loading lines={6} />
      )}
    </Card>
  )
}

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
          <FormProblem error={save.error} />
        </div>
      )}
    </form>
  )
}

const usualLength = 365

type PeriodProps = { period: RetentionPeriod; disabled: boolean; onChange: (days: number | null) => void }

function Period({ period: { kind, days, usualDays, due }, disabled, onChange }: PeriodProps) {
  const { t, number } = useI18n()
  const name = t(`privacy.kind.${kind}`)
  return (
    <li className={classes.period}>
      <div className={classes.words}>
        <b>{name}</b>
        <p className={settings.note}>{t(`privacy.kind.${kind}_help`)}</p>
        {due > 0 && <p className={classes.due}>{t('privacy.retention.due', { due, shown: number(due) })}</p>}
      </div>
      <Checkbox
        label={t('privacy.retention.forever')}
        aria-label={`${name}: ${t('privacy.retention.forever')}`}
        checked={days === null}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked ? null : (usualDays ?? usualLength))}
      />
      <NumberInput
        className={classes.days ?? ''}
        aria-label={t('privacy.retention.days_of', { kind: name })}
        suffix={t('privacy.retention.days_suffix')}
        min={1}
        max={36_500}
        allowDecimal={false}
        allowNegative={false}
        value={days ?? ''}
        disabled={disabled || days === null}
        onChange={(value) => typeof value === 'number' && value >= 1 && onChange(value)}
      />
    </li>
  )
}
