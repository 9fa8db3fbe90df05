import { messageDeeds } from '#contract/segment-words'
import type { Condition } from '#contract/segments'
import { SentenceBlank, SentenceChoice } from '../components/index.ts'
import { AddButton } from './AddButton.tsx'
import { CountField, SpanField } from './amount-fields.tsx'
import type { FieldProps, Leaf, Of } from './leaf-props.ts'
import { EventChoice } from './name-fields.tsx'
import { PropertiesField } from './property-fields.tsx'
import classes from './segments.module.css'
import { TestField } from './TestField.tsx'
import { WithinField } from './time-fields.tsx'

/** How often somebody did something, or for how much. */
export function EventField({ say, leaf, onChange }: FieldProps<Of<'event'>>) {
  const { t } = say
  const { sum, ...counted } = leaf
  return (
    <>
      <EventChoice say={say} value={leaf.event} onChange={(event) => onChange({ ...leaf, event })} />
      <SentenceChoice
        label={t('segments.counted')}
        value={sum === undefined ? 'times' : 'sum'}
        options={(['times', 'sum'] as const).map((value) => ({ value, label: t(`segments.count_by.${value}`) }))}
        onChange={(by) => onChange(by === 'times' ? counted : { ...leaf, sum: 'total' })}
      />
      {sum !== undefined && (
        <SentenceBlank
          label={t('segments.which_property')}
          value={sum}
          onChange={(path) => onChange({ ...leaf, sum: path })}
        />
      )}
      <CountField
        say={say}
        times={sum === undefined}
        count={leaf.count}
        onChange={(count) => onChange({ ...leaf, count })}
      />
      <WithinField say={say} within={leaf.within} onChange={(within) => onChange(withWindow(leaf, within))} />
      <Where say={say} leaf={leaf} onChange={onChange} />
    </>
  )
}

/** When it was first, or last. */
export function EventTimeField({ say, leaf, onChange }: FieldProps<Of<'event_time'>>) {
  const { t } = say
  return (
    <>
      <SentenceChoice
        label={t('segments.which_time')}
        value={leaf.which}
        options={(['first', 'last'] as const).map((value) => ({ value, label: t(`segments.which.${value}`) }))}
        onChange={(which) => onChange({ ...leaf, which })}
      />
      <EventChoice say={say} value={leaf.event} onChange={(event) => onChange({ ...leaf, event })} />
      <TestField say={say} moment test={leaf.test} onChange={(test) => onChange({ ...leaf, test })} />
      <Where say={say} leaf={leaf} onChange={onChange} />
    </>
  )
}

/** What the last one carried. */
export function LastEventField({ say, leaf, onChange }: FieldProps<Of<'last_event'>>) {
  const { t } = say
  return (
    <>
      <span>{t('segments.which.last')}</span>
      <EventChoice say={say} value={leaf.event} onChange={(event) => onChange({ ...leaf, event })} />
      <PropertiesField
        say={say}
        event={leaf.event}
        properties={leaf.has}
        least={1}
        word={t('segments.where')}
        onChange={(has) => onChange({ ...leaf, has })}
      />
    </>
  )
}

/** What became of messages, how often. */
export function MessageField({ say, leaf, onChange }: FieldProps<Of<'message'>>) {
  const { t } = say
  return (
    <>
      <SentenceChoice
        label={t('segments.which_deed')}
        value={leaf.did}
        options={messageDeeds.map((value) => ({ value, label: t(`segments.deed.${value}`) }))}
        onChange={(did) => onChange({ ...leaf, did })}
      />
      <CountField say={say} times count={leaf.count} onChange={(count) => onChange({ ...leaf, count })} />
      <WithinField say={say} within={leaf.within} onChange={(within) => onChange(withWindow(leaf, within))} />
    </>
  )
}

function withWindow(leaf: Of<'event'> | Of<'message'>, within: Of<'event'>['within']): Leaf {
  const { within: _, ...rest } = leaf
  return within === undefined ? (rest as Leaf) : { ...leaf, within }
}

function Where({ say, leaf, onChange }: FieldProps<Of<'event' | 'event_time'>>) {
  const { t } = say
  const { where: _, ...without } = leaf
  return (
    <PropertiesField
      say={say}
      event={leaf.event}
      properties={leaf.where ?? []}
      word={t('segments.where')}
      onChange={(where) => onChange((where.length === 0 ? without : { ...leaf, where }) as Condition as Leaf)}
    />
  )
}

const mostSteps = 8

/** One thing after another. */
export function SequenceField({ say, leaf, onChange }: FieldProps<Of<'sequence'>>) {
  const { t } = say
  const { steps, withinSeconds, ...rest } = leaf
  return (
    <>
      {steps.map((step, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place.
        <span key={at} className={classes.typed}>
          {at > 0 && <span>{t('segments.then').trim()}</span>}
          <EventChoice
            say={say}
            value={step.event}
            onChange={(event) => onChange({ ...leaf, steps: steps.with(at, { ...step, event }) })}
          />
        </span>
      ))}
      {steps.length < mostSteps && (
        <AddButton
          label={t('segments.then')}
          onClick={() => onChange({ ...leaf, steps: [...steps, { event: 'Order Completed' }] })}
        />
      )}
      <SentenceChoice
        label={t('segments.when')}
        value={withinSeconds === undefined ? 'any' : 'gap'}
        options={(['any', 'gap'] as const).map((value) => ({ value, label: t(`segments.between.${value}`) }))}
        onChange={(next) => onChange({ ...rest, steps, ...(next === 'gap' && { withinSeconds: 7 * 86_400 }) })}
      />
      {withinSeconds !== undefined && (
        <SpanField say={say} seconds={withinSeconds} onChange={(s) => onChange({ ...leaf, withinSeconds: s })} />
      )}
    </>
  )
}
