import { calendarPeriods } from '#contract/segment-words'
import type { InPeriod, Within } from '#contract/segments'
import { DateInput, SentenceChoice } from '../components/index.ts'
import { SpanField } from './amount-fields.tsx'
import { ofReader } from './draft.ts'
import { periodText, type Say } from './say.ts'
import classes from './segments.module.css'

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
    period: { period: 'this_month', ...ofReader(say) },
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
      {within && 'period' in within && <PeriodChoice say={say} within={within} onChange={onChange} />}
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

/** A period of the reader's calendar; one of another stays until they choose. */
export function PeriodChoice<In extends InPeriod>(props: { say: Say; within: In; onChange: (within: In) => void }) {
  const { say, within } = props
  const { calendar: _, ...rest } = within
  const name = (period: InPeriod['period']): string =>
    period === within.period ? periodText(say, within) : say.t(`segments.period.${period}`)
  return (
    <SentenceChoice
      label={say.t('segments.when')}
      value={within.period}
      options={calendarPeriods.map((value) => ({ value, label: name(value) }))}
      onChange={(period) => props.onChange({ ...rest, period, ...ofReader(say) } as In)}
    />
  )
}
