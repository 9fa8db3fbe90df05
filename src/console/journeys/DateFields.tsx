import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { JourneyNode } from '#contract/journeys'
import { DateInput, FieldPair, NumberField } from '../components/index.ts'
import { SpanField } from '../segments/amount-fields.tsx'
import { NameChoice, TraitChoice } from '../segments/name-fields.tsx'
import { propertiesQuery } from '../segments/segments-query.ts'
import classes from './journeys.module.css'
import type { JourneySay } from './say-journey.ts'
import { TimeField } from './small-fields.tsx'

type DateNode = Extract<JourneyNode, { kind: 'wait_date' }>
type Day = DateNode['day']
const dayKinds = ['date', 'trait', 'property', 'time'] as const
type DayKind = (typeof dayKinds)[number]

function kindOf(day: Day): DayKind {
  if ('date' in day) return 'date'
  if ('trait' in day) return 'trait'
  return 'seconds' in day ? 'time' : 'property'
}

function dayOf(kind: DayKind, before: Day): Day {
  const property = 'property' in before ? before.property : ''
  switch (kind) {
    case 'date':
      return { date: '' }
    case 'trait':
      return { trait: '', days: 0, yearly: false }
    case 'property':
      return { property, days: -1 }
    case 'time':
      return { property, seconds: -2 * 3_600 }
  }
}

type DateFieldsProps = {
  say: JourneySay
  node: DateNode
  /** the event that begins the journey; empty where none does */
  beginsWith: string
  onChange: (node: DateNode) => void
}

/** Until which day, or which moment, a step waits. */
export function DateFields({ say, node, beginsWith, onChange }: DateFieldsProps) {
  const { t } = say
  const { day } = node
  const set = (next: Day) => onChange({ ...node, day: next })
  return (
    <>
      <FieldPair>
        <NativeSelect
          label={t('journeys.field.day_kind')}
          value={kindOf(day)}
          onChange={(event) => set(dayOf(event.currentTarget.value as DayKind, day))}
          data={dayKinds.map((value) => ({ value, label: t(`journeys.day_kind.${value}`) }))}
        />
        {!('seconds' in day) && (
          <TimeField label={t('journeys.field.at')} value={node.at} onChange={(at) => onChange({ ...node, at })} />
        )}
      </FieldPair>
      {'date' in day && (
        <DateInput label={t('journeys.field.day')} value={day.date} onChange={(date) => set({ date })} />
      )}
      {'trait' in day && (
        <>
          <DayCount say={say} days={day.days} onChange={(days) => set({ ...day, days })}>
            <TraitChoice say={say} value={day.trait} onChange={(trait) => set({ ...day, trait })} />
          </DayCount>
          <Checkbox
            label={t('journeys.field.yearly')}
            checked={day.yearly}
            onChange={(event) => set({ ...day, yearly: event.currentTarget.checked })}
          />
        </>
      )}
      {'property' in day && 'days' in day && (
        <DayCount say={say} days={day.days} onChange={(days) => set({ ...day, days })}>
          <PropertyChoice
            say={say}
            event={beginsWith}
            value={day.property}
            onChange={(property) => set({ ...day, property })}
          />
        </DayCount>
      )}
      {'seconds' in day && (
        <SpanCount say={say} seconds={day.seconds} onChange={(seconds) => set({ ...day, seconds })}>
          <PropertyChoice
            say={say}
            event={beginsWith}
            value={day.property}
            onChange={(property) => set({ ...day, property })}
          />
        </SpanCount>
      )}
    </>
  )
}

const sides = ['before', 'on', 'after'] as const
const sideOf = (amount: number) => (amount === 0 ? 'on' : amount < 0 ? 'before' : 'after')
const signs: Record<string, number> = { before: -1, on: 0, after: 1 }

type CountProps = { say: JourneySay; children: ReactNode }

/** So many days before, on, or after the date that is chosen behind it. */
export function DayCount({
  say,
  days,
  onChange,
  children,
}: CountProps & { days: number; onChange: (days: number) => void }) {
  const { t } = say
  return (
    <div className={classes.sentence}>
      {days !== 0 && (
        <span className={classes.amount}>
          <NumberField
            aria-label={t('journeys.field.days')}
            value={Math.abs(days)}
            min={1}
            max={365}
            whole
            onChange={(count) => count !== null && onChange(count * Math.sign(days))}
          />
        </span>
      )}
      <NativeSelect
        aria-label={t('journeys.field.when')}
        value={sideOf(days)}
        onChange={(event) => onChange((signs[event.currentTarget.value] ?? 0) * Math.max(1, Math.abs(days)))}
        data={sides.map((value) => ({ value, label: t(`journeys.when.${value}`) }))}
      />
      {children}
    </div>
  )
}

const anHour = 3_600
const aYear = 366 * 86_400

/** So long before, at, or so long after the time that is chosen behind it. */
function SpanCount({
  say,
  seconds,
  onChange,
  children,
}: CountProps & { seconds: number; onChange: (seconds: number) => void }) {
  const { t } = say
  const held = (span: number): number => Math.min(aYear, Math.max(60, Math.round(span)))
  return (
    <div className={classes.sentence}>
      {seconds !== 0 && (
        <SpanField
          say={say}
          seconds={Math.abs(seconds)}
          onChange={(span) => onChange(Math.sign(seconds) * held(span))}
        />
      )}
      <NativeSelect
        aria-label={t('journeys.field.when')}
        value={sideOf(seconds)}
        onChange={(event) => onChange((signs[event.currentTarget.value] ?? 0) * (Math.abs(seconds) || anHour))}
        data={sides.map((value) => ({ value, label: t(`journeys.side.${value}`) }))}
      />
      {children}
    </div>
  )
}

type PropertyChoiceProps = { say: JourneySay; event: string; value: string; onChange: (path: string) => void }

/** What the event carries, or another name that is typed. */
function PropertyChoice({ say, event, value, onChange }: PropertyChoiceProps) {
  const { t } = say
  const known = useQuery(propertiesQuery(event)).data?.properties ?? []
  return (
    <NameChoice
      label={t('segments.which_property')}
      value={value}
      otherLabel={t('segments.other_name')}
      options={known.map(({ path }) => ({ value: path, label: path }))}
      onChange={onChange}
    />
  )
}
