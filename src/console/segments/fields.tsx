import { CloseButton } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { FilterOptions } from '#contract/metrics'
import { calendarPeriods, comparisons } from '#contract/segment-words'
import type { Comparison, PropertyTest, ValueTest, Within } from '#contract/segments'
import { toMinor } from '#platform/money'
import { api } from '../api/client.ts'
import { DateInput, NumberField, SentenceBlank, SentenceChoice } from '../components/index.ts'
import { traitDefinitionsQuery } from '../customers/list/traits-query.ts'
import { knownTraits } from './known-traits.ts'
import { eventName, fill, type Say, type SpanUnit, spanUnitOf, spanUnits, toShown, type Unit } from './say.ts'
import classes from './segments.module.css'
import { eventsQuery, propertiesQuery } from './segments-query.ts'
import { TestField } from './TestField.tsx'

const other = '\u0000other'

type AmountProps = {
  label: string
  value: number
  onChange: (value: number) => void
  min?: number
  whole?: boolean
  unit?: string | undefined
}

/** A number in a sentence. */
export function Amount({ label, value, onChange, ...rest }: AmountProps) {
  return (
    <span className={classes.amount}>
      <NumberField
        aria-label={label}
        size="sm"
        value={value}
        onChange={(number) => number !== null && onChange(number)}
        {...rest}
      />
    </span>
  )
}

type CountFieldProps = {
  say: Say
  count: Comparison
  onChange: (count: Comparison) => void
  unit?: Unit
  /** Counted are times: then “never” can be said. */
  times?: boolean
}

/** How many, how much or how often. */
export function CountField({ say, count, onChange, unit = 'number', times = false }: CountFieldProps) {
  const { t, names } = say
  const isNever = times && count.is === 'exactly' && count.than === 0
  const sign = { number: times ? '×' : undefined, money: names.currency, percent: '%', days: undefined }[unit]
  return (
    <>
      <SentenceChoice<string>
        label={t('segments.compared')}
        value={isNever ? 'never' : count.is}
        options={[
          ...(times ? [{ value: 'never', label: t('segments.never') }] : []),
          ...comparisons.map((is) => ({ value: is, label: optionOf(t(`segments.count.${is}`)) })),
        ]}
        onChange={(is) => {
          if (is === 'never') onChange({ is: 'exactly', than: 0 })
          else onChange({ is: is as Comparison['is'], than: isNever ? 1 : count.than })
        }}
      />
      {!isNever && (
        <Amount
          label={t('segments.how_many')}
          value={toShown(count.than, unit, names.currency)}
          min={0}
          whole={times || unit === 'days'}
          unit={sign}
          onChange={(shown) => {
            const than = unit === 'money' ? toMinor(shown, names.currency) : unit === 'percent' ? shown / 100 : shown
            onChange({ ...count, than })
          }}
        />
      )}
      {unit === 'days' && <span>{t('segments.unit.days')}</span>}
    </>
  )
}

/** The words of a choice: its sentence without what follows its last gap. */
export function optionOf(template: string): string {
  return fill(template.replaceAll(/\s*\[\w+\]\s*/g, ' … '), {}).replace(/^ ?…\s*|\s*… ?$/g, '') || '…'
}

export function SpanField({ say, seconds, onChange }: { say: Say; seconds: number; onChange: (s: number) => void }) {
  const { t } = say
  const [unit, setUnit] = useState<SpanUnit>(spanUnitOf(seconds))
  return (
    <>
      <Amount
        label={t('segments.how_long')}
        value={seconds / spanUnits[unit]}
        min={0}
        onChange={(count) => onChange(Math.round(count * spanUnits[unit]))}
      />
      <SentenceChoice
        label={t('segments.unit_label')}
        value={unit}
        options={(['minutes', 'hours', 'days'] as const).map((value) => ({
          value,
          label: t(`segments.unit.${value}`),
        }))}
        onChange={(next) => {
          onChange(Math.round((seconds / spanUnits[unit]) * spanUnits[next]))
          setUnit(next)
        }}
      />
    </>
  )
}

export function DayField({ label, value, onChange }: { label: string; value: string; onChange: (v: string) => void }) {
  return (
    <span className={classes.day}>
      <DateInput aria-label={label} size="sm" value={value.slice(0, 10)} onChange={onChange} />
    </span>
  )
}

const windows = ['ever', 'last', 'period', 'between'] as const

/** In which time. */
export function WithinField(props: {
  say: Say
  within: Within | undefined
  onChange: (w: Within | undefined) => void
}) {
  const { say, within, onChange } = props
  const { t } = say
  const kind =
    within === undefined ? 'ever' : 'lastSeconds' in within ? 'last' : 'period' in within ? 'period' : 'between'
  const begin = {
    ever: undefined,
    last: { lastSeconds: 90 * 86_400 },
    period: { period: 'this_month' },
    between: {},
  } as const
  return (
    <>
      <SentenceChoice
        label={t('segments.when')}
        value={kind}
        options={windows.map((value) => ({ value, label: t(`segments.window.${value}`) }))}
        onChange={(next) => onChange(begin[next])}
      />
      {within && 'lastSeconds' in within && (
        <SpanField say={say} seconds={within.lastSeconds} onChange={(lastSeconds) => onChange({ lastSeconds })} />
      )}
      {within && 'period' in within && (
        <PeriodChoice say={say} value={within.period} onChange={(period) => onChange({ ...within, period })} />
      )}
      {within && kind === 'between' && !('lastSeconds' in within) && !('period' in within) && (
        <>
          <DayField
            label={t('segments.from_day')}
            value={within.from ?? ''}
            onChange={(from) => onChange({ ...(within.to && { to: within.to }), ...(from && { from }) })}
          />
          –
          <DayField
            label={t('segments.to_day')}
            value={within.to ?? ''}
            onChange={(to) => onChange({ ...(within.from && { from: within.from }), ...(to && { to }) })}
          />
        </>
      )}
    </>
  )
}

type Period = (typeof calendarPeriods)[number]

export function PeriodChoice(props: { say: Say; value: Period; onChange: (period: Period) => void }) {
  const { t } = props.say
  return (
    <SentenceChoice
      label={t('segments.when')}
      value={props.value}
      options={calendarPeriods.map((value) => ({ value, label: t(`segments.period.${value}`) }))}
      onChange={props.onChange}
    />
  )
}

type NamedProps = {
  label: string
  value: string
  options: { value: string; label: string; group?: string }[]
  otherLabel: string
  onChange: (value: string) => void
}

/** One of the names that are known, or another one that is typed. */
export function NameChoice({ label, value, options, otherLabel, onChange }: NamedProps) {
  const [typing, setTyping] = useState(false)
  const isKnown = options.some((option) => option.value === value)
  if (typing)
    return (
      <span className={classes.typed}>
        <SentenceBlank label={label} value={value} suggestions={options.map((one) => one.value)} onChange={onChange} />
        <CloseButton size="sm" aria-label={otherLabel} onClick={() => setTyping(false)} />
      </span>
    )
  return (
    <SentenceChoice<string>
      label={label}
      value={value}
      options={[
        ...(value === '' ? [{ value: '', label: '…' }] : isKnown ? [] : [{ value, label: value }]),
        ...options,
        { value: other, label: otherLabel },
      ]}
      onChange={(next) => {
        if (next !== other) return onChange(next)
        setTyping(true)
        onChange('')
      }}
    />
  )
}

export function EventChoice({ say, value, onChange }: { say: Say; value: string; onChange: (event: string) => void }) {
  const { t } = say
  const events = useQuery(eventsQuery).data?.events ?? []
  return (
    <NameChoice
      label={t('segments.which_event')}
      value={value}
      otherLabel={t('segments.other_name')}
      options={[
        { value: '*', label: t('segments.any_event') },
        ...events.map(({ event }) => ({ value: event, label: eventName(say, event) })),
      ]}
      onChange={onChange}
    />
  )
}

const filtersQuery = {
  queryKey: ['metrics', 'filters'],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get<FilterOptions>('/metrics/filters', undefined, signal),
  staleTime: 60_000,
}

export function TraitChoice({ say, value, onChange }: { say: Say; value: string; onChange: (path: string) => void }) {
  const { t } = say
  const found = useQuery(filtersQuery).data?.traits.map(({ trait }) => trait) ?? []
  const defined = useQuery(traitDefinitionsQuery).data?.definitions.map(({ trait }) => trait) ?? []
  const own = [...new Set([...defined, ...found])].filter(
    (trait) => !(knownTraits as readonly string[]).includes(trait),
  )
  return (
    <NameChoice
      label={t('segments.which_trait')}
      value={value}
      otherLabel={t('segments.other_name')}
      options={[
        ...knownTraits.map((trait) => ({ value: trait, label: t(`segments.trait.${trait}`) })),
        ...own.map((trait) => ({ value: trait, label: say.names.trait(trait) })),
      ]}
      onChange={onChange}
    />
  )
}

/** Values that occur for a trait, to choose from while typing. */
export function useTraitValues(path: string): string[] {
  const { data } = useQuery(filtersQuery)
  if (path === 'tags') return data?.tags.map(({ value }) => value) ?? []
  return data?.traits.find(({ trait }) => trait === path)?.values.map(({ value }) => value) ?? []
}

type PropertiesProps = {
  say: Say
  event: string
  properties: PropertyTest[]
  onChange: (properties: PropertyTest[]) => void
  /** the word before each one and on the button that adds one */
  word: string
  least?: number
  only?: readonly ValueTest['is'][]
}

/** Conditions on what one event carries. */
export function PropertiesField({ say, event, properties, onChange, word, least = 0, only }: PropertiesProps) {
  const { t } = say
  const known = useQuery(propertiesQuery(event)).data?.properties ?? []
  const change = (at: number, property: PropertyTest | undefined) =>
    onChange(properties.toSpliced(at, 1, ...(property ? [property] : [])))
  return (
    <>
      {properties.map((property, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no identity; their fields hold all they show.
        <Clause key={at} word={at === 0 ? word : t('segments.and')}>
          <NameChoice
            label={t('segments.which_property')}
            value={property.path}
            otherLabel={t('segments.other_name')}
            options={known.map(({ path }) => ({ value: path, label: path }))}
            onChange={(path) => change(at, { ...property, path })}
          />
          <TestField
            say={say}
            test={property.test}
            only={only}
            suggestions={known.find(({ path }) => path === property.path)?.values ?? []}
            onChange={(test) => change(at, { ...property, test })}
          />
          {properties.length > least && (
            <CloseButton size="sm" aria-label={t('segments.remove_property')} onClick={() => change(at, undefined)} />
          )}
        </Clause>
      ))}
      <AddButton
        onClick={() => onChange([...properties, { path: '', test: { is: 'equal', value: '' } }])}
        label={properties.length === 0 ? word : t('segments.and')}
      />
    </>
  )
}

function Clause({ word, children }: { word: string; children: ReactNode }) {
  return (
    <span className={classes.clause}>
      <span className={classes.word}>{word.trim()}</span> {children}
    </span>
  )
}

export function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" className={classes.add} onClick={onClick}>
      <IconPlus size={13} stroke={2} aria-hidden />
      {label.trim()}…
    </button>
  )
}
