import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { EventFilter } from '#contract/journeys'
import type { PropertyTest } from '#contract/segments'
import { useI18n } from '../i18n/use-i18n.ts'
import { weekdayNames } from '../i18n/weekday-names.ts'
import { EventChoice } from '../segments/name-fields.tsx'
import { PropertiesField } from '../segments/property-fields.tsx'
import { segmentsQuery } from '../segments/segments-query.ts'
import { eventTests } from './draft.ts'
import classes from './journeys.module.css'
import type { JourneySay } from './say-journey.ts'

export function TimeField({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (at: string) => void
}) {
  return (
    <TextInput
      type="time"
      label={label}
      className={classes.time ?? ''}
      value={value}
      onChange={(event) => event.currentTarget.value !== '' && onChange(event.currentTarget.value.slice(0, 5))}
    />
  )
}

type SegmentSelectProps = { value: string; onChange: (segmentId: string) => void; error?: string | undefined }

export function SegmentSelect({ value, onChange, error }: SegmentSelectProps) {
  const { t } = useI18n()
  const segments = useQuery(segmentsQuery).data?.segments ?? []
  return (
    <NativeSelect
      label={t('journeys.field.segment')}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: t('journeys.choose') },
        ...segments.map(({ segmentId, name }) => ({ value: segmentId, label: name })),
      ]}
    />
  )
}

/** Days of the week; none chosen means every day. */
export function WeekdaysField(props: { value: number[] | undefined; onChange: (days: number[] | undefined) => void }) {
  const { value = [], onChange } = props
  const { t, locale, firstWeekday } = useI18n()
  const names = weekdayNames(locale, 'short')
  const days = Array.from({ length: 7 }, (_, i) => ((firstWeekday - 1 + i) % 7) + 1)
  return (
    <fieldset className={classes.days}>
      <legend>{t('journeys.field.weekdays')}</legend>
      {days.map((day) => (
        <button
          key={day}
          type="button"
          className={classes.day}
          aria-pressed={value.includes(day)}
          onClick={() => {
            const chosen = value.includes(day) ? value.filter((one) => one !== day) : [...value, day].sort()
            onChange(chosen.length === 0 || chosen.length === 7 ? undefined : chosen)
          }}
        >
          {names[day - 1]}
        </button>
      ))}
    </fieldset>
  )
}

type FilterFieldProps<F extends EventFilter> = { say: JourneySay; filter: F; onChange: (filter: F) => void }

/** An event, and what it must carry. */
export function FilterField<F extends EventFilter>({ say, filter, onChange }: FilterFieldProps<F>) {
  return (
    <div className={classes.sentence}>
      <EventChoice
        say={say}
        value={filter.event}
        onChange={(event) => {
          const { where: _, ...rest } = filter
          onChange({ ...rest, event } as F)
        }}
      />
      <PropertiesField
        say={say}
        event={filter.event}
        properties={(filter.where ?? []) as PropertyTest[]}
        only={eventTests}
        word={say.t('segments.where')}
        onChange={(where) => onChange({ ...filter, where: where.length > 0 ? where : undefined } as F)}
      />
    </div>
  )
}
