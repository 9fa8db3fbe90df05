import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { AddDate, ImportantDate } from '#contract/care'
import { dateKinds } from '#contract/care-words'
import { api } from '../../api/client.ts'
import { Dialog, Form, SubmitActions } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './care.module.css'
import { DayFields } from './DayFields.tsx'
import { useCareChange } from './use-care-change.ts'

type DateDialogProps = { customerId: string; date?: ImportantDate; onClose: () => void }

/** Adds or changes a yearly date. The year may stay unknown. */
export function DateDialog({ customerId, date, onClose }: DateDialogProps) {
  const { t } = useI18n()
  const change = useCareChange(customerId)
  const [kind, setKind] = useState<ImportantDate['kind']>(date?.kind ?? 'birthday')
  const [label, setLabel] = useState(date?.label ?? '')
  const [day, setDay] = useState(date && { iso: firstDay(date), hasYear: date.year !== null })
  const isComplete = day !== undefined && (kind !== 'other' || label.trim() !== '')
  const save = () => {
    if (!isComplete) return
    const [year, month = 1, dayOfMonth = 1] = day.iso.split('-').map(Number)
    const body: AddDate = {
      kind,
      label: kind === 'other' ? label.trim() : null,
      month,
      day: dayOfMonth,
      year: day.hasYear ? (year ?? null) : null,
    }
    onClose()
    void change({
      send: () =>
        date
          ? api.put(`/customers/${customerId}/dates/${date.dateId}`, body)
          : api.post(`/customers/${customerId}/dates`, { ...body, dateId: crypto.randomUUID() }),
    })
  }
  return (
    <Dialog title={t(date ? 'care.dates.edit_title' : 'care.dates.add_long')} onClose={onClose}>
      <Form onSubmit={() => save()}>
        <NativeSelect
          label={t('care.dates.kind_label')}
          data-autofocus
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as ImportantDate['kind'])}
          data={dateKinds.map((value) => ({ value, label: t(`care.dates.kind.${value}`) }))}
        />
        {kind === 'other' && (
          <TextInput
            label={t('care.dates.label')}
            maxLength={120}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
        )}
        <DayFields
          legend={t('care.dates.day')}
          value={date ? firstDay(date) : null}
          hasYear={date === undefined || date.year !== null}
          yearOptional
          onChange={setDay}
        />
        <p className={classes.quiet}>{t('care.dates.year_note')}</p>
        <SubmitActions onClose={onClose} label={t('console.save')} disabled={!isComplete} />
      </Form>
    </Dialog>
  )
}

/** A leap year stands in for an unknown one, so that the 29th of February is a day. */
function firstDay({ year, month, day }: ImportantDate): string {
  return [String(year ?? 2028).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-')
}
