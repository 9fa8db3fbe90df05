import { useState } from 'react'
import { comparisons } from '#contract/segment-words'
import type { Comparison } from '#contract/segments'
import { toMinor } from '#platform/money'
import { NumberField, SentenceChoice } from '../components/index.ts'
import { fill, type Say, type SpanUnit, spanUnitOf, spanUnits, toShown, type Unit } from './say.ts'
import classes from './segments.module.css'

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
