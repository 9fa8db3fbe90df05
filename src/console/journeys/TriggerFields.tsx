import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, NativeSelect } from '@mantine/core'
import type { JourneyTrigger } from '#contract/journeys'
import { FieldPair } from '../components/index.ts'
import { TraitChoice } from '../segments/name-fields.tsx'
import { DayCount } from './DateFields.tsx'
import { order } from './draft.ts'
import classes from './journeys.module.css'
import { ConditionFields } from './StepFields.tsx'
import type { JourneySay } from './say-journey.ts'
import { FilterField, SegmentSelect, TimeField, WeekdaysField } from './small-fields.tsx'

type TriggerFieldsProps = { say: JourneySay; trigger: JourneyTrigger; onChange: (trigger: JourneyTrigger) => void }

const beginnings = ['segment_entered', 'segment_left', 'event', 'date', 'schedule', 'manual'] as const
type Beginning = (typeof beginnings)[number]

const beginningOf = (trigger: JourneyTrigger): Beginning =>
  trigger.kind === 'segment' ? `segment_${trigger.on}` : trigger.kind

function begin(kind: Beginning, before: JourneyTrigger): JourneyTrigger {
  switch (kind) {
    case 'segment_entered':
    case 'segment_left': {
      const segmentId = before.kind === 'segment' ? before.segmentId : ''
      return { kind: 'segment', segmentId, on: kind === 'segment_left' ? 'left' : 'entered', repeats: false }
    }
    case 'event':
      return { kind, event: order }
    case 'date':
      return { kind, trait: 'birthday', days: 0, yearly: true, at: '09:00' }
    case 'schedule':
      return { kind, at: '09:00', weekdays: [1], condition: { kind: 'all', of: [] } }
    case 'manual':
      return { kind }
  }
}

/** What begins a journey. */
export function TriggerFields({ say, trigger, onChange }: TriggerFieldsProps) {
  const { t } = say
  return (
    <>
      <FieldPair>
        <NativeSelect
          label={t('journeys.field.begins')}
          value={beginningOf(trigger)}
          onChange={(event) => onChange(begin(event.currentTarget.value as Beginning, trigger))}
          data={beginnings.map((value) => ({ value, label: t(`journeys.begins.${value}`) }))}
        />
        {trigger.kind === 'segment' && (
          <SegmentSelect value={trigger.segmentId} onChange={(segmentId) => onChange({ ...trigger, segmentId })} />
        )}
        {(trigger.kind === 'date' || trigger.kind === 'schedule') && (
          <TimeField
            label={t('journeys.field.at')}
            value={trigger.at}
            onChange={(at) => onChange({ ...trigger, at })}
          />
        )}
      </FieldPair>
      {trigger.kind === 'event' && <FilterField say={say} filter={trigger} onChange={onChange} />}
      {trigger.kind === 'date' && (
        <>
          <DayCount say={say} days={trigger.days} onChange={(days) => onChange({ ...trigger, days })}>
            <TraitChoice say={say} value={trigger.trait} onChange={(trait) => onChange({ ...trigger, trait })} />
          </DayCount>
          <Checkbox
            label={t('journeys.field.yearly')}
            checked={trigger.yearly}
            onChange={(event) => onChange({ ...trigger, yearly: event.currentTarget.checked })}
          />
        </>
      )}
      {trigger.kind === 'schedule' && (
        <>
          <WeekdaysField value={trigger.weekdays} onChange={(weekdays) => onChange({ ...trigger, weekdays })} />
          <ConditionFields
            say={say}
            condition={trigger.condition}
            onChange={(condition) => onChange({ ...trigger, condition })}
          />
        </>
      )}
      {trigger.kind === 'manual' && <p className={classes.quiet}>{t('journeys.help.manual')}</p>}
    </>
  )
}
